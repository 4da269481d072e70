// Time, injected so that tests can say what it is.
#pragma once

#include <cstdint>

namespace overt {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01 UTC. May jump, in either direction.
  virtual std::int64_t unix_ms() const = 0;
  // Milliseconds since an arbitrary moment. Never goes back.
  virtual std::int64_t steady_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t unix_ms() const override;
  std::int64_t steady_ms() const override;
};

}  // namespace overt

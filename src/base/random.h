// Randomness, injected so that tests can say what it will be.
#pragma once

#include <cstdint>
#include <span>

namespace overt {

class Random {
 public:
  virtual ~Random() = default;
  // Fills `bytes` with unpredictable ones. Threads: any.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// The kernel's generator, through libsodium.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace overt

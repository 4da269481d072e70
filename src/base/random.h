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

// The kernel's generator. Throws std::system_error where the kernel refuses it, as some sandboxes
// have it do.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace overt

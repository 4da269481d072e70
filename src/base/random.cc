#include "base/random.h"

#include <sodium/randombytes.h>

namespace overt {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace overt

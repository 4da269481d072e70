#include "base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace overt {

// libsodium would end the process where the kernel gives nothing, and keep a descriptor open.
void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace overt

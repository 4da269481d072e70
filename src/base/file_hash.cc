#include "base/file_hash.h"

#include <fcntl.h>
#include <sodium/crypto_hash_sha256.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <vector>

#include "base/file.h"

namespace overt {
namespace {

// Of one read: so large that the calls cost nothing beside the digest.
constexpr std::size_t kReadBytes = 256UL * 1024;

}  // namespace

Result<Sha256> sha256_of_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0) return errno_error("read", path);
  if (!S_ISREG(status.st_mode)) return Error{"cannot read " + path + ": not a regular file"};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<std::uint8_t> bytes(kReadBytes);
  for (;;) {
    const ssize_t count = ::read(fd.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno_error("read", path);
    if (count == 0) break;
    crypto_hash_sha256_update(&state, bytes.data(), static_cast<unsigned long long>(count));
  }
  Sha256 digest;
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

}  // namespace overt

#include "collector/pepper.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "base/move_aside.h"

namespace overt {
namespace {

constexpr std::size_t kSecretBytes = 32;

std::string_view as_text(const Bytes<kSecretBytes>& secret) {
  return {reinterpret_cast<const char*>(secret.data()), secret.size()};
}

Result<Pepper> make(const std::string& path, Random& random) {
  Bytes<kSecretBytes> secret;
  random.fill(secret);
  if (const Status written = write_file_atomically(path, as_text(secret)); !written) {
    return written.error();
  }
  // After a crash the file must still be there: what was keyed under it is acknowledged.
  if (const Status synced = sync_directory_of(path); !synced) return synced.error();
  return Pepper(secret);
}

}  // namespace

Result<Pepper> Pepper::open_or_make(const std::string& path, Random& random) {
  struct stat status{};
  const bool is_missing = ::lstat(path.c_str(), &status) != 0 && errno == ENOENT;
  return is_missing ? make(path, random) : open(path);
}

Result<Pepper> Pepper::open(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) return errno_error("read", path);
    return Error{"there is no " + path +
                 ", under which ids are kept: without it a project cannot be found (restore it)"};
  }
  if (S_ISREG(status.st_mode) && (status.st_mode & 077U) != 0) {
    return Error{"cannot use " + path + ": others may read it (try: chmod 600 " + path + ")"};
  }
  const auto text = read_file(path, kSecretBytes);
  if (!text) return text.error();
  if (text->size() != kSecretBytes) {
    return Error{"cannot use " + path + ": it is not the 32 bytes of a pepper (restore it)"};
  }
  Bytes<kSecretBytes> secret;
  std::ranges::copy(as_bytes(*text), secret.begin());
  return Pepper(secret);
}

std::string Pepper::key(std::string_view id) const {
  return id.empty() ? "" : to_hex(hash_.of(id));
}

void Pepper::key_ids(Event& event) const {
  event.project_id = key(event.project_id);
  event.user_id = key(event.user_id);
}

SpanIdentity Pepper::key(const SpanIdentity& identity) const {
  std::string bytes(identity.trace_id.begin(), identity.trace_id.end());
  bytes.append(identity.span_id.begin(), identity.span_id.end());
  const Sha256 digest = hash_.of(bytes);
  SpanIdentity keyed;
  const auto [rest, unused] =
      std::ranges::copy_n(digest.begin(), std::ssize(keyed.trace_id), keyed.trace_id.begin());
  std::ranges::copy_n(rest, std::ssize(keyed.span_id), keyed.span_id.begin());
  return keyed;
}

}  // namespace overt

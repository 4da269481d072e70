#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace overt {
namespace {

// write(2) may take less than it was given; false when it takes nothing more.
bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Error not_regular(const std::string& path) {
  return Error{"cannot read " + path + ": not a regular file"};
}

// What `keep`, given the new file's descriptor, calls kept takes the place of `path`.
template <typename Keep>
Status replace_whole(const std::string& path, std::string_view bytes, Keep keep) {
  const std::string temporary = path + ".new." + std::to_string(::getpid());
  // Of a process that was killed and had the same id. Never written into: it may be another's.
  ::unlink(temporary.c_str());
  {
    const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd) return errno_error("write", temporary);
    if (!write_all(fd.get(), bytes) || !keep(fd.get())) {
      const Error error = errno_error("write", temporary);
      ::unlink(temporary.c_str());
      return error;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = errno_error("write", path);
    ::unlink(temporary.c_str());
    return error;
  }
  return Ok{};
}

}  // namespace

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) ::close(fd_);
}

Error errno_error(std::string_view what, std::string_view path) {
  const int code = errno;
  // In English, like the rest of the line, and without a look for translations. A file system in a
  // program of its own may come with a number that has no text.
  const char* const reason = ::strerrordesc_np(code);
  std::string message = "cannot ";
  message.append(what).append(" ").append(path).append(": ").append(
      reason != nullptr ? reason : "error " + std::to_string(code));
  return Error{std::move(message)};
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return errno_error("read", path);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return errno_error("read", path);
  if (!S_ISREG(status.st_mode)) return not_regular(path);

  // The size is only a first guess: the file may grow under the reader, and /proc says 0.
  const auto size_guess = std::min(static_cast<std::size_t>(status.st_size), bytes_max);
  std::string bytes(size_guess + 1, '\0');
  std::size_t filled = 0;
  while (filled <= bytes_max) {
    if (filled == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t count = ::read(fd.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno_error("read", path);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > bytes_max) {
    return Error{"cannot read " + path + ": larger than " + std::to_string(bytes_max) + " bytes"};
  }
  bytes.resize(filled);
  return bytes;
}

bool file_holds(const std::string& path, std::string_view bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (static_cast<std::size_t>(status.st_size) != bytes.size()) return false;

  std::array<char, 8 * 1024> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  for (;;) {
    const ssize_t count = ::read(fd.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 && bytes.empty();
    const std::string_view read(chunk.data(), static_cast<std::size_t>(count));
    if (!bytes.starts_with(read)) return false;
    bytes.remove_prefix(read.size());
  }
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  return replace_whole(path, bytes, [](int fd) { return ::fsync(fd) == 0; });
}

Status replace_file(const std::string& path, std::string_view bytes) {
  return replace_whole(path, bytes, [](int) { return true; });
}

Status make_directories(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string prefix = path.substr(0, end);
    if (::mkdir(prefix.c_str(), 0700) != 0 && errno != EEXIST) {
      return errno_error("make the directory", prefix);
    }
    if (end == std::string::npos) break;
  }
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return errno_error("make the directory", path);
  if (!S_ISDIR(status.st_mode)) {
    return Error{"cannot make the directory " + path + ": a file is in its place"};
  }
  return Ok{};
}

}  // namespace overt

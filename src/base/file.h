// Files by descriptor: owned, bounded, never followed where they should not lead.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace overt {

// Owns a file descriptor; closes it at the end.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  // Gives the descriptor away.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// "cannot WHAT PATH: REASON", the reason from errno.
Error errno_error(std::string_view what, std::string_view path);

// The bytes of a regular file of at most `bytes_max`; an error for a larger one and for anything
// that is not a regular file (a FIFO would block).
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

// Whether `path` is a regular file of just these bytes. Unlike read_file() it keeps no copy, so
// that a large file costs a tool no pages of memory.
bool file_holds(const std::string& path, std::string_view bytes);

// Replaces `path` whole: a reader sees the old bytes or the new ones, also after a crash.
// The new file has mode 0600.
Status write_file_atomically(const std::string& path, std::string_view bytes);

// The same without waiting for a disk: after a crash of the machine the file may be empty.
Status replace_file(const std::string& path, std::string_view bytes);

// Makes `path` and its missing parents, each with mode 0700. Fine if it is there already.
Status make_directories(const std::string& path);

}  // namespace overt

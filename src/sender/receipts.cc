#include "sender/receipts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace overt {
namespace {

Result<UniqueFd> open_regular(const std::string& path) {
  constexpr int kFlags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  UniqueFd fd(::open(path.c_str(), kFlags, 0600));
  if (!fd) return errno_error("open", path);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return errno_error("open", path);
  if (!S_ISREG(status.st_mode)) {
    return Error{fmt::format("cannot open {}: not a regular file", path)};
  }
  return fd;
}

}  // namespace

Result<Receipts> Receipts::open(const std::string& path) {
  Result<UniqueFd> fd = open_regular(path);
  if (!fd) return fd.error();
  return Receipts(path, *std::move(fd));
}

Status Receipts::append(const Receipt& receipt) {
  std::string line = to_json(receipt);
  struct stat status{};
  if (::fstat(fd_.get(), &status) != 0) return errno_error("write", path_);
  if (static_cast<std::size_t>(status.st_size) + line.size() > kReceiptsBytesMax) {
    if (::rename(path_.c_str(), older_receipts(path_).c_str()) != 0) {
      return errno_error("rename", path_);
    }
    Result<UniqueFd> fresh = open_regular(path_);
    if (!fresh) return fresh.error();
    fd_ = *std::move(fresh);
    status.st_size = 0;
  }
  // A full disk may have left part of a line at the end; it must not spoil this one.
  char last = '\n';
  const bool torn =
      status.st_size > 0 && ::pread(fd_.get(), &last, 1, status.st_size - 1) == 1 && last != '\n';
  if (torn) line.insert(0, 1, '\n');
  const ssize_t written = ::write(fd_.get(), line.data(), line.size());
  if (written < 0) return errno_error("write", path_);
  if (static_cast<std::size_t>(written) < line.size()) {
    return Error{fmt::format("cannot write {}: no space for a whole line", path_)};
  }
  return Ok{};
}

}  // namespace overt

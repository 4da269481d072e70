#include "sender/receipts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "model/json_writer.h"

namespace overt {
namespace {

void write_position(JsonWriter& writer, std::string_view key, LogPosition position) {
  writer.key(key);
  writer.begin_object();
  writer.key("segment");
  writer.integer(position.segment);
  writer.key("offset");
  writer.integer(position.offset);
  writer.end_object();
}

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

std::string to_json(const Receipt& receipt) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("ts");
  writer.integer(receipt.time_ms);
  writer.key("taken");
  writer.integer(receipt.taken_ms);
  write_position(writer, "begin", receipt.begin);
  write_position(writer, "end", receipt.end);
  writer.key("count");
  writer.integer(receipt.count);
  writer.key("endpoint");
  writer.string(receipt.endpoint);
  writer.key("status");
  writer.integer(receipt.status);
  writer.key("why");
  writer.string(receipt.why);
  writer.key("rejected");
  writer.integer(receipt.rejected);
  writer.key("tooOld");
  writer.integer(receipt.too_old);
  writer.key("notInContract");
  writer.integer(receipt.not_in_contract);
  writer.key("notEvents");
  writer.integer(receipt.not_events);
  writer.key("lost");
  writer.integer(receipt.lost);
  writer.key("bodySha256");
  writer.string(receipt.body_sha256);
  writer.end_object();
  return std::move(writer).take() + "\n";
}

std::string older_receipts(const std::string& path) {
  const auto dot = path.rfind('.');
  return path.substr(0, dot) + ".old" + path.substr(dot);
}

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

#include "store/duckdb/checksum.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <tuple>

#include "base/bytes.h"
#include "base/file.h"
#include "base/file_hash.h"
#include "base/move_aside.h"

namespace overt::duckdb {
namespace {

// A line with a name is shorter; anything longer is no checksum.
constexpr std::size_t kLineBytesMax = 4096;

constexpr std::size_t kSha256Bytes = std::tuple_size_v<Sha256>;
constexpr std::size_t kHexDigits = 2 * kSha256Bytes;

// Reads of a file that does not fit: another process may have replaced it between them.
constexpr int kComparisons = 2;

std::string checksum_path(const std::string& path) { return path + std::string(kChecksumSuffix); }

std::string unfinished_path(const std::string& path) {
  return checksum_path(path) + std::string(kUnfinished);
}

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

// As sha256sum writes it of a file in the folder it is run in.
std::string line_of(const Sha256& digest, const std::string& path) {
  return to_hex(digest) + "  " + std::filesystem::path(path).filename().string() + "\n";
}

// A line for this file, of whatever digest.
bool is_digest(const std::string& checksum, const std::string& path) {
  const auto read = read_file(checksum, kLineBytesMax);
  if (!read) return false;
  const auto digest = bytes_from_hex<kSha256Bytes>(std::string_view(*read).substr(0, kHexDigits));
  return digest && *read == line_of(*digest, path);
}

bool fits(const std::string& checksum, const std::string& line) {
  const auto read = read_file(checksum, kLineBytesMax);
  return read && *read == line;
}

Status rename_durably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return errno_error("write", to);
  return sync_directory_of(to);
}

Status remove_if_there(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return errno_error("remove", path);
  return Ok{};
}

// Half of a line fits nothing, so it may stay when it is killed.
Status write_durably(const std::string& path, const std::string& line) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return errno_error("write", path);
  const ssize_t written = ::write(fd.get(), line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || ::fsync(fd.get()) != 0) {
    return errno_error("write", path);
  }
  return sync_directory_of(path);
}

Status sync_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return errno_error("write", path);
  return Ok{};
}

}  // namespace

Checksum compare_checksum(const std::string& path) {
  for (int i = 0; i < kComparisons; ++i) {
    const bool has_one = is_there(checksum_path(path));
    if (!has_one && !is_there(unfinished_path(path))) return Checksum::kNone;
    const auto digest = sha256_of_file(path);
    if (!digest) return Checksum::kDoesNot;
    const std::string line = line_of(*digest, path);
    if (fits(checksum_path(path), line) || fits(unfinished_path(path), line)) {
      return Checksum::kFits;
    }
    // It is for a file that never came.
    if (!has_one) return Checksum::kNone;
  }
  return is_digest(checksum_path(path), path) ? Checksum::kDoesNot : Checksum::kUnreadable;
}

// Each name is on disk before the next one changes.
Status keep_with_checksum(const std::string& unfinished, const std::string& path) {
  if (Status synced = sync_file(unfinished); !synced) return synced;
  const auto digest = sha256_of_file(unfinished);
  if (!digest) return digest.error();
  if (Status settled = settle_checksum(path); !settled) return settled;
  Status written = write_durably(unfinished_path(path), line_of(*digest, path));
  if (written) written = rename_durably(unfinished, path);
  if (written) written = rename_durably(unfinished_path(path), checksum_path(path));
  return written;
}

Status settle_checksum(const std::string& path) {
  if (!is_there(unfinished_path(path))) return Ok{};
  const auto digest = is_there(path) ? sha256_of_file(path) : Result<Sha256>(Error{});
  if (digest && fits(unfinished_path(path), line_of(*digest, path))) {
    return rename_durably(unfinished_path(path), checksum_path(path));
  }
  return remove_if_there(unfinished_path(path));
}

Status remove_with_checksum(const std::string& path) {
  if (Status removed = remove_if_there(path); !removed) return removed;
  if (Status synced = sync_directory_of(path); !synced) return synced;
  for (const std::string& checksum : std::array{checksum_path(path), unfinished_path(path)}) {
    if (Status removed = remove_if_there(checksum); !removed) return removed;
  }
  return Ok{};
}

}  // namespace overt::duckdb

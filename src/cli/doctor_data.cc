// The data directory: whose it is, where it lies, and the secret in it.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "cli/doctor_addresses.h"
#include "cli/doctor_checks.h"

namespace overt::cli {
namespace {

constexpr std::string_view kData = "data";

constexpr long kCifs = 0xFF534D42;  // not in every kernel's headers
constexpr long kFuse = 0x65735546;

struct FileSystemKind {
  long magic;
  std::string_view name;
  Health health;
  std::string_view to_do;
};

constexpr std::string_view kLocal = "put the data on a disk of this machine";
constexpr std::array<FileSystemKind, 7> kKinds = {{
    {NFS_SUPER_MAGIC, "NFS", Health::kProblem, kLocal},
    {SMB_SUPER_MAGIC, "SMB", Health::kProblem, kLocal},
    {SMB2_SUPER_MAGIC, "SMB", Health::kProblem, kLocal},
    {kCifs, "CIFS", Health::kProblem, kLocal},
    {V9FS_MAGIC, "9p", Health::kWarning, kLocal},
    {kFuse, "FUSE", Health::kWarning, "make sure that it keeps what fsync was asked for"},
    {TMPFS_MAGIC, "memory", Health::kWarning, "put the data on a disk: this is gone at a restart"},
}};

Finding check_kind(const std::string& path) {
  struct statfs status{};
  if (::statfs(path.c_str(), &status) != 0) {
    return {kData, Health::kProblem, errno_error("look at", path).message, "mend it"};
  }
  const auto* const kind =
      std::ranges::find(kKinds, static_cast<long>(status.f_type), &FileSystemKind::magic);
  if (kind == kKinds.end())
    return {kData, Health::kOk, "on a file system that keeps what it is told"};
  const bool far = kind->health == Health::kProblem;
  return {kData, kind->health,
          fmt::format("on a file system of kind {}{}", kind->name,
                      far ? ", where locks and fsync are promises of another machine" : ""),
          std::string(kind->to_do)};
}

Finding check_room(const std::string& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) {
    return {kData, Health::kProblem, errno_error("look at", path).message, "mend it"};
  }
  const std::uint64_t free_bytes = std::uint64_t{status.f_bavail} * status.f_frsize;
  const std::string seen = fmt::format("{:.1f} GB free", static_cast<double>(free_bytes) / 1e9);
  if (free_bytes < kFreeBytesProblem) {
    return {kData, Health::kProblem, seen, "make room: a full disk means 503 for every sender"};
  }
  if (free_bytes < kFreeBytesWarning) return {kData, Health::kWarning, seen, "make room soon"};
  return {kData, Health::kOk, seen};
}

// Does to a file without a name what the collector does to its own.
Finding check_promises(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file && errno != EOPNOTSUPP) {
    return {kData, Health::kProblem, errno_error("write in", path).message,
            "run this as the user that the collector runs as"};
  }
  const bool works = !file || (::write(file.get(), "x", 1) == 1 && ::fsync(file.get()) == 0 &&
                               ::flock(file.get(), LOCK_EX | LOCK_NB) == 0);
  if (works) return {kData, Health::kOk, "writes, fsync and locks work"};
  return {kData, Health::kProblem, errno_error("write, fsync or lock in", path).message,
          "put the data on a disk of this machine"};
}

Finding check_owner(const std::string& path, const struct stat& status) {
  if (status.st_uid != ::geteuid()) {
    return {kData, Health::kWarning,
            fmt::format("{} belongs to the user with id {}, and this is {}", path, status.st_uid,
                        ::geteuid()),
            "run this as the user that the collector runs as: sudo -u USER overt doctor …"};
  }
  if ((status.st_mode & 077U) != 0) {
    return {
        kData, Health::kProblem,
        fmt::format("{} has mode {:04o}: others can look into it", path, status.st_mode & 07777U),
        "chmod 700 " + path};
  }
  return {kData, Health::kOk, path + " is its owner's alone"};
}

// The nearest folder on the way to `path` that is there.
std::string existing_part_of(std::filesystem::path path) {
  std::error_code failure;
  while (!std::filesystem::exists(path, failure) && path.has_relative_path()) {
    path = path.parent_path();
  }
  return path;
}

Finding finding_of_pepper(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode) || status.st_size != 32) {
    return {"pepper", Health::kProblem, path + " is not the 32 bytes of a pepper",
            "restore it from a backup: without it every project would count as a new one"};
  }
  if ((status.st_mode & 077U) != 0) {
    return {"pepper", Health::kProblem, path + ": others may read it", "chmod 600 " + path};
  }
  return {"pepper", Health::kOk, path + " is its owner's alone"};
}

}  // namespace

Findings check_data(const ServeSettings& settings) {
  const std::string& path = settings.data;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) {
      return {{kData, Health::kProblem, errno_error("look at", path).message,
               "run this as the user that the collector runs as"}};
    }
    const std::string parent = existing_part_of(path);
    return {{kData, Health::kOk, path + " is not there yet; the first start makes it"},
            check_kind(parent),
            check_room(parent),
            check_promises(parent)};
  }
  if (!S_ISDIR(status.st_mode)) {
    return {{kData, Health::kProblem, path + " is not a directory", "name another as `data`"}};
  }
  return {check_owner(path, status), check_kind(path), check_room(path), check_promises(path)};
}

Findings check_pepper(const ServeSettings& settings) {
  const std::string path = settings.data + "/pepper";
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) return {finding_of_pepper(path, status)};
  const bool has_events = ::lstat((settings.data + "/inbox.sqlite").c_str(), &status) == 0;
  if (!has_events) return {{"pepper", Health::kOk, "not there yet; the first start makes it"}};
  return {{"pepper", Health::kProblem, path + " is missing, and there are events keyed under it",
           "restore it from a backup: without it every project would count as a new one"}};
}

std::int64_t newest_file_ms(const std::string& folder) {
  std::int64_t newest = 0;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) != 0) continue;
    newest = std::max(newest, std::int64_t{status.st_mtim.tv_sec} * 1000);
  }
  return newest;
}

bool is_held(const std::string& data) {
  const UniqueFd lock(::open((data + "/lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  return lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace overt::cli

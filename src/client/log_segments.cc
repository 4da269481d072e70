#include "client/log_segments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

namespace overt {
namespace {

constexpr std::string_view kNamePrefix = "events.";
constexpr std::string_view kNameSuffix = ".ndjson";

// The log is its owner's alone.
constexpr mode_t kSegmentMode = 0600;

// A log that is rotated a thousand times a second gets there in a million years. Numbers beyond are
// nobody's, and one can always be added.
constexpr std::int64_t kSegmentNumberMax = std::int64_t{1} << 55;

// N of "events.N.ndjson"; nothing for any other name, "events.01.ndjson" included.
std::optional<std::int64_t> segment_number(std::string_view name) {
  if (!name.starts_with(kNamePrefix) || !name.ends_with(kNameSuffix)) return std::nullopt;
  if (name.size() <= kNamePrefix.size() + kNameSuffix.size()) return std::nullopt;
  name.remove_prefix(kNamePrefix.size());
  name.remove_suffix(kNameSuffix.size());
  if (name.front() < '1' || name.front() > '9') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  if (number > kSegmentNumberMax) return std::nullopt;
  return number;
}

}  // namespace

std::string finished_segment_path(const StateDirectory& state, std::int64_t number) {
  std::string path = state.path + "/";
  return path.append(kNamePrefix).append(std::to_string(number)).append(kNameSuffix);
}

Result<std::vector<std::int64_t>> finished_segments(const StateDirectory& state) {
  std::vector<std::int64_t> numbers;
  std::error_code error;
  std::filesystem::directory_iterator entry(state.path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const auto number = segment_number(entry->path().filename().native());
    if (number) numbers.push_back(*number);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return Error{"cannot list " + state.path + ": " + error.message()};
  }
  std::ranges::sort(numbers);
  return numbers;
}

Result<std::optional<OpenSegment>> open_segment(const std::string& path, int flags) {
  OpenSegment segment;
  segment.fd = UniqueFd(
      ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kSegmentMode));
  if (!segment.fd && errno == ENOENT) return std::optional<OpenSegment>();
  struct stat status{};
  if (!segment.fd || ::fstat(segment.fd.get(), &status) != 0) return errno_error("open", path);
  if (!S_ISREG(status.st_mode)) {
    return Error{"cannot use " + path + " as a log: not a regular file"};
  }
  const bool will_be_written = (flags & O_ACCMODE) != O_RDONLY;
  // Another's file under this name, or under another name as well, is not ours to change.
  if (will_be_written && (status.st_uid != ::geteuid() || status.st_nlink > 1)) {
    return Error{"cannot use " + path + " as a log: it is somebody else's file, too"};
  }
  segment.identity = FileIdentity{status.st_dev, status.st_ino};
  segment.bytes = status.st_size;
  return std::optional<OpenSegment>(std::move(segment));
}

bool leads_to(const std::string& path, const FileIdentity& identity) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 &&
         FileIdentity{status.st_dev, status.st_ino} == identity;
}

}  // namespace overt

#include "collector/process_usage.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/file.h"

namespace overt {
namespace {

// Files of /proc have no size, so they are read until they end; these have some hundred bytes.
std::string read_proc(const char* path) {
  const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 8192> bytes{};
  const ssize_t count = fd ? ::read(fd.get(), bytes.data(), bytes.size()) : 0;
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::int64_t number_at(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The fields of /proc/self/stat from the third on (proc(5)): the second is a name in brackets, in
// which anything may stand.
std::vector<std::int64_t> fields_of_stat(const std::string& stat) {
  std::vector<std::int64_t> fields;
  std::string_view rest = stat;
  rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 1));
  while (!rest.empty()) {
    rest.remove_prefix(1);
    fields.push_back(number_at(rest));
    rest.remove_prefix(std::min(rest.size(), rest.find(' ')));
  }
  return fields;
}

// When the machine was started, in Unix time.
std::int64_t boot_time_seconds() {
  constexpr std::string_view kName = "\nbtime ";
  const UniqueFd fd(::open("/proc/stat", O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 8192> bytes{};
  for (ssize_t count = 0; fd && (count = ::read(fd.get(), bytes.data(), bytes.size())) > 0;) {
    text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  const auto at = text.find(kName);
  return at == std::string::npos ? 0 : number_at(std::string_view(text).substr(at + kName.size()));
}

std::int64_t count_open_fds() {
  std::error_code failure;
  const std::filesystem::directory_iterator fds("/proc/self/fd", failure);
  if (failure) return 0;
  return std::distance(begin(fds), end(fds)) - 1;  // without the one that lists them
}

std::int64_t fds_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return static_cast<std::int64_t>(limit.rlim_cur);
}

}  // namespace

std::optional<ProcessUsage> read_process_usage() {
  const std::vector<std::int64_t> stat = fields_of_stat(read_proc("/proc/self/stat"));
  // proc(5) numbers them from 1, and the first here is the third there.
  constexpr std::size_t kUserTime = 14 - 3;
  constexpr std::size_t kSystemTime = 15 - 3;
  constexpr std::size_t kStartTime = 22 - 3;
  constexpr std::size_t kResidentPages = 24 - 3;
  if (stat.size() <= kResidentPages) return std::nullopt;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  return ProcessUsage{
      .cpu_seconds = static_cast<double>(stat[kUserTime] + stat[kSystemTime]) / ticks,
      .start_time_seconds =
          static_cast<double>(boot_time_seconds()) + static_cast<double>(stat[kStartTime]) / ticks,
      .resident_bytes = stat[kResidentPages] * ::sysconf(_SC_PAGESIZE),
      .open_fds = count_open_fds(),
      .fds_max = fds_limit()};
}

}  // namespace overt

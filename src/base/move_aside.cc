#include "base/move_aside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>

#include "base/file.h"

namespace overt {
namespace {

bool is_there(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

std::string name_aside(const std::string& path, std::int64_t now_ms, std::string_view why) {
  const auto seconds = static_cast<std::time_t>(now_ms / 1000);
  std::tm moment{};
  ::gmtime_r(&seconds, &moment);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &moment);
  const std::string name = path + "." + std::string(why) + "-" + text.data();
  std::string result = name;
  for (int number = 2; is_there(result); ++number) result = name + '-' + std::to_string(number);
  return result;
}

Status rename_if_there(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return Ok{};
  // It may also be the directory of `to` that is missing.
  const bool may_be_gone = errno == ENOENT;
  Error error = errno_error("rename", from);
  if (may_be_gone && !is_there(from)) return Ok{};
  return error;
}

Status sync_directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return errno_error("write", directory);
  return Ok{};
}

}  // namespace overt

// The tool of plain.cc that also appends two lines to a file and starts a program which does
// nothing, by posix_spawn(), and does not wait for its end: what any telemetry would do at least
// that leaves the sending to a process of its own.
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

bool append(const std::string& path, std::string_view line) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const bool written =
      fd >= 0 && ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  ::close(fd);
  return written;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  constexpr std::size_t kLineBytes = 400;  // about as long as an event
  const std::string line(kLineBytes, 'x');
  const std::string path = std::string(std::getenv("HOME")) + "/log";
  if (!append(path, line) || !append(path, line)) return 1;

  std::string name = "true";
  std::array<char*, 2> arguments = {name.data(), nullptr};
  pid_t pid = -1;
  if (::posix_spawn(&pid, "/bin/true", nullptr, nullptr, arguments.data(), environ) != 0) return 1;
  return words.empty() ? 0 : 2;
}

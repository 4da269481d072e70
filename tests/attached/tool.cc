// A tool that records its run and then does to its descriptors and its processes what tools may do:
// `attached_tool OVERT STEP…`.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "tool_telemetry.hpp"

using attached_tool_telemetry::Command;
using attached_tool_telemetry::Telemetry;

namespace {

// Where the library keeps its end of the socket to the sender; -1 if there is none.
int descriptor_of_sender() {
  for (int fd = 3; fd < 1024; ++fd) {
    struct stat status{};
    if (::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode)) return fd;
  }
  return -1;
}

// Until the sender has said something, or has ended. Takes nothing of it.
void wait_for_the_sender() {
  pollfd socket{.fd = descriptor_of_sender(), .events = POLLIN, .revents = 0};
  ::poll(&socket, 1, -1);
}

void reuse_descriptor_for(const char* path) {
  const int file = ::open(path, O_RDWR | O_CLOEXEC);
  ::dup2(file, descriptor_of_sender());
}

// Says so, and waits for a line or the end of stdin.
void pause_here() {
  static_cast<void>(!::write(STDOUT_FILENO, "paused\n", 7));
  for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n';) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::string_view first = argc > 2 ? argv[2] : "";
  if (first == "adopt") ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  Telemetry telemetry("1.2.3", {.overt_program = argv[1]});
  telemetry.command_started(Command::kAttachedTool);
  for (int i = 2; i < argc; ++i) {
    const std::string_view step = argv[i];
    if (step == "wait") wait_for_the_sender();
    if (step == "record") telemetry.step_taken();
    if (step == "pause") pause_here();
    if (step == "close") ::close_range(3, ~0U, 0);
    if (step == "reuse" && i + 1 < argc) reuse_descriptor_for(argv[++i]);
  }
  telemetry.command_exited(7);
  return 7;
}

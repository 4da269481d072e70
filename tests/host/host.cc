// A small tool, built twice from this file: with telemetry (HOST_RECORDS) and without. All that it
// does and leaves behind must be the same.
//   host EXIT_CODE STEPS
// HOST_OVERT names the program that sends, HOST_BEFORE what is the matter with the process
// (predicament.h), HOST_FAIL_ALLOCATION which allocation fails, HOST_CLOCK what time it is
// (shown_clock.cc).
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "failing_allocations.h"
#include "predicament.h"
#include "process_state.h"

#ifdef HOST_RECORDS
#include "host_telemetry.hpp"
#endif

namespace {

const char* variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What cannot be said is not said, as with most tools.
void say(int fd, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(fd, text.data(), text.size());
}

#ifdef HOST_RECORDS
void work(int exit_code, int steps) {
  using host_telemetry::Command, host_telemetry::Option, host_telemetry::StepDone;
  const char* const overt = std::getenv("HOST_OVERT");
  host_telemetry::Telemetry telemetry("1.2.3",
                                      {.overt_program = overt == nullptr ? OVERT_PROGRAM : overt});
  telemetry.command_started(Command::kBuild, {Option::kName, Option::kVerbose});
  for (int step = 1; step <= steps; ++step) {
    telemetry.step_done(
        {.duration_ms = std::chrono::milliseconds(step), .kind = StepDone::Kind::kLink});
  }
  telemetry.command_exited(exit_code);
}
#else
void work(int, int) {}
#endif

}  // namespace

int main(int argc, char** argv) {
  const int exit_code = argc > 1 ? std::atoi(argv[1]) : 0;
  const int steps = argc > 2 ? std::atoi(argv[2]) : 0;
  host::bring_about(variable("HOST_BEFORE"));
  // Between this line and "built" everything is telemetry's: fault_injection_test.cc relies on
  // it.
  say(STDOUT_FILENO, "host 1.2.3\n");
  say(STDERR_FILENO, "host: a warning\n");
  errno = 0;
  host::fail_allocation(variable("HOST_FAIL_ALLOCATION"));
  work(exit_code, steps);
  host::fail_no_allocation();
  const int error = errno;
  say(STDOUT_FILENO, "host: built\n");
  const host::StateText state = host::process_state(error);
  say(STDOUT_FILENO, state.view());
  say(STDERR_FILENO, "host: done\n");
  return exit_code;
}

// The tool of plain.cc with telemetry: it records its two events by the header made of
// contracts/werf.toml, the largest contract of this house.
#include <string>
#include <vector>

#include "werf_telemetry.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  werf_telemetry::Telemetry telemetry("2.10.4", {.overt_program = OVERT_PROGRAM});
  telemetry.command_started(werf_telemetry::Command::kConverge, {werf_telemetry::Option::kRepo});
  const int exit_code = words.empty() ? 0 : 2;
  telemetry.command_exited(exit_code);
  return exit_code;
}

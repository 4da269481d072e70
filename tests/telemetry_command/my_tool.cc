// A tool as its makers write it: `my-tool` works, `my-tool telemetry …` answers its users. The
// program `overt` is where the variable OVERT says.
#include <cstdlib>
#include <string_view>

#include "my_tool_telemetry.hpp"

using namespace std::string_view_literals;

int main(int argc, char** argv) {
  const overt::RecorderOptions options{.overt_program = std::getenv("OVERT")};
  if (argc > 1 && argv[1] == "telemetry"sv) {
    return my_tool_telemetry::telemetry_command("1.2.3", argc - 1, argv + 1, options);
  }
  my_tool_telemetry::Telemetry telemetry("1.2.3", options);
  telemetry.command_started(my_tool_telemetry::Command::kMyTool);
  telemetry.command_exited(0);
}

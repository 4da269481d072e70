// For tests: a tool called probe, its contract, and a home in which `overt` runs it.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {

// The contract lets every command be recorded and nothing be sent, so no sender outlives a test.
inline constexpr const char* kProbeContract = R"(
app = "probe"
env_prefix = "PROBE"
endpoint = "http://127.0.0.1:9/v1/traces"
span_name = "probe"
schema_versions = [1, 2]
default = "local"
commands = ["probe"]
ignored_commands = ["probe ignored"]
options = [{ name = "name", spellings = ["--name"], value = true }]
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
)";

class Probe {
 public:
  Probe() { std::ofstream(contract) << kProbeContract; }

  // `overt` with these arguments, in a directory and a home of the test's own.
  Program overt(const std::vector<std::string>& arguments) const {
    Program program{
        .argv = {OVERT_PROGRAM}, .environment = environment, .directory = directory.path()};
    program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
    return program;
  }

  // `overt exec` of a command.
  Program exec(const std::vector<std::string>& command) const {
    Program program = overt({"exec", "--contract", contract, "--"});
    program.argv.insert(program.argv.end(), command.begin(), command.end());
    return program;
  }

  // The log as text; empty if there is none.
  std::string log() const {
    std::ostringstream text;
    text << std::ifstream(events).rdbuf();
    return std::move(text).str();
  }

  TemporaryDirectory directory;
  std::string contract = directory.file("probe.toml");
  std::string home = directory.file("home");
  std::string events = home + "/.local/state/overt/probe/events.ndjson";
  std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + home};
};

}  // namespace overt::testing

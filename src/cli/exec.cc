// `overt exec`: runs any command and records the run, or only runs it.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "base/environment.h"
#include "cli/commands.h"
#include "cli/run_command.h"
#include "cli/tool_option.h"
#include "client/command_line.h"
#include "client/recorded_run.h"
#include "contract/gate.h"
#include "contract/load.h"
#include "model/event.h"

namespace overt::cli {
namespace {

struct ExecOptions {
  std::string contract_path;
  std::int64_t schema_version = 0;  // 0: the contract's last
  std::string tool_version = "unknown";
};

Result<int> choose_schema(const Contract& contract, std::int64_t wanted) {
  const std::span<const int> known = contract.schema_versions;
  if (wanted == 0) return known.back();
  if (std::ranges::count(known, wanted) > 0) return static_cast<int>(wanted);
  return Error{"--schema " + std::to_string(wanted) + " is not in the contract of " +
               std::string(contract.app)};
}

// A version that the contract does not close would keep every event out of the log, silently.
Status check_tool_version(const Contract& contract, const std::string& version) {
  const auto spec = std::ranges::find(contract.attributes, field::kVersion, &FieldSpec::name);
  if (spec == contract.attributes.end() || fits(contract, *spec, version)) return Ok{};
  return Error{"--tool-version must be a version such as 2.39.5, as the contract of " +
               std::string(contract.app) + " says"};
}

int only_run(char* const* command) {
  return report_cannot_run(command[0], become_command(command));
}

// This program itself sends.
std::string path_of_this_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

int exec(const ExecOptions& options, char* const* command) {
  if (command[0] == nullptr) return fail("exec has no command to run (put it behind `--`)");
  const Result<LoadedContract> loaded = load_contract(options.contract_path);
  if (!loaded) return fail(loaded.error().message);
  const Contract& contract = **loaded;
  const Result<int> schema_version = choose_schema(contract, options.schema_version);
  if (!schema_version) return fail(schema_version.error().message);
  const Status version_fits = check_tool_version(contract, options.tool_version);
  if (!version_fits) return fail(version_fits.error().message);

  const Environment environment = Environment::of_this_process();
  const auto recorded = RecordedRun::open(contract,
                                          {.tool_version = options.tool_version,
                                           .overt = path_of_this_program(),
                                           .schema_version = *schema_version,
                                           .last_words = false,
                                           .minds_no_strange_child = true},
                                          environment);
  if (!recorded) return only_run(command);
  CommandLine line = parse_command_line(contract, command, environment);
  if (line.ignored || line.command.empty()) return only_run(command);

  recorded->begin(std::move(line.command), std::move(line.options));
  const CommandRun run = run_command(command, [&recorded] { recorded->record_started(); });
  if (run.error != 0) return report_cannot_run(command[0], run.error);
  recorded->exit(exit_code_of(run.wait_status));
  end_like(run.wait_status);
}

}  // namespace

Command exec_command(char* const* command) {
  const auto options = std::make_shared<ExecOptions>();
  Option contract = contract_option(options->contract_path);
  contract.required = true;
  return {
      .name = "exec",
      .summary = "Run a command as if overt were not there, and record the run",
      .options = {std::move(contract),
                  {.name = "--schema",
                   .value = &options->schema_version,
                   .help = "Version of the events' schema (default: the contract's last)",
                   .value_name = "1|2"},
                  {.name = "--tool-version",
                   .value = &options->tool_version,
                   .help = "The tool's version",
                   .value_name = "VERSION",
                   .shows_default = true}},
      .footer =
          "What stands behind `--` is run; nothing of it is read as an option of overt.\n"
          "Example: overt exec --contract contracts/git.toml --tool-version 2.39.5 -- git status",
      .run = [options, command] { return exec(*options, command); }};
}

}  // namespace overt::cli

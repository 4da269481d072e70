// `overt exec`: runs any command and records the run, or only runs it.
#include <algorithm>
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
  int schema_version = 0;  // 0: the contract's last
  std::string tool_version = "unknown";
};

Result<int> choose_schema(const Contract& contract, int wanted) {
  const std::span<const int> known = contract.schema_versions;
  if (wanted == 0) return known.back();
  if (std::ranges::count(known, wanted) > 0) return wanted;
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
                                           .last_words = false},
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

void add_exec_command(CLI::App& app, Run& run, char* const* command) {
  CLI::App* const exec_command =
      app.add_subcommand("exec", "Run a command as if overt were not there, and record the run");
  const auto options = std::make_shared<ExecOptions>();
  add_contract_option(*exec_command, options->contract_path)->required();
  exec_command
      ->add_option("--schema", options->schema_version,
                   "Version of the events' schema (default: the contract's last)")
      ->type_name("1|2");
  exec_command->add_option("--tool-version", options->tool_version, "The tool's version")
      ->type_name("VERSION")
      ->capture_default_str();
  exec_command->footer(
      "What stands behind `--` is run; nothing of it is read as an option of overt.\n"
      "Example: overt exec --contract contracts/git.toml --tool-version 2.39.5 -- git status");
  exec_command->callback(
      [options, command, &run] { run = [options, command] { return exec(*options, command); }; });
}

}  // namespace overt::cli

// `overt status`: on or off, who decided, and what there is.
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/environment.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/tool_option.h"
#include "client/consent.h"
#include "client/log.h"
#include "client/start_sender.h"
#include "client/state.h"
#include "contract/load.h"
#include "sender/cursor.h"
#include "sender/receipts.h"

namespace overt::cli {
namespace {

struct StatusOptions {
  ToolOption tool;
  std::string tool_version = "unknown";
};

std::string_view describe(const Consent& consent) {
  if (!consent.recording) return "off: nothing is recorded, nothing is sent";
  if (!consent.sending) return "local: runs are recorded and never sent";
  return "on: runs are recorded and sent";
}

void print_consent(const Contract& contract, const Consent& consent) {
  fmt::print("Telemetry of {} is {}\n\n", contract.app, describe(consent));
  fmt::print("The first of these that speaks decides:\n");
  std::size_t width = 0;
  for (const Opinion& opinion : consent.opinions) width = std::max(width, opinion.source.size());
  for (const Opinion& opinion : consent.opinions) {
    const bool decides = &opinion == &consent.decision();
    fmt::print("{} {:<{}}  {}\n", decides ? "=>" : "  ", opinion.source, width, opinion.reason);
  }
}

std::optional<std::string> last_receipt(const StateDirectory& state) {
  const Result<std::string> receipts = read_file(state.receipts(), kReceiptsBytesMax);
  if (!receipts || receipts->empty()) return std::nullopt;
  const auto end = receipts->find_last_not_of('\n');
  if (end == std::string::npos) return std::nullopt;
  const auto begin = receipts->rfind('\n', end);
  return receipts->substr(begin + 1, end - begin);
}

int print_log(const StateDirectory& state) {
  constexpr std::size_t kEveryLine = kLogBytesMax;
  const Cursor cursor = load_cursor(state.cursor());
  const Result<std::vector<LogLine>> waiting = read_log(state, cursor.position, kEveryLine);
  if (!waiting) return fail(waiting.error().message);
  fmt::print("Log           {}\n", state.events());
  fmt::print("To be sent    {} events\n", waiting->size());
  fmt::print("Last receipt  {}\n", last_receipt(state).value_or("none: nothing was sent"));
  return 0;
}

int status(const StatusOptions& options) {
  const Environment environment = Environment::of_this_process();
  const Result<LoadedContract> loaded = contract_of(options.tool, environment);
  if (!loaded) return fail(loaded.error().message);
  const Contract& contract = **loaded;
  const Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!state) return fail(state.error().message);
  print_consent(contract,
                decide_consent(read_consent_inputs(contract, options.tool_version, environment,
                                                   std::string(kPolicyDirectory))));
  const std::string named = user_endpoint(contract, environment);
  fmt::print("\nEndpoint      {}\n", named.empty() ? contract.endpoint : std::string_view(named));
  return print_log(*state);
}

}  // namespace

void add_status_command(CLI::App& app, Run& run) {
  CLI::App* const command =
      app.add_subcommand("status", "Show whether a tool's telemetry is on, and why");
  const auto options = std::make_shared<StatusOptions>();
  add_tool_option(*command, options->tool);
  command
      ->add_option("--tool-version", options->tool_version,
                   "The tool's version: development versions are off")
      ->type_name("VERSION");
  command->footer("Example: overt status --app git");
  command->callback([options, &run] { run = [options] { return status(*options); }; });
}

}  // namespace overt::cli

// `overt send`: sends what waits in a tool's log, now, and says what came of it.
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "cli/commands.h"
#include "cli/tool_option.h"
#include "client/consent.h"
#include "client/start_sender.h"
#include "client/state.h"
#include "contract/load.h"
#include "sender/endpoint.h"
#include "sender/http.h"
#include "sender/sender.h"

namespace overt::cli {
namespace {

struct SendCommand {
  ToolOption tool;
  std::optional<std::string> endpoint;
  bool now = false;
};

std::string count_of(std::int64_t number, std::string_view thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

// In the time of the person's own clock, as strftime(3) knows it.
std::string clock_time(std::int64_t unix_ms) {
  const auto unix_s = static_cast<std::time_t>(unix_ms / 1000);
  std::tm local{};
  if (::localtime_r(&unix_s, &local) == nullptr) return "later";
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", local);
}

// What became of the events that are done with; empty if there were none.
std::string settled(const SendReport& report, const std::string& endpoint) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    if (!text.empty()) text += "; ";
    text += part;
  };
  if (report.sent > 0) add(fmt::format("sent {} to {}", count_of(report.sent, "event"), endpoint));
  if (report.rejected > 0) {
    const std::string why = report.reject_why.empty() ? "" : " (" + report.reject_why + ")";
    add(fmt::format("{} rejected by {}{}", count_of(report.rejected, "event"), endpoint, why));
  }
  if (report.too_old > 0) {
    add(fmt::format("{} dropped, older than 30 days", count_of(report.too_old, "event")));
  }
  if (report.not_in_contract > 0) {
    add(fmt::format("{} not sent, not as the contract allows",
                    count_of(report.not_in_contract, "event")));
  }
  if (report.not_events > 0) {
    add(fmt::format("{} passed over, not an event", count_of(report.not_events, "line")));
  }
  return text;
}

// What is left to do, and when; empty if nothing is.
std::string remaining(const SendReport& report) {
  switch (report.end) {
    case SendEnd::kEmpty:
      return "";
    case SendEnd::kBusy:
      return "another sender is at work";
    case SendEnd::kTryLater:
      return fmt::format("the rest waits until {} ({}); --now tries at once",
                         clock_time(report.not_before_ms), report.wait_why);
    case SendEnd::kOutOfTime:
      return "more events wait; the next `overt send` goes on";
  }
  return "";
}

void print(const SendReport& report, const std::string& endpoint) {
  const std::string done = settled(report, endpoint);
  const std::string rest = remaining(report);
  if (done.empty() && rest.empty()) fmt::print("nothing waits to be sent\n");
  if (!done.empty()) fmt::print("{}\n", done);
  if (!rest.empty()) fmt::print("{}\n", rest);
}

// The option, then the variable, then the contract.
Result<std::string> choose_endpoint(const SendCommand& command, const Contract& contract,
                                    const Environment& environment) {
  if (command.endpoint) return allowed_endpoint(*command.endpoint, EndpointSource::kUser);
  const std::string named = user_endpoint(contract, environment);
  if (!named.empty()) return allowed_endpoint(named, EndpointSource::kUser);
  return allowed_endpoint(contract.endpoint, EndpointSource::kContract);
}

Result<SendReport> send_now(const SendCommand& command, const Contract& contract,
                            const StateDirectory& state, const std::string& endpoint,
                            const Environment& environment) {
  const std::unique_ptr<Transport> transport = curl_transport(
      trusting(environment, {.endpoint = endpoint, .user_agent = "overt/" OVERT_VERSION}));
  SystemClock clock;
  SystemRandom random;
  const auto wait = [](std::int64_t wait_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
  };
  return send_queue(
      {.state = state, .endpoint = endpoint, .contract = contract, .ignore_wait = command.now},
      {.transport = *transport, .clock = clock, .random = random, .wait = wait});
}

// What the process may take, whatever holds it: a disk, a name server, a terminal.
void limit_this_process() {
  constexpr unsigned kProcessSMax = 10;
  ::alarm(kProcessSMax);
  // libcurl asks for an address in a thread, which needs no heap of its own.
  ::mallopt(M_ARENA_MAX, 1);
}

int send(const SendCommand& command) {
  limit_this_process();
  const Environment environment = Environment::of_this_process();
  const Result<LoadedContract> loaded = contract_of(command.tool, environment);
  if (!loaded) return fail(loaded.error().message);
  const Contract& contract = **loaded;
  // A version of development records nothing unless it is told to; what is in the log may be sent.
  constexpr std::string_view kAnyVersion = "unknown";
  const Consent consent = decide_consent(
      read_consent_inputs(contract, kAnyVersion, environment, std::string(kPolicyDirectory)));
  if (!consent.sending) {
    const Opinion& decision = consent.decision();
    fmt::print("nothing is sent: {} {}\n", decision.source, decision.reason);
    return 0;
  }
  const Result<std::string> endpoint = choose_endpoint(command, contract, environment);
  if (!endpoint) return fail(endpoint.error().message);
  const Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!state) return fail(state.error().message);
  const Result<SendReport> report = send_now(command, contract, *state, *endpoint, environment);
  if (!report) return fail(report.error().message);
  print(*report, *endpoint);
  return 0;
}

}  // namespace

void add_send_command(CLI::App& app, Run& run) {
  CLI::App* const parser = app.add_subcommand("send", "Send what waits in a tool's log");
  const auto command = std::make_shared<SendCommand>();
  add_tool_option(*parser, command->tool);
  parser
      ->add_option("--endpoint", command->endpoint,
                   "Where to send to, instead of where the contract says")
      ->type_name("URL");
  parser->add_flag("--now", command->now,
                   "Try at once, although an earlier attempt has to be waited for");
  parser->footer("Example: overt send --app git --endpoint http://127.0.0.1:4318");
  parser->callback([command, &run] { run = [command] { return send(*command); }; });
}

}  // namespace overt::cli

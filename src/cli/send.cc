// `overt send`: sends what waits in a tool's log, now, and says what came of it.
#include <fmt/core.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/random.h"
#include "cli/commands.h"
#include "cli/sending.h"
#include "cli/tool_option.h"
#include "client/consent.h"
#include "client/state.h"
#include "client/user_words.h"
#include "contract/load.h"
#include "sender/attached.h"
#include "sender/http.h"
#include "sender/sender.h"
#include "sender/staying.h"

namespace overt::cli {
namespace {

struct SendCommand {
  ToolOption tool;
  std::optional<std::string> endpoint;
  bool now = false;
  bool stay = false;
  bool attached = false;
};

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
                         local_time(report.not_before_ms), report.wait_why);
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

// What the log of a tool is to be sent by.
struct Sending {
  const SendCommand& command;
  const Contract& contract;
  const Environment& environment;
  StateDirectory state;
  std::string endpoint;

  Consent consent() const {
    // A version of development records nothing unless it is told to; what is in the log may be
    // sent.
    constexpr std::string_view kAnyVersion = "unknown";
    return decide_consent(
        read_consent_inputs(contract, kAnyVersion, environment, std::string(kPolicyDirectory)));
  }

  SenderOptions options() const {
    return {.state = state, .endpoint = endpoint, .contract = contract, .ignore_wait = command.now};
  }
};

// Calls `send` with what the sender needs from outside.
template <typename Send>
auto in_this_world(const Sending& sending, Send send) {
  const std::unique_ptr<Transport> transport =
      curl_transport(transport_options(sending.endpoint, sending.environment));
  SystemClock clock;
  SystemRandom random;
  const auto wait = [](std::int64_t wait_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
  };
  return send(SenderWorld{.transport = *transport, .clock = clock, .random = random, .wait = wait});
}

int send_and_print(const Sending& sending) {
  const Result<SendReport> report = in_this_world(sending, [&sending](const SenderWorld& world) {
    return send_queue(sending.options(), world);
  });
  if (!report) return fail(report.error().message);
  print(*report, sending.endpoint);
  return 0;
}

// For the run of the tool at the other end of stdin and stdout.
int send_with_the_run(const Sending& sending) {
  const auto may_send = [&sending] { return sending.consent().sending; };
  const Status sent = in_this_world(sending, [&](const SenderWorld& world) {
    return send_attached(sending.options(), world, {.in = STDIN_FILENO, .out = STDOUT_FILENO},
                         may_send);
  });
  return sent ? 0 : fail(sent.error().message);
}

// For a tool that has ended, and its next runs: nobody reads what became of it. What a newer tool
// records is for a sender that has read the newer contract.
int send_for_runs(const Sending& sending) {
  const auto may_send = [&sending] {
    return sending.consent().sending && file_holds(sending.state.contract(), sending.contract.text);
  };
  const Status sent = in_this_world(sending, [&](const SenderWorld& world) {
    return send_and_stay(sending.options(), world, may_send);
  });
  return sent ? 0 : fail(sent.error().message);
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
  Sending sending{.command = command, .contract = contract, .environment = environment};
  const Consent consent = sending.consent();
  if (!consent.sending) {
    const Opinion& decision = consent.decision();
    if (!command.stay && !command.attached) {
      fmt::print("nothing is sent: {} {}\n", decision.source, decision.reason);
    }
    return 0;
  }
  const Result<std::string> endpoint = choose_endpoint(command.endpoint, contract, environment);
  if (!endpoint) return fail(endpoint.error().message);
  const Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!state) return fail(state.error().message);
  sending.endpoint = *endpoint;
  sending.state = *state;
  if (command.attached) return send_with_the_run(sending);
  return command.stay ? send_for_runs(sending) : send_and_print(sending);
}

}  // namespace

Command send_command() {
  const auto command = std::make_shared<SendCommand>();
  return {.name = "send",
          .summary = "Send what waits in a tool's log",
          .options = {{.name = "--endpoint",
                       .value = &command->endpoint,
                       .help = kEndpointHelp,
                       .value_name = "URL"},
                      {.name = "--now",
                       .value = &command->now,
                       .help = "Try at once, although an earlier attempt has to be waited for"},
                      // For the tool's own process.
                      {.name = "--stay", .value = &command->stay, .hidden = true},
                      {.name = "--attached", .value = &command->attached, .hidden = true}},
          .groups = {tool_options(command->tool)},
          .footer = "Example: overt send --app git --endpoint http://127.0.0.1:4318",
          .run = [command] { return send(*command); }};
}

}  // namespace overt::cli

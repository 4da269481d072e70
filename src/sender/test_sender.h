// For tests: the sender's runs over a log in a folder of the test's own, with a clock that only the
// test moves, to a real server.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "base/temporary_directory.h"
#include "client/log.h"
#include "contract/test_contract.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "sender/sender.h"
#include "sender/test_server.h"

namespace overt::testing {

inline constexpr std::int64_t kNowMs = 1'700'000'000'000;
inline constexpr std::size_t kSenderFileBytesMax = 1 << 20;

inline const LoadedContract kSenderContract = contract_from(R"(app = "werf"
env_prefix = "WERF"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "werf.example"
schema_versions = [1]
default = "on"
commands = ["werf build", "werf converge"]
[[event]]
type = "CommandExited"
fields = [{ name = "exitCode", type = "exit_code", why.en = "A test." }]
)");

class SteppedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return unix_ms_; }
  std::int64_t steady_ms() const override {
    if (on_look_) on_look_();
    return steady_ms_ += steady_step_ms_;
  }

  void advance(std::int64_t by_ms) {
    unix_ms_ += by_ms;
    steady_ms_ += by_ms;
  }
  // Each look at the steady time takes that long.
  void take_per_look(std::int64_t step_ms) { steady_step_ms_ = step_ms; }
  // Runs in each look at the steady time.
  void on_look(std::function<void()> run) { on_look_ = std::move(run); }

 private:
  std::atomic<std::int64_t> unix_ms_ = kNowMs;
  std::int64_t steady_step_ms_ = 0;
  mutable std::atomic<std::int64_t> steady_ms_ = 0;
  std::function<void()> on_look_;
};

class SenderRun : public ::testing::Test {
 protected:
  // Appends an event to the log; returns its line.
  std::string record(const std::string& command, std::int64_t age_ms = 0) const {
    Event event;
    event.ts_ms = kNowMs - age_ms;
    event.execution_id = random_uuid(random_);
    event.command = command;
    event.event_type = kCommandExited;
    event.data = {{"exitCode", std::int64_t{0}}};
    std::string line = to_json(event);
    EXPECT_TRUE(append_to_log(state_, line));
    return line;
  }

  // A run of the sender as a process of its own would do it, with a connection of its own.
  Result<SendReport> send(const std::string& endpoint, bool ignore_wait = false) {
    const auto transport = curl_transport({.endpoint = endpoint, .user_agent = "overt/1.2.3"});
    return send_queue({.state = state_,
                       .endpoint = endpoint,
                       .contract = *kSenderContract,
                       .ignore_wait = ignore_wait},
                      {.transport = *transport,
                       .clock = clock_,
                       .random = random_,
                       .wait = [this](std::int64_t wait_ms) {
                         if (on_wait_) on_wait_();
                         clock_.advance(wait_ms);
                       }});
  }

  std::vector<nlohmann::json> receipts() const {
    std::vector<nlohmann::json> result;
    const auto content = read_file(state_.receipts(), kSenderFileBytesMax);
    if (!content) return result;
    std::istringstream lines(*content);
    for (std::string line; std::getline(lines, line);) {
      result.push_back(nlohmann::json::parse(line));
    }
    return result;
  }

  TemporaryDirectory directory_;
  StateDirectory state_{directory_.file("state/overt/werf")};
  SteppedClock clock_;
  std::function<void()> on_wait_;
  mutable SystemRandom random_;
};

// The lines that a request carries; each span is held against the line that it comes from.
inline std::vector<std::string> lines_in(const ReceivedRequest& request) {
  std::vector<std::string> lines;
  const auto spans = decode_export_request(request.body, OtlpEncoding::kProtobuf);
  EXPECT_TRUE(spans) << spans.error().message;
  for (const OtlpSpan& span : *spans) {
    EXPECT_EQ(span.name, "werf.example");
    const auto event = event_from_span(span);
    EXPECT_TRUE(event) << event.error().message;
    lines.push_back(to_json(*event));
    EXPECT_EQ(span.identity, identity_of(*event, lines.back()));
  }
  return lines;
}

inline std::vector<std::string> lines_in(const TestServer& server) {
  std::vector<std::string> lines;
  for (const ReceivedRequest& request : server.requests()) {
    for (std::string& line : lines_in(request)) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace overt::testing

// A tool's log in a home of the test's own, and the real `overt send` over it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/temporary_directory.h"
#include "client/log.h"
#include "client/state.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/test_lost_events.h"
#include "sender/test_server.h"
#include "support/process.h"

namespace overt::testing {

inline constexpr std::string_view kSendContract = R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example/v1/traces"
span_name = "tool.example"
schema_versions = [1]
default = "on"
commands = ["tool"]

[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "Which commands fail." },
  { name = "durationMs", type = "duration_ms", optional = true, why.en = "How long they take." },
]
)";

class SendWorld : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(write_file_atomically(contract_, kSendContract)); }

  void record(std::int64_t count = 1) {
    for (std::int64_t i = 0; i < count; ++i) {
      Event event;
      event.ts_ms = SystemClock().unix_ms();
      event.execution_id = random_uuid(random_);
      event.command = "tool";
      event.event_type = kCommandExited;
      event.data = {{"exitCode", std::int64_t{0}}};
      ASSERT_TRUE(append_to_log(state_, to_json(event)));
    }
    recorded_ += count;
  }

  Program send_program(const std::string& endpoint,
                       const std::vector<std::string>& more_environment = {}) const {
    Program program{
        .argv = {OVERT_PROGRAM, "send", "--contract", contract_, "--now", "--endpoint", endpoint},
        .environment = {{"HOME=" + directory_.path(), "TZ=UTC"}}};
    program.environment->insert(program.environment->end(), more_environment.begin(),
                                more_environment.end());
    return program;
  }

  Outcome send(const std::string& endpoint,
               const std::vector<std::string>& more_environment = {}) const {
    return run_program(send_program(endpoint, more_environment));
  }

  std::vector<nlohmann::json> receipts() const {
    std::vector<nlohmann::json> result;
    const auto content = read_file(state_.receipts(), 1 << 20);
    if (!content) return result;
    std::istringstream lines(*content);
    for (std::string line; std::getline(lines, line);) {
      result.push_back(nlohmann::json::parse(line));
    }
    return result;
  }

  TemporaryDirectory directory_;
  std::string contract_ = directory_.file("tool.toml");
  StateDirectory state_{directory_.file(".local/state/overt/tool")};
  SystemRandom random_;
  std::atomic<std::int64_t> recorded_ = 0;
};

// What a collector makes of requests: a span that came before is the same event, and a request
// whose first span came before is the same request.
struct Arrived {
  std::set<std::string> events;
  std::int64_t spans = 0;
  std::int64_t lost = 0;

  void add(const std::string& body) {
    const auto request = decode_export_request(body, OtlpEncoding::kProtobuf);
    ASSERT_TRUE(request) << request.error().message;
    bool first = true;
    for (const OtlpSpan& span : *request) {
      const bool is_new = events
                              .emplace(reinterpret_cast<const char*>(span.identity.span_id.data()),
                                       span.identity.span_id.size())
                              .second;
      if (first && is_new) lost += lost_events_in(body);
      first = false;
      ++spans;
    }
  }
  std::int64_t count() const { return static_cast<std::int64_t>(events.size()); }
};

inline Arrived arrived_at(const TestServer& server) {
  Arrived arrived;
  for (const ReceivedRequest& request : server.requests()) arrived.add(request.body);
  return arrived;
}

}  // namespace overt::testing

// The real collector with several contracts, and with contracts that change while it serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt {
namespace {

using nlohmann::json;
using testing::Answer;
using testing::CollectorProcess;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;

constexpr std::string_view kReadAnew = "contracts read anew";

// A contract of which a test can change a part.
struct ContractText {
  std::string app = "one";
  std::string span_name = "one.example";
  std::string commands = R"("one run")";

  std::string toml() const {
    return "app = \"" + app + "\"\nspan_name = \"" + span_name + "\"\ncommands = [" + commands +
           "]\n" + R"(env_prefix = "TOOL"
endpoint = "http://127.0.0.1:4318/v1/traces"
schema_versions = [1]
default = "on"

[[event]]
type = "CommandExited"
fields = [{ name = "exitCode", type = "exit_code", why.en = "A test." }]
)";
  }
};

Event event_of(const std::string& command, std::int64_t ts_ms) {
  Event event;
  event.ts_ms = ts_ms;
  event.execution_id.bytes.fill(0x2F);
  for (std::size_t i = 0; i < 8; ++i) {
    event.execution_id.bytes[i] = static_cast<std::uint8_t>(ts_ms >> (8 * i));
  }
  event.command = command;
  event.event_type = kCommandExited;
  event.data = {{"exitCode", std::int64_t{0}}};
  return event;
}

std::string request_with(const Event& event, const std::string& span_name) {
  const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
  return testing::post("/v1/traces", "application/x-protobuf",
                       encode_export_request(std::span(&outgoing, 1), span_name));
}

class ReloadTest : public ::testing::Test {
 protected:
  // Of each event another moment, so that none is taken for one that was there.
  std::int64_t next_moment() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
               .count() +
           ++events_;
  }

  void write(const ContractText& contract) const { write(contract.app, contract.toml()); }
  void write(const std::string& app, const std::string& toml) const {
    ASSERT_TRUE(write_file_atomically(file_of(app), toml));
  }
  std::string file_of(const std::string& app) const { return directory_.file(app + ".toml"); }

  void start(const std::vector<std::string>& apps) {
    std::vector<std::string> arguments = {"--data", directory_.file("data")};
    for (const std::string& app : apps)
      arguments.insert(arguments.end(), {"--contract", file_of(app)});
    collector_ = std::make_unique<CollectorProcess>(OVERT_PROGRAM, arguments);
    client_ = std::make_unique<HttpClient>(collector_->ingest_port());
  }

  void hang_up() const { ASSERT_EQ(::kill(collector_->pid(), SIGHUP), 0); }
  void reload() {
    hang_up();
    ASSERT_TRUE(collector_->wait_for_log(kReadAnew, ++reloads_));
  }

  // Why the collector refuses an event of that command; empty if it takes it.
  std::string refusal(const std::string& command, const std::string& span_name = "one.example") {
    client_->send(request_with(event_of(command, next_moment()), span_name));
    const Answer answer = client_->receive();
    EXPECT_EQ(answer.status, 200);
    const auto response = decode_export_response(answer.body);
    EXPECT_TRUE(response);
    EXPECT_EQ(response->rejected_spans, response->error_message.empty() ? 0 : 1);
    return response->error_message;
  }

  // [app, command, runs, …] of each command of `app`.
  json commands_of(const std::string& app) const {
    HttpClient reader(collector_->admin_port());
    reader.send(testing::get("/v1/reports/commands?app=" + app));
    return json::parse(reader.receive().body)["rows"];
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<CollectorProcess> collector_;
  std::unique_ptr<HttpClient> client_;
  std::int64_t events_ = 0;
  int reloads_ = 0;
};

const ContractText kOther{.app = "two", .span_name = "two.example", .commands = R"("two go")"};

TEST_F(ReloadTest, two_tools_are_collected_for_at_once_and_reported_apart) {
  write(ContractText{});
  write(kOther);
  start({"one", "two"});
  EXPECT_EQ(refusal("one run"), "");
  EXPECT_EQ(refusal("two go", "two.example"), "");
  EXPECT_EQ(refusal("two go", "one.example"), "command: not in the contract");
  const auto deadline = std::chrono::steady_clock::now() + testing::kProcessDeadline;
  while (commands_of("one").empty() || commands_of("two").empty()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline)
        << commands_of("one") << commands_of("two");
  }
  EXPECT_EQ(commands_of("one").size(), 1U);
  EXPECT_EQ(commands_of("one")[0][1], "one run");
  EXPECT_EQ(commands_of("two").size(), 1U);
  EXPECT_EQ(commands_of("two")[0][1], "two go");
}

TEST_F(ReloadTest, a_command_that_came_into_the_file_is_taken_after_sighup) {
  write(ContractText{});
  start({"one"});
  EXPECT_EQ(refusal("one new"), "command: not in the contract");
  write(ContractText{.commands = R"("one run", "one new")"});
  EXPECT_EQ(refusal("one new"), "command: not in the contract") << "nobody has asked for it yet";
  reload();
  EXPECT_EQ(refusal("one new"), "");
  EXPECT_THAT(collector_->log(), HasSubstr(R"(apps="one")"));
}

TEST_F(ReloadTest, a_span_name_that_left_the_file_is_refused_after_sighup) {
  write(ContractText{});
  start({"one"});
  EXPECT_EQ(refusal("one run"), "");
  write(ContractText{.span_name = "renamed.example"});
  reload();
  EXPECT_EQ(refusal("one run"), "span name: no contract has it");
  EXPECT_EQ(refusal("one run", "renamed.example"), "");
}

TEST_F(ReloadTest, a_broken_file_keeps_all_old_contracts_and_is_named_with_its_place) {
  write(ContractText{});
  write(kOther);
  start({"one", "two"});
  write(ContractText{.commands = R"("one run", "one new")"});
  write("two", "app = \"two\"\nspan_name = 5\n");
  hang_up();
  ASSERT_TRUE(collector_->wait_for_log("the settings stay as they were"));
  EXPECT_THAT(collector_->log(),
              HasSubstr(R"(level=error msg="the settings stay as they were" reason=")" +
                        file_of("two") + ":1:1: "));
  EXPECT_EQ(refusal("one run"), "");
  EXPECT_EQ(refusal("one new"), "command: not in the contract") << "half a change is none";
  EXPECT_EQ(refusal("two go", "two.example"), "");
  write(kOther);
  reload();
  EXPECT_EQ(refusal("one new"), "");
}

TEST_F(ReloadTest, contracts_that_do_not_go_together_change_nothing) {
  write(ContractText{});
  write(kOther);
  start({"one", "two"});
  write("two", ContractText{}.toml());
  hang_up();
  ASSERT_TRUE(collector_->wait_for_log("two contracts are for the application one"));
  EXPECT_EQ(refusal("two go", "two.example"), "");
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
  EXPECT_THAT(collector_->log(), Not(HasSubstr(kReadAnew)));
}

TEST_F(ReloadTest, an_honest_client_notices_no_reload) {
  constexpr int kReloads = 30;
  write(ContractText{});
  start({"one"});
  std::atomic<bool> done = false;
  std::atomic<int> answered = 0;
  std::jthread sender([&] {
    do {
      EXPECT_EQ(refusal("one run"), "");
      ++answered;
    } while (!done);
  });
  for (int i = 0; i < kReloads; ++i) {
    write(ContractText{.commands = i % 2 == 0 ? R"("one run", "one new")" : R"("one run")"});
    reload();
  }
  done = true;
  sender.join();
  EXPECT_GT(answered, 0);
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
}

}  // namespace
}  // namespace overt

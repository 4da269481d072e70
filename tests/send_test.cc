// `overt send` as a person or a script starts it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "client/log.h"
#include "client/start_sender.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "send_world.h"
#include "sender/lock.h"
#include "sender/test_server.h"
#include "support/becomes_true.h"
#include "support/process.h"

namespace overt {
namespace {

using ::testing::AllOf;
using testing::answer;
using testing::becomes_true;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Outcome;
using ::testing::StartsWith;
using testing::TestServer;

class Send : public testing::SendWorld {
 protected:
  void write_contract(const std::string& endpoint) const {
    constexpr std::string_view kPlace = "https://telemetry.example/v1/traces";
    std::string contract(testing::kSendContract);
    contract.replace(contract.find(kPlace), kPlace.size(), endpoint);
    ASSERT_TRUE(write_file_atomically(contract_, contract));
  }

  std::string read_log() const { return *read_file(state_.events(), 1 << 20); }

  Outcome send(const std::vector<std::string>& more_arguments = {},
               const std::vector<std::string>& more_environment = {}) const {
    std::vector<std::string> argv = {OVERT_PROGRAM, "send", "--contract", contract_};
    argv.insert(argv.end(), more_arguments.begin(), more_arguments.end());
    std::vector<std::string> environment = {"HOME=" + directory_.path(), "TZ=UTC"};
    environment.insert(environment.end(), more_environment.begin(), more_environment.end());
    return testing::run_program({.argv = argv, .environment = environment});
  }
};

TEST_F(Send, says_that_nothing_waits) {
  const TestServer server;
  write_contract(server.endpoint());
  const Outcome outcome = send();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "nothing waits to be sent\n");
  EXPECT_FALSE(std::filesystem::exists(state_.path));
}

TEST_F(Send, sends_what_waits_and_says_so) {
  const TestServer server;
  write_contract(server.endpoint());
  record();
  record();
  const Outcome outcome = send();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, fmt::format("sent 2 events to {}\n", server.endpoint()));
  EXPECT_EQ(outcome.err, "");
  ASSERT_EQ(server.requests().size(), 1);
  const testing::ReceivedRequest request = server.requests()[0];
  EXPECT_EQ(decode_export_request(request.body, OtlpEncoding::kProtobuf)->size(), 2);
  EXPECT_THAT(request.headers.at("user-agent"), StartsWith("overt/"));
}

TEST_F(Send, says_what_was_rejected_and_why) {
  const TestServer server(
      {answer(200, encode_export_response({.rejected_spans = 1, .error_message = "no such command"},
                                          OtlpEncoding::kProtobuf))});
  write_contract(server.endpoint());
  record();
  EXPECT_EQ(send().out,
            fmt::format("1 event rejected by {} (no such command)\n", server.endpoint()));
}

TEST_F(Send, lines_that_another_hand_appended_stay_where_they_are) {
  const TestServer server;
  write_contract(server.endpoint());
  record();
  const std::string honest = read_log();
  const auto append_with = [&](std::string_view what, std::string_view instead) {
    std::string line = honest.substr(0, honest.size() - 1);
    line.replace(line.find(what), what.size(), instead);
    ASSERT_TRUE(append_to_log(state_, line));
  };
  append_with(R"("tool")", R"("tool secret")");
  append_with(R"("attributes":{})", R"("attributes":{"secret":true})");
  append_with(R"("eventData":{"exitCode":0})", R"("eventData":{"exitCode":0,"secret":"text"})");
  append_with(R"("exitCode":0)", R"("exitCode":"secret")");
  append_with(R"("CommandExited")", R"("secret")");
  const std::string whole = read_log();

  const Outcome outcome = send();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            fmt::format("sent 1 event to {}; 5 events not sent, not as the contract allows\n",
                        server.endpoint()));
  ASSERT_EQ(server.requests().size(), 1);
  const std::string body = server.requests()[0].body;
  EXPECT_EQ(decode_export_request(body, OtlpEncoding::kProtobuf)->size(), 1);
  EXPECT_THAT(body, Not(HasSubstr("secret")));
  EXPECT_THAT(*read_file(state_.receipts(), 4096), HasSubstr(R"("count":1,)"));
  EXPECT_THAT(*read_file(state_.receipts(), 4096), HasSubstr(R"("notInContract":5,)"));
  EXPECT_EQ(read_log(), whole) << "the log still shows them";
}

TEST_F(Send, says_when_it_tries_again_and_waits_unless_told_to_try_now) {
  const TestServer server({answer(503, "", {"Retry-After: 600"})});
  write_contract(server.endpoint());
  record();
  const Outcome outcome = send();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(StartsWith("the rest waits until 20"),
                                 HasSubstr("(answered 503); --now tries at once")));
  EXPECT_EQ(send().out, outcome.out);
  EXPECT_EQ(server.requests().size(), 1);
  EXPECT_THAT(send({"--now"}).out, StartsWith("sent 1 event to "));
}

TEST_F(Send, the_option_wins_over_the_variable_and_that_over_the_contract) {
  const TestServer by_contract;
  const TestServer by_variable;
  const TestServer by_option;
  write_contract(by_contract.endpoint());
  const std::string variable = "TOOL_TELEMETRY_TRACE_URL=" + by_variable.endpoint();
  record();
  send({"--endpoint", by_option.endpoint()}, {variable});
  EXPECT_EQ(by_option.requests().size(), 1);
  record();
  send({}, {variable});
  EXPECT_EQ(by_variable.requests().size(), 1);
  record();
  send({}, {"TOOL_TELEMETRY_TRACE_URL="});
  EXPECT_EQ(by_contract.requests().size(), 1);
}

TEST_F(Send, a_sender_that_stays_takes_what_the_next_commands_record_over_one_connection) {
  const TestServer server;
  write_contract(server.endpoint());
  record();
  std::filesystem::copy_file(contract_, state_.contract());
  testing::Process sender(
      {.argv = {OVERT_PROGRAM, "send", "--app", "tool", "--stay"},
       .environment = std::vector<std::string>{"HOME=" + directory_.path(), "TZ=UTC"}});
  for (std::size_t requests = 1; requests <= 3; ++requests) {
    ASSERT_TRUE(becomes_true([&] { return server.requests().size() == requests; }));
    record();
  }
  EXPECT_EQ(sender.wait().exit_code, 0) << "it ends by itself";
  EXPECT_EQ(testing::arrived_at(server).count(), recorded_);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Send, a_sender_that_stays_leaves_what_a_newer_contract_lets_out_to_the_next_one) {
  const TestServer server;
  write_contract(server.endpoint());
  record();
  std::filesystem::copy_file(contract_, state_.contract());
  const std::vector<std::string> environment = {"HOME=" + directory_.path(), "TZ=UTC"};
  testing::Process sender(
      {.argv = {OVERT_PROGRAM, "send", "--app", "tool", "--stay"}, .environment = environment});
  // What comes while it sends goes along.
  ASSERT_TRUE(becomes_true([&] { return !receipts().empty() && !sender_is_at_work(state_); }));
  ASSERT_TRUE(write_file_atomically(state_.contract(),
                                    *read_file(contract_, 4096) + "# Of the next version.\n"));
  record();
  EXPECT_EQ(sender.wait().exit_code, 0);
  EXPECT_EQ(testing::arrived_at(server).count(), 1);
  EXPECT_THAT(testing::run_program(
                  {.argv = {OVERT_PROGRAM, "send", "--app", "tool"}, .environment = environment})
                  .out,
              StartsWith("sent 1 event"));
}

// Seen from the outside, by the system call that makes a sender of a process.
TEST_F(Send, a_command_starts_no_sender_while_one_stays) {
  write_contract("http://127.0.0.1:9/v1/traces");
  const std::string trace = directory_.file("trace");
  const auto run_command = [&] {
    const Outcome outcome = testing::run_program(
        {.argv = {"strace", "-f", "-e", "trace=execve", "-o", trace, OVERT_PROGRAM, "exec",
                  "--contract", contract_, "--tool-version", "1.2.3", "--", "/usr/bin/true"},
         .environment = std::vector<std::string>{"HOME=" + directory_.path(), "PATH=/usr/bin:/bin",
                                                 "TOOL_TELEMETRY=1"}});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return *read_file(trace, 1 << 20);
  };
  ASSERT_TRUE(make_directories(state_.path));
  {
    const auto staying = try_to_lock(state_.staying_lock());
    ASSERT_TRUE(staying && *staying);
    EXPECT_THAT(run_command(), AllOf(HasSubstr("/usr/bin/true"), Not(HasSubstr("--stay"))));
  }
  EXPECT_THAT(run_command(), HasSubstr("--stay"));
}

TEST_F(Send, sends_nothing_when_telemetry_is_off_and_says_who_decided) {
  const TestServer server;
  write_contract(server.endpoint());
  record();
  const Outcome by_variable = send({}, {"DO_NOT_TRACK=1"});
  EXPECT_EQ(by_variable.exit_code, 0);
  EXPECT_EQ(by_variable.out, "nothing is sent: DO_NOT_TRACK is set\n");
  EXPECT_THAT(send({}, {"TOOL_TELEMETRY=0"}).out, HasSubstr("TOOL_TELEMETRY is set to 0"));

  const std::string choice = directory_.file(".config/overt/tool");
  ASSERT_TRUE(make_directories(choice));
  ASSERT_TRUE(write_file_atomically(choice + "/consent", "off\n"));
  EXPECT_THAT(send({"--now"}).out, HasSubstr("consent says off"));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Send, refuses_what_it_cannot_use_with_one_line) {
  const auto expect_refusal = [this](const std::vector<std::string>& arguments,
                                     std::string_view what) {
    const Outcome outcome = send(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, AllOf(StartsWith("overt: "), HasSubstr(what)));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  };
  write_contract("http://telemetry.example/v1/traces");
  expect_refusal({}, "http is for this machine only");
  expect_refusal({"--endpoint", "ftp://127.0.0.1"}, "only https and http");
  expect_refusal({"--endpoint", ""}, "no address");
  expect_refusal({"--no-such-option"}, "--no-such-option");
  std::filesystem::remove(contract_);
  expect_refusal({}, contract_);
}

}  // namespace
}  // namespace overt

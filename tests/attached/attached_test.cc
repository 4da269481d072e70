// A run in CI: what its machine's end would lose is at the server when the run has ended, and a
// server that does not answer holds no run. What a tool does is seen from outside, by its system
// calls: no look at a clock is a proof here.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/state.h"
#include "model/event.h"
#include "model/otlp.h"
#include "sender/test_server.h"
#include "support/becomes_true.h"
#include "support/process.h"

namespace overt {
namespace {

using testing::answer;
using testing::becomes_true;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Process;
using testing::Program;
using testing::Reply;
using testing::TestServer;

// The tool waits for so long at most, by the contract: that is time, and on a busy machine it may
// pass although all is well. Then a run says nothing.
constexpr int kRunsMax = 5;

// What tells of a sender, of a word to it or from it, and of a wait; under any name that a
// processor has for it.
constexpr const char* kTracedCalls =
    "trace=socketpair,clone,sendto,recvfrom,?poll,ppoll,?select,pselect6,?epoll_wait,epoll_pwait";

// The types of the events that have come, in their order.
std::vector<std::string> events_at(const TestServer& server) {
  std::vector<std::string> types;
  for (const testing::ReceivedRequest& request : server.requests()) {
    const auto spans = decode_export_request(request.body, OtlpEncoding::kProtobuf);
    EXPECT_TRUE(spans) << spans.error().message;
    for (const OtlpSpan& span : *spans) types.push_back(event_from_span(span)->event_type);
  }
  return types;
}

// An answer that begins and does not end while the client is there.
Reply half_an_answer() { return {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n1"}; }

class Attached : public ::testing::Test {
 protected:
  // The tool, with what it does between its start and its end; it ends with 7.
  Program tool(const std::string& endpoint, const std::vector<std::string>& steps) const {
    Program program{.argv = {ATTACHED_TOOL, OVERT_PROGRAM},
                    .environment = {{"CI=true", "HOME=" + directory_.path(),
                                     "ATTACHED_TOOL_TELEMETRY_TRACE_URL=" + endpoint}}};
    program.argv.insert(program.argv.end(), steps.begin(), steps.end());
    return program;
  }

  // The same under strace(1), which follows no other process.
  Program traced(const std::string& endpoint, const std::vector<std::string>& steps) const {
    Program program = tool(endpoint, steps);
    program.argv.insert(program.argv.begin(), {"strace", "-o", trace_, "-e", kTracedCalls});
    return program;
  }

  // What strace has written so far.
  std::string trace() const {
    const Result<std::string> text = read_file(trace_, 64 << 20);
    return text ? *text : "";
  }

  // Whether a sender is attached. Looked up, not tried: a lock that a test takes is one that a
  // sender finds taken.
  bool is_attached() const {
    struct stat status{};
    if (::stat(state_.attached_lock().c_str(), &status) != 0) return false;
    std::ifstream locks("/proc/locks");
    const std::string file = ":" + std::to_string(status.st_ino) + " 0 EOF";
    for (std::string lock; std::getline(locks, lock);) {
      if (lock.ends_with(file)) return true;
    }
    return false;
  }

  bool has_receipt() const {
    const auto receipts = read_file(state_.receipts(), 1 << 20);
    return receipts && !receipts->empty();
  }

  // Runs the tool, whose server does not answer; when `sender_is_there`, lets it end.
  void expect_no_wait(const std::string& endpoint, const std::function<bool()>& sender_is_there) {
    Process process(traced(endpoint, {"pause"}));
    ASSERT_TRUE(process.wait_for_output("paused\n"));
    ASSERT_TRUE(becomes_true(sender_is_there));
    EXPECT_EQ(process.wait().exit_code, 7);
    EXPECT_THAT(trace(), HasSubstr("socketpair(")) << "a sender was started with the run";
    expect_no_wait_in_trace();
  }

  void expect_no_wait_in_trace() const {
    EXPECT_THAT(trace(), Not(HasSubstr("\"F\""))) << "the sender was asked";
    EXPECT_THAT(trace(), Not(ContainsRegex("poll|select"))) << "something was waited for";
  }

  testing::TemporaryDirectory directory_;
  std::string trace_ = directory_.file("trace");
  StateDirectory state_{directory_.file(".local/state/overt/attached-tool")};
};

TEST_F(Attached, all_events_are_at_a_live_server_when_the_tool_has_ended) {
  for (int run = 1; run <= kRunsMax; ++run) {
    const TestServer server;
    EXPECT_EQ(run_program(traced(server.endpoint(), {"wait", "record"})).exit_code, 7);
    const auto events = events_at(server);
    if (trace().find("(Timeout)") != std::string::npos) continue;
    EXPECT_THAT(trace(), ContainsRegex("recvfrom\\([0-9]+, \"D\", 1, ")) << "the sender said so";
    EXPECT_THAT(events, ElementsAre("CommandStarted", "StepTaken", "CommandExited"));
    EXPECT_EQ(server.connections(), 1);
    return;
  }
  FAIL() << "the budget passed each time";
}

TEST_F(Attached, the_same_through_exec) {
  const std::string contract = directory_.file("tool.toml");
  const std::string text = *read_file(OVERT_SOURCE "/tests/attached/tool.toml", 1 << 16);
  ASSERT_TRUE(write_file_atomically(contract, text));
  for (int run = 1; run <= kRunsMax; ++run) {
    const TestServer server;
    Program program = tool(server.endpoint(), {});
    // Followed, to see the sender say that it is live. strace waits for it, too.
    program.argv = {"strace",         "-f",    "-o",         trace_,
                    OVERT_PROGRAM,    "exec",  "--contract", contract,
                    "--tool-version", "1.2.3", "--",         "/bin/cat"};
    program.environment->push_back("PATH=/usr/bin:/bin");
    // That of the run before would say at once that this one's sender is live.
    std::filesystem::remove(trace_);
    Process process(program);
    ASSERT_TRUE(
        becomes_true([this] { return trace().find("sendto(1, \"L\"") != std::string::npos; }));
    EXPECT_EQ(process.wait().exit_code, 0);
    EXPECT_THAT(trace(), HasSubstr("\"F\""));
    if (trace().find("\"D\", 1, MSG_DONTWAIT") == std::string::npos) continue;
    EXPECT_THAT(events_at(server), ElementsAre("CommandStarted", "CommandExited"));
    EXPECT_EQ(server.connections(), 1);
    return;
  }
  FAIL() << "the budget passed each time";
}

TEST_F(Attached, a_server_that_refuses_is_not_waited_for) {
  const testing::RefusingPort port;
  expect_no_wait(port.endpoint(), [this] { return has_receipt() && !is_attached(); });
}

TEST_F(Attached, a_server_that_accepts_and_is_silent_is_not_waited_for) {
  const TestServer server({testing::swallow()});
  expect_no_wait(server.endpoint(), [&server] { return server.requests().size() == 1; });
}

TEST_F(Attached, a_server_that_stops_in_its_answer_is_not_waited_for) {
  const TestServer server({half_an_answer()});
  expect_no_wait(server.endpoint(), [&server] { return server.requests().size() == 1; });
}

TEST_F(Attached, a_server_that_lets_nobody_in_is_not_waited_for) {
  // A listener that accepts nothing, and a connection that fills its queue.
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const UniqueFd filler(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(filler.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  const auto port = ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  expect_no_wait("http://127.0.0.1:" + std::to_string(port) + "/v1/traces",
                 [this] { return is_attached(); });
}

TEST_F(Attached, a_name_that_nobody_knows_is_not_waited_for) {
  expect_no_wait("http://nowhere.invalid/v1/traces", [] { return true; });
}

TEST_F(Attached, a_server_that_answers_too_late_is_not_waited_for_and_gets_the_rest_after_the_run) {
  std::promise<void> run_is_over;
  const TestServer server({}, [over = run_is_over.get_future().share()] { over.wait(); });
  expect_no_wait(server.endpoint(), [this] { return is_attached(); });
  run_is_over.set_value();
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 2; }));
  EXPECT_THAT(events_at(server), ElementsAre("CommandStarted", "CommandExited"));
}

TEST_F(Attached, a_server_that_dies_after_it_was_live_does_not_hold_the_run) {
  std::optional<TestServer> server(std::in_place);
  Process process(traced(server->endpoint(), {"wait", "pause"}));
  ASSERT_TRUE(process.wait_for_output("paused\n"));
  server.reset();
  EXPECT_EQ(process.wait().exit_code, 7);
  EXPECT_THAT(trace(), HasSubstr("\"F\"")) << "it was live";
  EXPECT_THAT(trace(), Not(HasSubstr("\"D\"")));
}

TEST_F(Attached, a_server_that_falls_silent_after_it_was_live_holds_the_run_for_one_budget) {
  const TestServer server({answer(200), testing::swallow()});
  EXPECT_EQ(run_program(traced(server.endpoint(), {"wait"})).exit_code, 7);
  EXPECT_THAT(trace(), ContainsRegex("poll\\(.*\\], 1, [0-9]+\\) += 0 \\(Timeout\\)"));
  EXPECT_EQ(events_at(server).front(), "CommandStarted");
}

TEST_F(Attached, a_killed_tool_leaves_a_sender_that_sends_and_ends) {
  const TestServer server;
  Process process(tool(server.endpoint(), {"wait", "record", "pause"}));
  ASSERT_TRUE(process.wait_for_output("paused\n"));
  EXPECT_THAT(events_at(server), ElementsAre("CommandStarted"));
  EXPECT_TRUE(is_attached());
  process.send_signal(SIGKILL);
  EXPECT_EQ(process.wait().signal, SIGKILL);
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 2; }));
  EXPECT_THAT(events_at(server), ElementsAre("CommandStarted", "StepTaken"));
  EXPECT_TRUE(becomes_true([this] { return !is_attached(); }));
}

TEST_F(Attached, a_tool_that_closes_its_descriptors_is_sent_for_as_everywhere) {
  const TestServer server;
  EXPECT_EQ(run_program(tool(server.endpoint(), {"wait", "close"})).exit_code, 7);
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 2; }));
  EXPECT_THAT(events_at(server), ElementsAre("CommandStarted", "CommandExited"));
}

TEST_F(Attached, a_file_of_the_tools_own_that_has_the_number_of_the_socket_is_not_touched) {
  const std::string file = directory_.file("users");
  ASSERT_TRUE(write_file_atomically(file, "the user's"));
  const TestServer server;
  EXPECT_EQ(run_program(tool(server.endpoint(), {"wait", "reuse", file})).exit_code, 7);
  EXPECT_EQ(*read_file(file, 100), "the user's");
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 2; }));
}

TEST_F(Attached, a_second_run_meanwhile_is_as_everywhere) {
  const TestServer server;
  Process first(tool(server.endpoint(), {"wait", "pause"}));
  ASSERT_TRUE(first.wait_for_output("paused\n"));
  EXPECT_EQ(run_program(traced(server.endpoint(), {})).exit_code, 7);
  EXPECT_THAT(trace(), Not(HasSubstr("socketpair(")));
  // The first one's sender is in nobody's way.
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 3; }));
  EXPECT_EQ(first.wait().exit_code, 7);
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 4; }));
}

TEST_F(Attached, a_tool_that_adopts_processes_gets_no_child_that_waits_for_it) {
  const TestServer server;
  EXPECT_EQ(run_program(traced(server.endpoint(), {"adopt"})).exit_code, 7);
  EXPECT_THAT(trace(), Not(HasSubstr("socketpair(")));
  EXPECT_TRUE(becomes_true([&server] { return events_at(server).size() == 2; }));
}

TEST_F(Attached, off_starts_no_sender) {
  const TestServer server;
  Program program = traced(server.endpoint(), {});
  program.environment->push_back("DO_NOT_TRACK=1");
  EXPECT_EQ(run_program(program).exit_code, 7);
  EXPECT_THAT(trace(), Not(HasSubstr("socketpair(")));
  EXPECT_THAT(trace(), Not(HasSubstr("clone")));
}

}  // namespace
}  // namespace overt

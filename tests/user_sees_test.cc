// What a user sees: the log, the request that is sent next, and what was sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "base/bytes.h"
#include "base/hash.h"
#include "client/log_segments.h"
#include "sender/test_server.h"
#include "support/terminal.h"
#include "user_world.h"

namespace overt::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kNowhere = "http://127.0.0.1:9/v1/traces";
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

std::string host_of(const TestServer& server) {
  const std::string endpoint = server.endpoint();
  return endpoint.substr(7, endpoint.find('/', 7) - 7);
}

class Log : public UserWorld {};

TEST_F(Log, is_shown_to_a_person_with_what_became_of_each_event) {
  const TestServer server({answer(200), answer(400), answer(503)});
  keep_contract(server.endpoint());
  Event started = exited(0);
  started.event_type = kCommandStarted;
  started.data = {{"commandOptions", OptionList{{.name = "all", .as_cli = true, .count = 2}}}};
  record(started);
  record(exited(7, 40 * kDayMs));
  overt("send");
  record(exited(1));
  overt("send");
  record(exited(2));
  overt("send");
  record(exited(3));

  Terminal terminal(program("log", {"--receipts"}));
  const std::string host = host_of(server);
  for (const std::string& text :
       {std::string("tool build            started with all (2 times)"),
        "sent to " + host + " (answered 200)", std::string("exited 7 after 1.5 s"),
        std::string("dropped (older than 30 days)"), std::string("exited 1 "),
        "refused by " + host + " (answered 400)", std::string("exited 2 "),
        std::string("queued (answered 503)"), std::string("exited 3 "), std::string("queued\r\n"),
        std::string("What was sent:"),
        "1 event to " + server.endpoint() + ", answered 200, 1 event dropped, older than 30 days",
        std::string("answered 400, the event refused"),
        std::string("answered 503, so they stay queued")}) {
    ASSERT_TRUE(terminal.wait_for(text)) << text << " is not in " << terminal.screen();
  }
}

TEST_F(Log, is_shown_to_a_program_as_it_is) {
  keep_contract(kNowhere);
  record(exited(0));
  const std::string lines = *read_file(state_.events(), 4096);
  EXPECT_EQ(overt("log").out, lines);
  EXPECT_EQ(overt("log", {"--json"}).out, lines);
  Terminal terminal(program("log", {"--json"}));
  EXPECT_TRUE(terminal.wait_for(R"("eventData":{"exitCode":0,)")) << terminal.screen();
}

TEST_F(Log, does_not_speak_to_the_terminal) {
  keep_contract(kNowhere);
  Event event = exited(0);
  event.command = "tool \x1b]0;x\x07";
  record(event);
  ASSERT_TRUE(append_to_log(state_, "\x1b[2J"));
  Terminal terminal(program("log"));
  EXPECT_TRUE(terminal.wait_for("tool ?]0;x?")) << terminal.screen();
  EXPECT_TRUE(terminal.wait_for("?[2J  not an event")) << terminal.screen();
}

TEST_F(Log, is_followed_across_a_rotation_until_it_is_interrupted) {
  keep_contract(kNowhere);
  record(exited(1));
  Process log(program("log", {"--follow"}));
  ASSERT_TRUE(log.wait_for_output("\"exitCode\":1"));
  record(exited(2));
  ASSERT_TRUE(log.wait_for_output("\"exitCode\":2"));
  record(exited(3));
  std::filesystem::rename(state_.events(), finished_segment_path(state_, 1));
  record(exited(4));
  ASSERT_TRUE(log.wait_for_output("\"exitCode\":3"));
  ASSERT_TRUE(log.wait_for_output("\"exitCode\":4"));
  log.send_signal(SIGINT);
  const Outcome outcome = log.wait();
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_FALSE(outcome.hung);
}

TEST_F(Log, that_is_not_there_yet_is_followed) {
  Process log(program("log", {"--follow"}));
  keep_contract(kNowhere);
  record(exited(1));
  ASSERT_TRUE(log.wait_for_output("\"exitCode\":1"));
}

TEST_F(Log, followed_at_a_terminal_tells_what_is_sent_meanwhile) {
  const TestServer server;
  keep_contract(server.endpoint());
  Terminal terminal(program("log", {"--follow"}));
  ASSERT_TRUE(terminal.wait_for("No events yet")) << terminal.screen();
  record(exited(5));
  ASSERT_TRUE(terminal.wait_for("exited 5 after 1.5 s")) << terminal.screen();
  ASSERT_TRUE(terminal.wait_for("queued")) << terminal.screen();
  overt("send");
  ASSERT_TRUE(terminal.wait_for("1 event to " + server.endpoint() + ", answered 200"))
      << terminal.screen();
  terminal.type(kCtrlC);
}

class Preview : public UserWorld {};

TEST_F(Preview, is_the_very_request_that_is_sent_next) {
  const TestServer server;
  keep_contract(server.endpoint());
  record(exited(0));
  record(exited(9, 31 * kDayMs));
  Event secret = exited(0);
  secret.command = "tool secret";
  record(secret);
  record(exited(3));

  const std::string path = directory_.file("request.pb");
  const Outcome preview = overt("preview", {"--body", path});
  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_EQ(server.connections(), 0) << "nothing is sent";
  overt("send");
  ASSERT_EQ(server.requests().size(), 1U);
  const ReceivedRequest request = server.requests()[0];

  EXPECT_EQ(*read_file(path, 1 << 20), request.body);
  std::string head = request.head;
  std::erase(head, '\r');
  EXPECT_THAT(preview.out, StartsWith("To " + server.endpoint() + "\n\n" + head + "Body: "));
  EXPECT_THAT(preview.out,
              HasSubstr(std::to_string(request.body.size()) + " bytes of protobuf, SHA-256 " +
                        to_hex(sha256(request.body)) + "\n"));
  EXPECT_THAT(preview.out, HasSubstr("\n2 events, of bytes 0 to "));
  EXPECT_THAT(preview.out, HasSubstr("1 event passed over: older than 30 days\n"));
  EXPECT_THAT(preview.out, HasSubstr("1 event passed over: not as the contract allows\n"));
  EXPECT_THAT(preview.out, Not(HasSubstr("secret")));
  for (const char* line :
       {"span \"tool.example\", trace_id ", "  ts             1", "  executionID    \"",
        "  projectID      \"\"", "  command        \"tool build\"", "  attributes     \"{}\"",
        "  eventType      \"CommandExited\"",
        R"(  eventData      "{"exitCode":3,"durationMs":1500}")", "  schemaVersion  1\n"}) {
    EXPECT_THAT(preview.out, HasSubstr(line));
  }
}

TEST_F(Preview, of_a_batch_says_what_waits_behind_it) {
  keep_contract(kNowhere);
  for (int i = 0; i < 515; ++i) record(exited(0));
  const std::string out = overt("preview").out;
  EXPECT_THAT(out, HasSubstr("\n512 events, of bytes 0 to "));
  EXPECT_THAT(out, HasSubstr("\n3 lines more for the requests after this one\n"));
}

TEST_F(Preview, says_if_nothing_will_be_sent) {
  keep_contract(kNowhere, "local");
  EXPECT_EQ(overt("preview").out, "Nothing waits to be sent\n");
  record(exited(0));
  EXPECT_THAT(overt("preview").out,
              StartsWith("Telemetry of tool is local (the contract's default is local: runs are "
                         "recorded and never sent): nothing is sent. If it were on, this would "
                         "be:\nTo http://127.0.0.1:9/v1/traces\n"));
  environment_.emplace_back("DO_NOT_TRACK=1");
  EXPECT_THAT(overt("preview").out, StartsWith("Telemetry of tool is off (DO_NOT_TRACK is set)"));
  const Outcome unwritable = overt("preview", {"--body", directory_.file("none/x")});
  EXPECT_EQ(unwritable.exit_code, 2);
  EXPECT_EQ(unwritable.err, "overt: cannot write " + directory_.file("none/x") + "\n");
}

class Verify : public UserWorld {
 protected:
  // Replaces the first `what` in the log by something as long.
  void tamper(const std::string& what, const std::string& instead) const {
    std::string log = *read_file(state_.events(), 1 << 20);
    log.replace(log.find(what), what.size(), instead);
    std::ofstream(state_.events()) << log;
  }
};

TEST_F(Verify, makes_each_request_once_more_of_the_log) {
  const TestServer server({answer(503), answer(200)});
  keep_contract(server.endpoint());
  EXPECT_THAT(overt("verify").out, StartsWith("No receipts in "));
  record(exited(0));
  record(exited(8, 30 * kDayMs + 60'000));
  ASSERT_TRUE(append_to_log(state_, "no event"));
  Event secret = exited(0);
  secret.command = "tool secret";
  record(secret);
  overt("send", {"--now"});
  overt("send", {"--now"});
  record(exited(4));
  overt("send");
  record(exited(5, 40 * kDayMs));
  overt("send");
  const Outcome outcome = overt("verify");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  std::size_t same = 0;
  for (auto at = outcome.out.find("ok: the log's"); at != std::string::npos;
       at = outcome.out.find("ok: the log's", at + 1)) {
    ++same;
  }
  EXPECT_EQ(same, 3U) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("ok: there was no request\n"));
}

TEST_F(Verify, tells_a_log_that_shows_something_else_than_was_sent) {
  const TestServer server;
  keep_contract(server.endpoint());
  record(exited(0));
  overt("send");
  record(exited(1));
  overt("send");
  const std::string whole = *read_file(state_.events(), 4096);
  tamper("\"exitCode\":0", "\"exitCode\":6");
  Outcome outcome = overt("verify");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, ContainsRegex("DIFFERS: sent were bytes with the SHA-256 [0-9a-f]+, "
                                         "the log's lines make [0-9a-f]+\n"));
  EXPECT_THAT(outcome.out, HasSubstr("ok: the log's lines")) << "the other one is as it was";

  std::ofstream(state_.events()) << whole;
  tamper("\"exitCode\":0", "\"exitCode\":66");
  outcome = overt("verify");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("DIFFERS: the log has no such lines there\n"));
}

TEST_F(Verify, knows_lines_that_have_left_the_log) {
  const TestServer server;
  keep_contract(server.endpoint());
  record(exited(0));
  overt("send");
  // As a rotation leaves it whose finished segment has gone with the next one.
  std::filesystem::rename(state_.events(), finished_segment_path(state_, 2));
  record(exited(1));
  const Outcome rotated = overt("verify");
  EXPECT_EQ(rotated.exit_code, 0);
  EXPECT_THAT(rotated.out, HasSubstr("cannot be told: its lines are no longer in the log\n"));
}

TEST_F(Verify, knows_a_log_that_was_begun_anew) {
  const TestServer server;
  keep_contract(server.endpoint());
  record(exited(0));
  overt("send");
  std::filesystem::remove(state_.events());
  record(exited(1, -60'000));
  const Outcome anew = overt("verify");
  EXPECT_EQ(anew.exit_code, 0) << anew.out;
  EXPECT_THAT(anew.out, HasSubstr("no longer in the log"));
}

TEST_F(Verify, cannot_judge_by_another_contract) {
  const TestServer server;
  keep_contract(server.endpoint());
  record(exited(0));
  Event secret = exited(0);
  secret.event_type = "Secret";
  record(secret);
  overt("send");
  EXPECT_EQ(overt("verify").exit_code, 0);
  keep_contract(server.endpoint(), "on", "# another\n");
  std::string contract = *read_file(state_.contract(), 1 << 16);
  contract +=
      "[[event]]\ntype = \"Secret\"\nfields = [\n"
      "  { name = \"exitCode\", type = \"exit_code\", why.en = \"A test.\" },\n"
      "  { name = \"durationMs\", type = \"duration_ms\", why.en = \"A test.\" }]\n";
  ASSERT_TRUE(write_file_atomically(state_.contract(), contract));
  const Outcome outcome = overt("verify");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("cannot be told: the contract has changed since\n"));
}

}  // namespace
}  // namespace overt::testing

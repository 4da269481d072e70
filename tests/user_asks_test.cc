// What a user asks and decides: status, on, off, purge.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "sender/test_server.h"
#include "support/terminal.h"
#include "user_world.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kNowhere = "http://127.0.0.1:9/v1/traces";

class Status : public UserWorld {};

TEST_F(Status, says_what_is_queued_since_when_and_when_it_goes) {
  keep_contract(kNowhere);
  record(exited(0, 3 * 60 * 60 * 1000));
  record(exited(0));
  const Outcome outcome = overt("status");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Telemetry of tool is on: runs are recorded and sent\n"));
  EXPECT_THAT(outcome.out, HasSubstr("=> the contract's default"));
  EXPECT_THAT(outcome.out, HasSubstr("Endpoint      " + std::string(kNowhere)));
  EXPECT_THAT(outcome.out, ContainsRegex("Log           " + state_.events() + " \\([0-9]+ bytes"));
  EXPECT_THAT(outcome.out, ContainsRegex("Queued        2 events, the oldest of 20[-0-9]+ "
                                         "[0-9:]+ \\(3 hours ago\\)"));
  EXPECT_THAT(outcome.out, HasSubstr("Last receipt  none: nothing was sent\n"));
  EXPECT_THAT(outcome.out, HasSubstr("Next attempt  with the next command of tool, or at once by "
                                     "`overt send --app tool`\n"));
}

TEST_F(Status, tells_the_last_receipt_in_words) {
  const TestServer server({answer(503, "", {"Retry-After: 600"})});
  keep_contract(server.endpoint());
  record(exited(0));
  record(exited(1));
  overt("send");
  const std::string away = overt("status").out;
  EXPECT_THAT(away, ContainsRegex("Last receipt  20[-0-9]+ [0-9:]+: 2 events to " +
                                  server.endpoint() + ", answered 503, so they stay queued\n"));
  EXPECT_THAT(away, ContainsRegex("Next attempt  not before 20[-0-9]+ [0-9:]+, for the last one "
                                  "failed \\(answered 503\\)\n"));
  EXPECT_THAT(away, HasSubstr("Queued        2 events"));
  overt("send", {"--now"});
  const std::string sent = overt("status").out;
  EXPECT_THAT(sent, HasSubstr("2 events to " + server.endpoint() + ", answered 200\n"));
  EXPECT_THAT(sent, HasSubstr("Queued        0 events\n"));
}

TEST_F(Status, of_a_tool_that_has_recorded_nothing_says_what_can_be_said) {
  const Outcome nothing = overt("status");
  EXPECT_EQ(nothing.exit_code, 0) << nothing.err;
  EXPECT_THAT(nothing.out, HasSubstr("Whether telemetry of tool is on cannot be told: tool has "
                                     "recorded nothing here yet"));
  EXPECT_THAT(nothing.out, HasSubstr("   DO_NOT_TRACK"));
  EXPECT_THAT(nothing.out, HasSubstr("/etc/overt/tool/consent"));
  EXPECT_THAT(nothing.out, HasSubstr(choice_ + "  is not there"));
  EXPECT_THAT(nothing.out, Not(HasSubstr("=>")));
  EXPECT_THAT(nothing.out, Not(HasSubstr("_TELEMETRY ")));
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));

  overt("off");
  EXPECT_THAT(overt("status").out, HasSubstr(choice_ + "  says off"));
  environment_.emplace_back("DO_NOT_TRACK=1");
  const Outcome asked_for = overt("status");
  EXPECT_THAT(asked_for.out, HasSubstr("Telemetry of tool is off"));
  EXPECT_THAT(asked_for.out, HasSubstr("=> DO_NOT_TRACK"));
}

TEST_F(Status, knows_a_sender_at_work) {
  keep_contract(kNowhere);
  record(exited(0));
  EXPECT_THAT(overt("status").out, Not(HasSubstr("at work")));
  const UniqueFd lock(::open(state_.sender_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  EXPECT_THAT(overt("status").out, HasSubstr("Next attempt  a sender is at work now\n"));
}

TEST_F(Status, is_one_object_for_programs) {
  const TestServer server({answer(429, "", {"Retry-After: 600"})});
  keep_contract(server.endpoint());
  json status = json::parse(overt("status", {"--json"}).out);
  EXPECT_EQ(status["state"], "on");
  EXPECT_EQ(status["queued"], 0);
  EXPECT_FALSE(status.contains("lastReceipt"));
  EXPECT_FALSE(status.contains("oldestQueuedTs"));
  const Event event = exited(0);
  record(event);
  overt("send");
  status = json::parse(overt("status", {"--json"}).out);
  EXPECT_EQ(status["app"], "tool");
  EXPECT_EQ(status["decidedBy"], "the contract's default");
  EXPECT_EQ(status["sources"][0], json::parse(R"({"source":"DO_NOT_TRACK","answer":"silent",
                                                 "reason":"is not set"})"));
  EXPECT_EQ(status["endpoint"], server.endpoint());
  EXPECT_EQ(status["log"], state_.events());
  EXPECT_EQ(status["logBytes"], std::filesystem::file_size(state_.events()));
  EXPECT_EQ(status["queued"], 1);
  EXPECT_EQ(status["oldestQueuedTs"], event.ts_ms);
  EXPECT_EQ(status["lastReceipt"]["count"], 1);
  EXPECT_EQ(status["lastReceipt"]["status"], 429);
  EXPECT_EQ(status["lastReceipt"]["settled"], false);
  EXPECT_GT(status["notBeforeMs"], event.ts_ms);
  EXPECT_EQ(status["waitsBecauseOf"], "answered 429");
  EXPECT_EQ(status["senderAtWork"], false);
}

TEST_F(Status, files_do_not_speak_to_the_terminal) {
  keep_contract(kNowhere);
  record(exited(0));
  std::ofstream(state_.cursor()) << R"({"segment":1,"offset":0,"attempts":1,"notBeforeMs":)"
                                 << SystemClock().unix_ms() + 100'000
                                 << R"(,"why":"\u001b[2J","endpoint":")" << kNowhere << R"("})";
  std::ofstream(state_.receipts())
      << R"({"ts":1,"begin":{"segment":1,"offset":0},"end":{"segment":1,"offset":9},"count":1,)"
      << R"("endpoint":"\u001b]0;x\u0007","status":0,"why":"\u001b[1m"})";
  const std::string out = overt("status").out;
  EXPECT_THAT(out, HasSubstr("failed (?[2J)"));
  EXPECT_THAT(out, HasSubstr("1 event to ?]0;x?, not answered (?[1m)"));
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

class Off : public UserWorld {};

TEST_F(Off, says_what_becomes_of_what_is_queued) {
  keep_contract(kNowhere);
  record(exited(0));
  const Outcome outcome = overt("off");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "Your choice for tool is kept: off (" + choice_ +
                             ")\n"
                             "Nothing is recorded or sent from now on.\n"
                             "1 event is still queued; it is not sent any more. "
                             "To remove it: overt purge --app tool\n");
  EXPECT_THAT(overt("status").out,
              HasSubstr("Next attempt  none while telemetry is off; `overt purge --app tool` "
                        "removes what is queued\n"));
}

TEST_F(Off, and_on_say_if_somebody_else_decides) {
  keep_contract(kNowhere);
  environment_.emplace_back("TOOL_TELEMETRY=1");
  EXPECT_THAT(overt("off").out, HasSubstr("But telemetry of tool is on: TOOL_TELEMETRY is set to "
                                          "1, and comes first.\n"));
  environment_.emplace_back("DO_NOT_TRACK=1");
  EXPECT_THAT(overt("on").out,
              HasSubstr("But telemetry of tool is off: DO_NOT_TRACK is set, and comes first.\n"));
}

TEST_F(Off, hints_name_what_the_tool_itself_offers) {
  keep_contract(kNowhere, "on", "telemetry_command = \"tool telemetry\"\n");
  record(exited(0));
  EXPECT_THAT(overt("status").out, HasSubstr("`tool telemetry send`"));
  EXPECT_THAT(overt("off").out, HasSubstr("To remove it: tool telemetry purge\n"));
}

TEST_F(Off, works_beside_a_contract_that_cannot_be_read) {
  ASSERT_TRUE(make_directories(state_.path));
  std::ofstream(state_.contract()) << "app = \"tool\"\n";
  EXPECT_EQ(overt("off").exit_code, 0);
  EXPECT_EQ(*read_file(choice_, 100), "off\n");
  const Outcome status = overt("status");
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.out, HasSubstr("cannot be told: " + state_.contract() + ":"));
  EXPECT_EQ(overt("purge").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(state_.path));
}

class Purge : public UserWorld {
 protected:
  // Everything that overt makes.
  void make_all() {
    const TestServer server;
    keep_contract(server.endpoint());
    record(exited(0));
    overt("send");
    for (const char* name :
         {"events.3.ndjson", "receipts.old.ndjson", "losses.ndjson", "notice", "log.lock",
          "attached.lock", "staying.lock", "cursor.json.next", "cursor.json.new.4711"}) {
      std::ofstream(state_.path + "/" + name) << "x";
    }
  }
};

TEST_F(Purge, removes_all_that_overt_has_made_and_keeps_the_choice) {
  make_all();
  overt("off");
  const Outcome outcome = overt("purge");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(state_.path));
  EXPECT_EQ(*read_file(choice_, 100), "off\n");
  for (const char* name :
       {"events.ndjson", "events.3.ndjson (1 byte)", "receipts.ndjson", "receipts.old.ndjson",
        "cursor.json", "cursor.json.new.4711", "contract.toml", "losses.ndjson", "notice",
        "log.lock", "sender.lock", "staying.lock", "attached.lock", "cursor.json.next"}) {
    EXPECT_THAT(outcome.out, HasSubstr("\n  " + std::string(name)));
  }
  EXPECT_EQ(overt("purge").out, "Nothing is recorded: there is no " + state_.path + "\n");
}

TEST_F(Purge, touches_nothing_that_overt_has_not_made) {
  make_all();
  const std::string outside = directory_.file("precious");
  std::ofstream(outside) << "kept";
  std::filesystem::remove(state_.receipts());
  std::filesystem::create_symlink(outside, state_.receipts());
  std::filesystem::create_directory(state_.path + "/events.7.ndjson");
  for (const char* name : {"notes.txt", "events.x.ndjson", "cursor.json.new.", "events..ndjson"}) {
    std::ofstream(state_.path + "/" + name) << "kept";
  }
  const Outcome outcome = overt("purge");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(state_.path)) {
    left.insert(entry.path().filename());
    EXPECT_THAT(
        outcome.out,
        HasSubstr("Left, for overt has not made it: " + entry.path().filename().string() + "\n"));
  }
  EXPECT_EQ(left, (std::set<std::string>{"cursor.json.new.", "events..ndjson", "events.7.ndjson",
                                         "events.x.ndjson", "notes.txt", "receipts.ndjson"}));
  EXPECT_EQ(*read_file(outside, 100), "kept");
}

TEST_F(Purge, follows_no_symlink_that_is_the_directory_itself) {
  make_all();
  const std::string elsewhere = directory_.file("elsewhere");
  std::filesystem::rename(state_.path, elsewhere);
  std::filesystem::create_directory_symlink(elsewhere, state_.path);
  const Outcome outcome = overt("purge");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, MatchesRegex("overt: cannot open the directory [^\n]+\n"));
  EXPECT_TRUE(std::filesystem::exists(elsewhere + "/events.ndjson"));
}

TEST_F(Purge, removes_nothing_while_a_sender_is_at_work) {
  make_all();
  const UniqueFd lock(::open(state_.sender_lock().c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  const Outcome outcome = overt("purge");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "overt: nothing was removed: a sender is at work; try again in a few seconds\n");
  EXPECT_TRUE(std::filesystem::exists(state_.events()));
}

TEST_F(Purge, asks_at_a_terminal) {
  keep_contract(kNowhere);
  record(exited(0));
  Terminal no(program("purge"));
  ASSERT_TRUE(no.wait_for("use of tool (1 event queued) from")) << no.screen();
  no.type("n\n");
  ASSERT_TRUE(no.wait_for("Nothing was removed.")) << no.screen();
  EXPECT_TRUE(std::filesystem::exists(state_.events()));
  Terminal yes(program("purge"));
  ASSERT_TRUE(yes.wait_for("[y/N] ")) << yes.screen();
  yes.type("y\n");
  ASSERT_TRUE(yes.wait_for("is gone, too.")) << yes.screen();
  EXPECT_FALSE(std::filesystem::exists(state_.path));
  make_all();
  Terminal sure(program("purge", {"--yes"}));
  ASSERT_TRUE(sure.wait_for("is gone, too.")) << sure.screen();
}

}  // namespace
}  // namespace overt::testing

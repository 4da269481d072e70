// `overt report` as a person runs it: the real program on a real store, or on a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "cli/data_directory.h"
#include "cli/test_http_server.h"
#include "inbox/inbox.h"
#include "model/event_json.h"
#include "reports/report_json.h"
#include "store/store.h"
#include "support/process.h"
#include "support/terminal.h"

namespace overt::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ReportCommandTest : public ::testing::Test {
 protected:
  testing::Program program(std::vector<std::string> arguments,
                           const std::string& language = "C") const {
    arguments.insert(arguments.begin(), {OVERT_PROGRAM, "report"});
    return {
        .argv = std::move(arguments),
        .environment = std::vector<std::string>{"HOME=" + directory_.path(), "LANG=" + language}};
  }

  testing::Outcome report(std::vector<std::string> arguments) const {
    return testing::run_program(program(std::move(arguments)));
  }

  // One run of git commit that succeeded an hour ago, after 10,827 ms.
  static void make_store(const std::string& data) {
    std::filesystem::create_directories(data);
    Row started;
    started.app = "git";
    started.received_ms = SystemClock().unix_ms() - 3'600'000;
    started.execution_id.bytes[0] = 1;
    started.project = 1;
    started.command = "git commit";
    started.event_type = kCommandStarted;
    Row exited = started;
    exited.event_type = kCommandExited;
    exited.exit_code = 0;
    exited.duration_ms = 10827;
    const Row rows[] = {started, exited};
    const auto store = open_duckdb_store(store_path(data));
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->load(rows, 2).ok());
  }

  testing::TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
};

TEST_F(ReportCommandTest, prints_one_report) {
  make_store(data_);
  const auto outcome = report({"durations", "--data", data_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("Durations: How long"));
  EXPECT_THAT(outcome.out, HasSubstr("git commit     1  10.9 s"));
  EXPECT_THAT(outcome.out, HasSubstr("Coverage: 2 events, 1 run, 1 project; git."));
}

TEST_F(ReportCommandTest, prints_all_reports_without_a_name) {
  make_store(data_);
  const auto outcome = report({"--data", data_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* title : {"Activity: ", "Commands: ", "Failures: ", "Durations: ", "Options: "}) {
    EXPECT_THAT(outcome.out, HasSubstr(title));
  }
}

TEST_F(ReportCommandTest, looks_where_collectors_keep_their_data) {
  make_store(directory_.file(".local/share/overt"));
  const auto outcome = report({"commands"});
  EXPECT_THAT(outcome.out, HasSubstr("git commit")) << outcome.err;
}

TEST_F(ReportCommandTest, counts_only_the_app_and_the_time_asked_for) {
  make_store(data_);
  EXPECT_THAT(report({"commands", "--data", data_, "--app", "werf"}).out,
              HasSubstr("Nothing has arrived"));
  EXPECT_THAT(report({"commands", "--data", data_, "--app", "git", "--since", "2h"}).out,
              HasSubstr("git commit"));
}

TEST_F(ReportCommandTest, json_is_one_object_a_line) {
  make_store(data_);
  const auto one = report({"failures", "--format", "json", "--data", data_});
  const auto parsed = report_from_json(one.out);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->name, "failures");
  const auto all = report({"--format", "json", "--data", data_});
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 14);
}

TEST_F(ReportCommandTest, csv_is_of_one_report) {
  make_store(data_);
  EXPECT_THAT(report({"commands", "--format", "csv", "--data", data_}).out,
              HasSubstr("\r\ngit,git commit,1,1.000000,"));
  const auto all = report({"--format", "csv", "--data", data_});
  EXPECT_EQ(all.exit_code, 2);
  EXPECT_EQ(all.out, "");
  EXPECT_THAT(all.err, HasSubstr("say which"));
}

TEST_F(ReportCommandTest, says_whether_an_option_can_go) {
  make_store(data_);
  const auto outcome = report({"option", "force", "--data", data_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n\nWhether --force can be removed cannot be told yet: "));
  EXPECT_THAT(report({"release", "1.0.0", "--data", data_}).out,
              HasSubstr("\n\nNo run of 1.0.0 has ended since "));
}

void expect_one_line_of_complaint(const testing::Outcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, StartsWith("overt: "));
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
}

TEST_F(ReportCommandTest, a_mistake_is_one_line_and_makes_nothing) {
  const std::vector<std::vector<std::string>> mistakes = {
      {"--data", data_},
      {"--data", directory_.path()},
      {},
      {"no-such-report", "--data", data_},
      {"option", "--data", data_},
      {"release", "--data", data_},
      {"release", "1.0.0", "--version", "1.0.0", "--data", data_},
      {"commands", "force", "--data", data_},
      {"--since", "30", "--data", data_},
      {"--format", "xml", "--data", data_},
      {"--data", data_, "--server", "http://127.0.0.1:1"},
      {"--server", "http://example.com"},
      {"--server", "here"},
  };
  for (const auto& arguments : mistakes) {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    expect_one_line_of_complaint(report(arguments));
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ReportCommandTest, counts_what_a_killed_collector_had_not_loaded) {
  std::filesystem::create_directories(data_);
  ASSERT_TRUE(open_duckdb_store(store_path(data_)).ok());
  Event event;
  event.command = "git push";
  event.event_type = kCommandStarted;
  {
    const auto inbox = Inbox::open(inbox_path(data_));
    ASSERT_TRUE(inbox.ok());
    (*inbox)->submit(
        {{.app = "git", .received_ms = SystemClock().unix_ms(), .line = to_json(event)}},
        [](const Status& /*committed*/) {});
  }
  for (int i = 0; i < 2; ++i) {
    const auto outcome = report({"commands", "--data", data_});
    EXPECT_THAT(outcome.out, HasSubstr("git push")) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("Coverage: 1 event, 1 run"));
  }
}

TEST_F(ReportCommandTest, says_who_has_the_store) {
  make_store(data_);
  const auto store = open_duckdb_store(store_path(data_));
  const auto outcome = report({"--data", data_});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is in use by process " + std::to_string(::getpid())));
  EXPECT_THAT(outcome.err, HasSubstr("--server URL"));
}

TEST_F(ReportCommandTest, asks_a_server) {
  Report served;
  served.name = "failures";
  served.title = "Failures";
  served.columns = {{"command", ColumnKind::kText}};
  served.rows = {{std::string("git push")}};
  served.coverage.events = 1;
  const testing::HttpServer server(
      [&](const auto&) { return testing::http_response("200 OK", to_json(served)); });
  const auto outcome =
      report({"failures", "--since", "8w", "--app", "git", "--server", server.url() + "/"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("git push"));
  EXPECT_THAT(server.requests(),
              ::testing::ElementsAre("GET /v1/reports/failures?since=8w&app=git HTTP/1.1"));
}

TEST_F(ReportCommandTest, takes_only_a_report_from_a_server) {
  const testing::HttpServer server(
      [](const auto&) { return testing::http_response("200 OK", "<html>"); });
  const auto outcome = report({"failures", "--server", server.url()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("not a report"));
}

TEST_F(ReportCommandTest, draws_lines_at_a_terminal_that_shows_them) {
  make_store(data_);
  const testing::Program at_terminal = program({"durations", "--data", data_}, "en_US.UTF-8");
  testing::Terminal terminal(at_terminal);
  EXPECT_TRUE(terminal.wait_for("──")) << terminal.screen();
  EXPECT_THAT(testing::run_program(at_terminal).out, Not(HasSubstr("─")));
}

}  // namespace
}  // namespace overt::cli

// `overt report` as a person runs it: the real program on a real store, or on a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "cli/data_directory.h"
#include "cli/terminal_text.h"
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

  // Runs of two commands and two versions in each of four weeks, some of which fail.
  static void make_busy_store(const std::string& data) {
    std::filesystem::create_directories(data);
    std::vector<Row> rows;
    for (std::uint8_t i = 0; i < 120; ++i) {
      Row started;
      started.app = "git";
      started.received_ms = SystemClock().unix_ms() - (i % 28) * std::int64_t{86'400'000};
      started.execution_id.bytes[0] = i;
      started.project = 1 + i % 7;
      started.command = i % 3 == 0 ? "git submodule update recursive" : "git commit";
      started.version = i % 28 < 14 ? "2.0.0" : "1.10.0";
      started.event_type = kCommandStarted;
      started.options = {"message"};
      started.option_as_cli = {true};
      started.option_as_env = {false};
      started.option_counts = {1};
      Row exited = started;
      exited.event_type = kCommandExited;
      exited.exit_code = i % 5 == 0 ? 1 : 0;
      exited.duration_ms = 1000 + i;
      rows.push_back(started);
      if (i % 11 != 0) rows.push_back(exited);
    }
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

// All that is shown until the program has ended.
std::string screen_of(const testing::Program& program, unsigned short columns) {
  testing::Terminal terminal(program, columns);
  terminal.wait_for(std::string(1, '\0'));
  return terminal.screen();
}

// The lines of a screen, without what paints them.
std::vector<std::string> lines_of(const std::string& screen) {
  std::vector<std::string> lines;
  std::istringstream text(std::regex_replace(screen, std::regex("\x1b\\[[0-9;]*m"), ""));
  for (std::string line; std::getline(text, line);) {
    lines.push_back(line.substr(0, line.find('\r')));
  }
  return lines;
}

TEST_F(ReportCommandTest, no_line_is_wider_than_the_terminal) {
  make_busy_store(data_);
  for (const std::uint16_t columns : std::initializer_list<std::uint16_t>{60, 80, 120}) {
    for (const char* language : {"C", "C.UTF-8"}) {
      const std::string screen = screen_of(program({"--data", data_}, language), columns);
      EXPECT_THAT(screen, HasSubstr("Quality: "));
      EXPECT_THAT(screen, HasSubstr("2.0.0"));
      std::size_t widest = 0;
      for (const std::string& line : lines_of(screen)) {
        EXPECT_LE(display_width(line), columns) << line;
        widest = std::max(widest, display_width(line));
      }
      EXPECT_GT(widest, columns / 2U);
    }
  }
}

TEST_F(ReportCommandTest, shows_how_it_went_on_and_how_large_a_share_is) {
  make_busy_store(data_);
  const std::string screen = screen_of(program({"versions", "--data", data_}, "C.UTF-8"), 100);
  EXPECT_THAT(screen, HasSubstr("█"));
  EXPECT_THAT(screen, HasSubstr("▁")) << screen;
  EXPECT_THAT(screen_of(program({"versions", "--data", data_}, "C"), 100), HasSubstr("_"));
}

TEST_F(ReportCommandTest, is_painted_at_terminals_that_want_it) {
  make_store(data_);
  const auto painted = [&](std::vector<std::string> variables, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"commands", "--data", data_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    testing::Program at_terminal = program(arguments);
    for (std::string& variable : variables) {
      at_terminal.environment->push_back(std::move(variable));
    }
    return screen_of(at_terminal, 80).find("\x1b[1mCommands\x1b[0m") != std::string::npos;
  };
  EXPECT_TRUE(painted({"TERM=xterm"}));
  EXPECT_TRUE(painted({"TERM=xterm", "NO_COLOR="}));
  EXPECT_FALSE(painted({"TERM=xterm", "NO_COLOR=1"}));
  EXPECT_FALSE(painted({"TERM=dumb"}));
  EXPECT_FALSE(painted({"TERM=xterm"}, {"--color", "never"}));
  EXPECT_TRUE(painted({"TERM=dumb", "NO_COLOR=1"}, {"--color", "always"}));
  EXPECT_THAT(report({"commands", "--data", data_}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(report({"commands", "--data", data_, "--color", "always"}).out,
              HasSubstr("\x1b[1mCommands\x1b[0m"));
}

TEST_F(ReportCommandTest, markdown_is_what_github_shows_as_a_table) {
  make_store(data_);
  const auto outcome = report({"commands", "--data", data_, "--format", "markdown"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("### Commands\n\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n| `git` | `git commit` | 1 | 100.0 % ("));
  EXPECT_THAT(report({"--data", data_, "--format", "markdown"}).out,
              HasSubstr("\n\n### Quality\n"));
}

}  // namespace
}  // namespace overt::cli

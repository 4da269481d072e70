// `overt export` and `overt import` as a person runs them: what went out comes back, once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/temporary_directory.h"
#include "support/becomes_true.h"
#include "support/process.h"
#include "support/terminal.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::Process;
using testing::Program;
using ::testing::StartsWith;

constexpr const char* kWerf = OVERT_CONTRACTS "/werf.toml";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class ExchangeTest : public ::testing::Test {
 protected:
  Program program(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return {.argv = std::move(arguments),
            .environment = std::vector<std::string>{"HOME=" + directory_.path()},
            .directory = directory_.path()};
  }

  Outcome run(std::vector<std::string> arguments) const {
    return testing::run_program(program(std::move(arguments)));
  }

  void simulate(const std::string& events) const {
    const Outcome outcome =
        run({"simulate", "--contract", kWerf, "--store", "data", "--events", events});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  void export_to(const std::string& file) const {
    const Outcome outcome = run({"export", "--data", "data", "--output", file});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  // All reports as text, over all that is simulated.
  std::string reports(const std::string& data) const {
    const Outcome outcome = run({"report", "--data", data, "--since", "3650d"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  std::string query(const std::string& data, const std::string& sql) const {
    const Outcome outcome = run({"query", sql, "--data", data, "--format", "csv"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  bool is_there(const std::string& name) const { return fs::exists(directory_.file(name)); }

  testing::TemporaryDirectory directory_;
};

class RoundTripTest : public ExchangeTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(RoundTripTest, all_reports_are_what_they_were) {
  simulate("20000");
  const std::string file = "events." + std::string(GetParam());
  export_to(file);
  const Outcome imported = run({"import", file, "--data", "other"});
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.err, HasSubstr(" rows imported"));
  EXPECT_EQ(reports("other"), reports("data"));

  const Outcome again = run({"import", file, "--data", "other"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, StartsWith("overt: 0 rows imported, "));
  EXPECT_EQ(reports("other"), reports("data"));

  // An export of what was imported is the same file: nothing was keyed a second time.
  const std::string second = "second." + std::string(GetParam());
  EXPECT_EQ(run({"export", "--data", "other", "--output", second}).exit_code, 0);
  if (GetParam() != std::string("parquet")) {
    EXPECT_EQ(text_of(directory_.file(second)), text_of(directory_.file(file)));
  }
}

INSTANTIATE_TEST_SUITE_P(All, RoundTripTest, ::testing::Values("parquet", "csv", "ndjson"));

// The rows that the notes of the only import say are done; -1 if there is none.
std::int64_t noted_rows(const std::string& data) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(data + "/imports", ignored)) {
    if (entry.path().extension().empty()) return std::atoll(text_of(entry.path()).c_str());
  }
  return -1;
}

TEST_F(ExchangeTest, an_import_that_was_killed_goes_on_and_counts_nothing_twice) {
  simulate("100000");
  export_to("events.parquet");
  const std::string other = directory_.file("other");
  {
    Process importing(program({"import", "events.parquet", "--data", "other"}));
    ASSERT_TRUE(testing::becomes_true([&] { return noted_rows(other) > 0; }));
    importing.send_signal(SIGKILL);
    EXPECT_EQ(importing.wait().signal, SIGKILL);
  }
  const std::int64_t noted = noted_rows(other);
  ASSERT_GT(noted, 0);
  ASSERT_LT(noted, 90'000);
  const Outcome rest = run({"import", "events.parquet", "--data", "other"});
  EXPECT_EQ(rest.exit_code, 0) << rest.err;
  EXPECT_THAT(rest.err, HasSubstr(" were before"));
  EXPECT_EQ(reports("other"), reports("data"));
}

// As if it had been killed after the inbox had a batch and before that was noted.
TEST_F(ExchangeTest, what_was_kept_and_not_noted_is_known_by_the_inbox) {
  simulate("3000");
  export_to("events.csv");
  EXPECT_EQ(run({"import", "events.csv", "--data", "other"}).exit_code, 0);
  for (const auto& note : fs::directory_iterator(directory_.file("other/imports"))) {
    std::ofstream(note.path()) << "0\n";
  }
  const Outcome again = run({"import", "events.csv", "--data", "other"});
  EXPECT_EQ(again.err, "overt: 2,996 rows imported\n");
  EXPECT_EQ(reports("other"), reports("data"));
}

TEST_F(ExchangeTest, an_interrupted_import_ends_by_the_signal_after_its_batch) {
  simulate("100000");
  export_to("events.ndjson");
  Process importing(program({"import", "events.ndjson", "--data", "other"}));
  ASSERT_TRUE(testing::becomes_true([&] { return noted_rows(directory_.file("other")) >= 0; }));
  importing.send_signal(SIGINT);
  const Outcome outcome = importing.wait();
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_THAT(outcome.err, HasSubstr(" rows imported"));
}

TEST_F(ExchangeTest, an_import_shows_on_a_terminal_how_far_it_is) {
  simulate("100000");
  export_to("events.parquet");
  testing::Terminal terminal(program({"import", "events.parquet", "--data", "other"}));
  EXPECT_TRUE(terminal.wait_for("overt: importing events [#")) << terminal.screen();
  EXPECT_TRUE(terminal.wait_for(" %"));
  terminal.type(testing::kCtrlC);
  EXPECT_TRUE(terminal.wait_for(" rows imported")) << terminal.screen();
}

TEST_F(ExchangeTest, an_export_does_not_go_into_the_store_it_came_from) {
  simulate("3000");
  export_to("events.parquet");
  const std::string before = reports("data");
  const Outcome outcome = run({"import", "events.parquet", "--data", "data"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("runs of it are in the store already"));
  EXPECT_EQ(reports("data"), before);
}

TEST_F(ExchangeTest, a_log_is_let_in_by_its_contract_and_peppered) {
  ASSERT_EQ(
      run({"simulate", "--contract", kWerf, "--events", "2000", "--out", "log.ndjson"}).exit_code,
      0);
  ASSERT_EQ(run({"simulate", "--contract", kWerf, "--write-contract", "werf.toml"}).exit_code, 0);
  const Outcome without = run({"import", "log.ndjson", "--data", "other"});
  EXPECT_EQ(without.err, "overt: log.ndjson is a log; name the tool's contract with --contract\n");
  EXPECT_FALSE(is_there("other"));

  std::ofstream(directory_.file("log.ndjson"), std::ios::app) << "{\"not\":\"an event\"}\n";
  const Outcome outcome =
      run({"import", "log.ndjson", "--contract", "werf.toml", "--data", "other"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, StartsWith("overt: 2,001 rows imported\n"
                                      "overt: 1 of them are not let in: line 2001"));
  const std::string count = query("other", "SELECT count(*) FROM event");

  // No project of the log is in the store as it stands there.
  EXPECT_EQ(run({"export", "--data", "other", "--output", "events.ndjson"}).exit_code, 0);
  const std::string exported = text_of(directory_.file("events.ndjson"));
  const std::string log = text_of(directory_.file("log.ndjson"));
  constexpr std::string_view kKey = "\"projectID\":\"";
  for (auto at = log.find(kKey); at != std::string::npos; at = log.find(kKey, at + 1)) {
    const std::string raw = log.substr(at + kKey.size(), 16);
    if (raw[0] == '"') continue;
    ASSERT_THAT(exported, Not(HasSubstr(raw)));
  }

  // The same log, grown by a line: what was in it before is known.
  std::ofstream(directory_.file("log.ndjson"), std::ios::app) << "\n";
  EXPECT_EQ(run({"import", "log.ndjson", "--contract", "werf.toml", "--data", "other"}).exit_code,
            0);
  EXPECT_EQ(query("other", "SELECT count(*) FROM event"), count);
}

TEST_F(ExchangeTest, a_file_that_is_no_export_is_refused_and_makes_nothing) {
  simulate("300");
  EXPECT_EQ(run({"export", "runs", "--data", "data", "--output", "runs.csv"}).exit_code, 0);
  EXPECT_EQ(run({"export", "runs", "--data", "data", "--output", "runs.parquet"}).exit_code, 0);
  std::ofstream(directory_.file("a.csv")) << "a,b\n1,2\n";
  std::ofstream(directory_.file("a.parquet")) << "hello";
  std::ofstream(directory_.file("a.ndjson")) << "hello\n";
  for (const char* file : {"a.csv", "a.parquet", "a.ndjson", "runs.csv", "runs.parquet"}) {
    const Outcome outcome = run({"import", file, "--data", "other"});
    EXPECT_EQ(outcome.exit_code, 2) << file;
    EXPECT_THAT(outcome.err, StartsWith("overt: cannot import " + std::string(file) + ": "));
  }
  EXPECT_EQ(run({"import", "none.csv", "--data", "other"}).err,
            "overt: cannot read none.csv: No such file or directory\n");
  EXPECT_EQ(run({"import", "a.txt", "--data", "other"}).err,
            "overt: a.txt: does not end in .parquet, .csv or .ndjson; say which it is with "
            "--format\n");
  EXPECT_FALSE(is_there("other"));
}

TEST_F(ExchangeTest, a_row_that_is_no_event_is_left_out_and_told) {
  simulate("300");
  export_to("events.ndjson");
  std::string text = text_of(directory_.file("events.ndjson"));
  const auto id = text.find("\"execution_id\":\"", text.find('\n')) + 16;
  text.replace(id, 8, "nonsense");
  std::ofstream(directory_.file("events.ndjson")) << text;
  const Outcome outcome = run({"import", "events.ndjson", "--data", "other"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("overt: 1 of them are not let in: row 2: "));
}

TEST_F(ExchangeTest, an_export_is_of_the_tool_and_the_days_that_are_asked_for) {
  simulate("300");
  const auto lines = [this](std::vector<std::string> more) {
    std::vector<std::string> arguments{"export", "--data", "data", "--output", "part.csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::string text = text_of(directory_.file("part.csv"));
    return std::ranges::count(text, '\n');
  };
  const auto all = lines({});
  EXPECT_GT(all, 200);
  EXPECT_EQ(lines({"--app", "synthetic-werf"}), all);
  EXPECT_EQ(lines({"--app", "git"}), 1);
  EXPECT_EQ(lines({"--since", "3650d"}), all);
  EXPECT_EQ(lines({"--since", "1d"}), 1);
  EXPECT_EQ(lines({"--until", "3650d"}), 1);
  EXPECT_GT(lines({"runs"}), 100);
}

TEST_F(ExchangeTest, an_export_is_the_users_own_and_replaces_what_was_there) {
  simulate("300");
  std::ofstream(directory_.file("events.csv")) << "old";
  std::ofstream(directory_.file("events.csv.part")) << "left by one that was killed";
  export_to("events.csv");
  struct stat status = {};
  ASSERT_EQ(::stat(directory_.file("events.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_THAT(text_of(directory_.file("events.csv")), StartsWith("app,received_ms,"));
  EXPECT_FALSE(is_there("events.csv.part"));
}

TEST_F(ExchangeTest, an_export_says_what_stands_in_the_way) {
  simulate("300");
  EXPECT_EQ(run({"export", "--data", "data", "--output", "no/events.csv"}).err,
            "overt: cannot write no/events.csv.part: No such file or directory\n");
  EXPECT_THAT(run({"export", "--data", "none", "--output", "events.csv"}).err,
              HasSubstr("no collector's data in none"));
  EXPECT_THAT(run({"export", "--data", "data", "--output", "events.csv", "--since", "soon"}).err,
              StartsWith("overt: --since"));
  EXPECT_EQ(
      run({"export", "--data", "data", "--output", "a.csv", "--since", "2d", "--until", "2d"}).err,
      "overt: --until is not after --since\n");
  EXPECT_FALSE(is_there("events.csv"));
}

}  // namespace
}  // namespace overt

// overt export and import where the store is ClickHouse: the files are those of DuckDB's store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "support/clickhouse_server.h"
#include "support/process.h"

namespace overt::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ClickhouseExchangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_clickhouse_server()) GTEST_SKIP() << kNoClickhouseServer;
    server_ = std::make_unique<ClickhouseServer>();
    url_ = server_->url("overt");
  }

  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program({.argv = std::move(arguments),
                        .environment = std::vector<std::string>{"HOME=" + directory_.path()},
                        .directory = directory_.path()});
  }

  void expect_done(std::vector<std::string> arguments) const {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  void simulate() const {
    expect_done({"simulate", "--contract", OVERT_CONTRACTS "/werf.toml", "--store", "data",
                 "--events", "20000"});
  }

  // The same of DuckDB's store and of ClickHouse's.
  void expect_same_export(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"export", "--output", "one.csv", "--data", "data"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    expect_done(arguments);
    arguments[2] = "other.csv";
    arguments[3] = "--store";
    arguments[4] = url_;
    expect_done(arguments);
    const std::string one = text_of("one.csv");
    EXPECT_GT(std::ranges::count(one, '\n'), 100);
    EXPECT_TRUE(one == text_of("other.csv")) << more.front();
  }

  std::string text_of(const std::string& name) const {
    std::ifstream file(directory_.file(name));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // What --since takes for the day on which the row in the middle of a file of events came.
  std::string days_since_the_middle_of(const std::string& name) const {
    const std::string text = text_of(name);
    const auto line = text.find('\n', text.size() / 2);
    const std::int64_t received_ms = std::stoll(text.substr(text.find(',', line) + 1));
    return std::to_string((SystemClock().unix_ms() - received_ms) / 86'400'000) + "d";
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<ClickhouseServer> server_;
  std::string url_;
};

class ClickhouseRoundTripTest : public ClickhouseExchangeTest,
                                public ::testing::WithParamInterface<const char*> {};

TEST_P(ClickhouseRoundTripTest, gives_the_file_that_was_imported) {
  simulate();
  const std::string file = "events." + std::string(GetParam());
  expect_done({"export", "--data", "data", "--output", file});
  const std::vector<std::string> import = {"import", file, "--data", "mine", "--store", url_};
  expect_done(import);
  const std::string count = server_->ask("SELECT count() FROM overt.event");
  const Outcome again = run(import);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, StartsWith("overt: 0 rows imported, "));
  EXPECT_EQ(server_->ask("SELECT count() FROM overt.event"), count);

  const std::string back = "back." + std::string(GetParam());
  expect_done({"export", "--store", url_, "--output", back});
  EXPECT_EQ(names(), (std::vector<std::string>{back, "data", file, "mine"}));
  expect_same_export({"events"});
  if (GetParam() != std::string("parquet")) {
    EXPECT_TRUE(text_of(back) == text_of(file));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ClickhouseRoundTripTest,
                         ::testing::Values("parquet", "csv", "ndjson"));

TEST_F(ClickhouseExchangeTest, exports_what_is_asked_for) {
  simulate();
  expect_done({"export", "--data", "data", "--output", "events.csv"});
  expect_done({"import", "events.csv", "--data", "mine", "--store", url_});
  const std::string middle = days_since_the_middle_of("events.csv");
  expect_same_export({"runs"});
  expect_same_export({"events", "--until", middle});
  expect_same_export({"runs", "--since", middle});
  expect_same_export({"runs", "--until", middle});
  expect_same_export({"events", "--app", "synthetic-werf"});
  expect_done({"export", "--store", url_, "--app", "git", "--output", "none.csv"});
  const std::string none = text_of("none.csv");
  EXPECT_EQ(std::ranges::count(none, '\n'), 1) << "only the names of columns";
}

// Until its next merge a server has a block twice whose answer was lost.
TEST_F(ClickhouseExchangeTest, exports_once_what_was_sent_again) {
  simulate();
  expect_done({"export", "--data", "data", "--output", "events.csv"});
  expect_done({"import", "events.csv", "--data", "mine", "--store", url_});
  server_->ask("SYSTEM STOP MERGES");
  server_->ask(
      "INSERT INTO overt.event (day, app, command, execution_id, event_type, received_ms, "
      "collector, position) SELECT day, app, command, execution_id, 'StageBuildFinished', "
      "received_ms, collector, 1000000000000 FROM overt.event LIMIT 1");
  const std::string count = server_->ask("SELECT count() FROM overt.event");
  server_->ask("INSERT INTO overt.event SELECT * FROM overt.event");
  ASSERT_NE(server_->ask("SELECT count() FROM overt.event"), count);
  expect_done({"export", "--store", url_, "--output", "back.csv"});
  const std::string one = text_of("events.csv");
  const std::string other = text_of("back.csv");
  EXPECT_EQ(std::ranges::count(other, '\n'), std::ranges::count(one, '\n') + 1);
  EXPECT_THAT(other, HasSubstr(",StageBuildFinished,"));
}

// Lines of a log all come at the moment of its import: more than an answer of the server has.
TEST_F(ClickhouseExchangeTest, exports_any_number_of_events_of_one_second) {
  const std::string contract = OVERT_CONTRACTS "/werf.toml";
  expect_done({"simulate", "--contract", contract, "--events", "60000", "--out", "log.ndjson"});
  expect_done({"simulate", "--contract", contract, "--write-contract", "werf.toml"});
  expect_done({"import", "log.ndjson", "--contract", "werf.toml", "--data", "data"});
  expect_done({"export", "--data", "data", "--output", "events.parquet"});
  expect_done({"import", "events.parquet", "--data", "mine", "--store", url_});
  ASSERT_GT(std::stoi(server_->ask("SELECT count() FROM overt.event")), 50'000);
  expect_same_export({"events"});
}

TEST_F(ClickhouseExchangeTest, an_export_does_not_go_into_the_store_it_came_from) {
  simulate();
  expect_done({"export", "--data", "data", "--output", "events.csv"});
  expect_done({"import", "events.csv", "--data", "mine", "--store", url_});
  expect_done({"export", "--store", url_, "--until", days_since_the_middle_of("events.csv"),
               "--output", "some.csv"});
  const Outcome outcome = run({"import", "some.csv", "--data", "mine", "--store", url_});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("runs of it are in the store already"));
}

TEST_F(ClickhouseExchangeTest, an_export_removes_what_a_killed_one_has_left_and_nothing_else) {
  simulate();
  expect_done({"export", "--data", "data", "--output", "events.csv"});
  expect_done({"import", "events.csv", "--data", "mine", "--store", url_});
  const auto leave = [this](const std::string& name) {
    std::ofstream(directory_.file("back.csv.store/" + name)) << "what was asked for";
  };
  const std::vector<std::string> arguments = {"export", "--store", url_, "--output", "back.csv"};
  fs::create_directory(directory_.file("back.csv.store"));
  for (const char* name : {"store.duckdb", "store.duckdb.wal", "notes"}) leave(name);
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("back.csv.store: Directory not empty"));
  EXPECT_TRUE(fs::remove(directory_.file("back.csv.store/notes")));
  leave("store.duckdb");
  expect_done(arguments);
  EXPECT_FALSE(fs::exists(directory_.file("back.csv.store")));
  EXPECT_TRUE(text_of("back.csv") == text_of("events.csv"));
}

TEST_F(ClickhouseExchangeTest, says_what_stands_in_the_way) {
  simulate();
  expect_done({"export", "--data", "data", "--output", "events.csv"});
  const auto expect_error = [this](std::vector<std::string> arguments, const std::string& error) {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(error));
  };
  expect_error({"export", "--store", url_, "--output", "back.csv"}, "overt doesn't exist");
  expect_error({"import", "events.csv", "--data", "data", "--store", url_},
               "has a store of its own; bring that into ClickHouse with `overt migrate`");
  expect_done({"import", "events.csv", "--data", "mine", "--store", url_});
  for (const char* command : {"export", "import"}) {
    std::vector<std::string> arguments{command, "--data", "mine", "events.csv"};
    if (command == std::string("export")) arguments = {command, "--data", "mine", "-o", "b.csv"};
    expect_error(arguments, "mine is ClickHouse; name it with --store");
  }
  expect_error({"export", "--store", "clickhouse", "--output", "b.csv"}, "--store: ");
  expect_error({"export", "--store", url_, "--data", "mine", "--output", "b.csv"}, "--data");
  expect_error({"export", "--store", url_, "--output", "no/b.csv"}, "cannot write no/b.csv");
  server_->kill();
  expect_error({"export", "--store", url_, "--output", "b.csv"}, "no answer from ClickHouse");
  EXPECT_EQ(names(), (std::vector<std::string>{"data", "events.csv", "mine"}));
}

}  // namespace
}  // namespace overt::testing

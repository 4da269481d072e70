// overt migrate: all that a DuckDB store has is in ClickHouse afterwards, once, and it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "durable/numbered_load.h"
#include "support/becomes_true.h"
#include "support/clickhouse_server.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kBatches = 12;
constexpr const char* kSent = "240";

class MigrateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_clickhouse_server()) GTEST_SKIP() << kNoClickhouseServer;
    server_ = std::make_unique<ClickhouseServer>();
    serve({}, [this](const CollectorProcess& collector) {
      for (int i = 0; i < kBatches; ++i) {
        ASSERT_EQ(load_.send_one_batch(collector.ingest_port()), 200);
      }
    });
  }

  // Runs a collector in the data directory for as long as `use` takes.
  template <typename Use>
  void serve(std::vector<std::string> more, Use use) {
    std::vector<std::string> arguments = {"--contract", numbered_contract(), "--data", data_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    CollectorProcess collector(OVERT_PROGRAM, arguments);
    ASSERT_NE(collector.ingest_port(), 0) << collector.log();
    use(collector);
    EXPECT_EQ(collector.end_by(SIGTERM), 0) << collector.log();
  }

  Outcome migrate() const {
    return run_program(
        {.argv = {OVERT_PROGRAM, "migrate", "--from", data_, "--to", server_->url("overt")}});
  }

  // Where the store is after a migration; throws if there is none, or more than one.
  std::string folder_of_store() const {
    std::vector<std::string> folders;
    for (const auto& entry : std::filesystem::directory_iterator(data_)) {
      const std::string name = entry.path().filename();
      if (name.starts_with("duckdb.migrated-")) folders.push_back(entry.path());
    }
    if (folders.size() != 1) throw std::runtime_error("not one folder of a store");
    return folders.front();
  }

  // As docs/operations.md says.
  void take_back() const {
    const std::string folder = folder_of_store();
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::filesystem::rename(entry.path(), data_ / entry.path().filename());
    }
    std::filesystem::remove(folder);
    std::filesystem::remove(data_ / "collector-id");
  }

  std::string count() const { return server_->ask("SELECT count() FROM overt.event"); }

  TemporaryDirectory directory_;
  std::filesystem::path data_ = directory_.file("data");
  std::unique_ptr<ClickhouseServer> server_;
  NumberedLoad load_;
};

TEST_F(MigrateTest, brings_everything_once_however_often_it_is_run) {
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = migrate();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(std::string(kSent) + " events of 1 days are in ClickHouse"));
    EXPECT_EQ(count(), std::string(kSent) + "\n");
    take_back();
  }
  EXPECT_FALSE(std::filesystem::exists(data_ / "migrate.parquet"));
}

TEST_F(MigrateTest, makes_the_directory_one_of_clickhouse) {
  const Outcome outcome = migrate();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("The DuckDB store is in " + folder_of_store()));
  EXPECT_FALSE(std::filesystem::exists(data_ / "store.duckdb"));
  const auto expect_error = [](std::vector<std::string> arguments, const std::string& error) {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    const Outcome refused = run_program({.argv = std::move(arguments)});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr(error));
  };
  expect_error({"migrate", "--from", data_, "--to", server_->url("overt")},
               "is ClickHouse already");
  expect_error({"serve", "--contract", numbered_contract(), "--data", data_},
               "is ClickHouse; name it with --store");
  const std::string elsewhere = "is ClickHouse; ask the collector with --server";
  expect_error({"report", "summary", "--data", data_}, elsewhere);
  expect_error({"publish", data_ / "site", "--app", "numbered", "--data", data_}, elsewhere);
}

TEST_F(MigrateTest, leaves_no_store_in_which_a_forgotten_project_could_be) {
  ASSERT_EQ(migrate().exit_code, 0);
  const std::string folder = folder_of_store();
  serve({"--store", server_->url("overt")}, [&](const CollectorProcess& collector) {
    const Outcome forgotten =
        run_program({.argv = {OVERT_PROGRAM, "forget", "--app", "numbered", "--project",
                              "https://example.com/group/project.git", "--server",
                              "http://127.0.0.1:" + std::to_string(collector.admin_port())}});
    EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err;
    EXPECT_THAT(forgotten.out, HasSubstr(R"("filesSetAside":1,"otherFiles":0)"));
  });
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(MigrateTest, its_collector_goes_on_behind_what_was_migrated) {
  ASSERT_EQ(migrate().exit_code, 0);
  serve({"--store", server_->url("overt")}, [this](const CollectorProcess& collector) {
    ASSERT_EQ(load_.send_one_batch(collector.ingest_port()), 200);
    EXPECT_TRUE(becomes_true([this] { return count() == "260\n"; }));
  });
  EXPECT_EQ(count(), "260\n") << "what the inbox still had was not sent again";
}

TEST_F(MigrateTest, says_which_day_is_not_the_same_and_how_to_begin_anew) {
  ASSERT_EQ(migrate().exit_code, 0);
  server_->ask("ALTER TABLE overt.event DELETE WHERE ts_ms = 7");
  ASSERT_TRUE(becomes_true([this] { return count() == "239\n"; }));
  take_back();
  const Outcome outcome = migrate();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("240 events were sent and 239 are there"));

  const std::regex statement("ALTER TABLE [^;]+");
  std::vector<std::string> statements(
      std::sregex_token_iterator(outcome.err.begin(), outcome.err.end(), statement), {});
  ASSERT_EQ(statements.size(), 2U) << outcome.err;
  for (const std::string& each : statements) server_->ask(each);
  ASSERT_TRUE(becomes_true([this] {
    return server_->ask("SELECT count() FROM system.mutations WHERE NOT is_done") == "0\n";
  }));
  const Outcome again = migrate();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(count(), std::string(kSent) + "\n");
}

TEST_F(MigrateTest, goes_on_with_what_came_since) {
  ASSERT_EQ(migrate().exit_code, 0);
  take_back();
  serve({}, [this](const CollectorProcess& collector) {
    ASSERT_EQ(load_.send_one_batch(collector.ingest_port()), 200);
  });
  const Outcome outcome = migrate();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(count(), "260\n");
}

TEST_F(MigrateTest, says_what_is_wrong_before_it_does_anything) {
  const auto error_of = [](const std::vector<std::string>& more) {
    std::vector<std::string> argv = {OVERT_PROGRAM, "migrate"};
    argv.insert(argv.end(), more.begin(), more.end());
    const Outcome outcome = run_program({.argv = argv});
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(error_of({"--from", data_, "--to", "clickhouse"}), HasSubstr("such as https://"));
  EXPECT_THAT(error_of({"--from", directory_.path(), "--to", "http://127.0.0.1:1/overt"}),
              HasSubstr("no collector's data"));
  EXPECT_THAT(error_of({"--from", data_, "--to", "http://127.0.0.1:1/overt"}),
              HasSubstr("no answer from ClickHouse at http://127.0.0.1:1"));
  // The directory is what it was.
  const Outcome exported = run_program({.argv = {OVERT_PROGRAM, "export", "--data", data_,
                                                 "--output", directory_.file("events.csv")}});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
}

}  // namespace
}  // namespace overt::testing

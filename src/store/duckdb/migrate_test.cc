// A file as the first version of overt made it, opened by this one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_directory.h"
#include "store/duckdb/database.h"
#include "store/store.h"

namespace overt::duckdb {
namespace {

// The tables of the first form, with both halves of a run, another run's start and another event.
constexpr const char* kOldForm = R"(
  CREATE TABLE event (app VARCHAR NOT NULL, received_ms BIGINT NOT NULL, ts_ms BIGINT NOT NULL,
    day DATE NOT NULL, execution_id UUID NOT NULL, project UBIGINT NOT NULL,
    command VARCHAR NOT NULL, event_type VARCHAR NOT NULL, schema_version INTEGER NOT NULL,
    os VARCHAR NOT NULL, arch VARCHAR NOT NULL, version VARCHAR NOT NULL,
    group_channel VARCHAR NOT NULL, ci BOOLEAN NOT NULL, ci_name VARCHAR NOT NULL,
    exit_code BIGINT, duration_ms BIGINT, option_names VARCHAR[] NOT NULL,
    option_as_cli BOOLEAN[] NOT NULL, option_as_env BOOLEAN[] NOT NULL,
    option_counts BIGINT[] NOT NULL);
  CREATE TABLE store_state (schema_version INTEGER NOT NULL, position BIGINT NOT NULL);
  INSERT INTO store_state VALUES (1, 17);
  INSERT INTO event VALUES
    ('git', 1700000000000, 1699999999000, '2023-11-14', '835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5',
     18446744073709551615, 'git commit', 'CommandStarted', 2, 'linux', 'amd64', 'v1.2.3',
     '1.2 stable', true, 'gitlab', NULL, NULL, ['all', 'message'], [true, false], [false, true],
     [2, 0]),
    ('git', 1700000000200, 1699999999200, '2023-11-14', '835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5',
     18446744073709551615, 'git commit', 'CommandExited', 2, 'linux', 'amd64', 'v1.2.3',
     '1.2 stable', true, 'gitlab', 130, 200, [], [], [], []),
    ('git', 1700000000300, 1, '2023-11-14', '11111111-fb4c-4a1b-8a7a-3a5b39d5b3d5', 0, 'git push',
     'CommandStarted', 1, '', '', '', '', false, '', NULL, NULL, [], [], [], []),
    ('git', 1700000000400, 2, '2023-11-14', '22222222-fb4c-4a1b-8a7a-3a5b39d5b3d5', 0, 'git push',
     'BuildFinished', 1, '', '', '', '', false, '', NULL, 5, [], [], [], []);
)";

constexpr const char* kAllColumns =
    "SELECT app, received_ms, ts_ms, day, execution_id::VARCHAR, project::VARCHAR, command, "
    "event_type, schema_version, os, arch, version, group_channel, ci, ci_name, exit_code, "
    "duration_ms, option_names::VARCHAR, option_as_cli::VARCHAR, option_as_env::VARCHAR, "
    "option_counts::VARCHAR FROM event ORDER BY received_ms";

class MigrateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto database = open_database(path_);
    const auto connection = connect(*database);
    ASSERT_TRUE(execute(*connection, kOldForm).ok());
    before_ = query(*connection, kAllColumns)->rows;
    ASSERT_EQ(before_.size(), 4U);
    // Ids are shorter now.
    for (std::size_t row : {0U, 1U}) before_[row].at(5) = std::to_string(kIdMask);
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::vector<std::vector<Cell>> before_;
};

TEST_F(MigrateTest, every_event_is_there_as_it_was_and_the_position) {
  for (int times = 0; times < 2; ++times) {
    const auto store = open_duckdb_store(path_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    EXPECT_EQ(*(*store)->position(), 17);
    EXPECT_EQ((*store)->query(kAllColumns, {})->rows, before_);
    EXPECT_EQ((*store)->query("SELECT count(*) FROM run", {})->rows[0][0], Cell(std::int64_t{1}));
    EXPECT_EQ((*store)->query("SELECT count(*) FROM half", {})->rows[0][0], Cell(std::int64_t{1}));
  }
}

TEST_F(MigrateTest, what_a_migration_that_was_killed_left_behind_is_in_nobodys_way) {
  ASSERT_TRUE(open_duckdb_store(path_ + ".new").ok());
  const auto store = open_duckdb_store(path_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ((*store)->query(kAllColumns, {})->rows, before_);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

}  // namespace
}  // namespace overt::duckdb

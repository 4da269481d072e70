#include "collector/left_overs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class LeftOversTest : public ::testing::Test {
 protected:
  std::vector<std::string> make(const std::vector<std::string>& names) const {
    std::vector<std::string> paths;
    EXPECT_TRUE(make_directories(directory_.file("archive")).ok());
    for (const std::string& name : names) {
      paths.push_back(directory_.file(name));
      EXPECT_TRUE(write_file_atomically(paths.back(), name).ok()) << name;
    }
    return paths;
  }

  LeftOvers clean() const {
    auto left_overs = remove_left_overs(directory_.path());
    EXPECT_TRUE(left_overs.ok());
    return left_overs ? *std::move(left_overs) : LeftOvers{};
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(LeftOversTest, what_is_in_use_stays_and_is_nobody_elses) {
  const auto paths = make({"inbox.sqlite", "inbox.sqlite-wal", "inbox.sqlite-shm", "store.duckdb",
                           "store.duckdb.wal", "pepper", "lock", "migration-id", "forgotten.ndjson",
                           "archive/2026-11-23.parquet", "archive/2026-11-23.parquet.sha256"});
  const LeftOvers left_overs = clean();
  EXPECT_EQ(left_overs.removed, 0);
  EXPECT_THAT(left_overs.others, IsEmpty());
  for (const std::string& path : paths) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

TEST_F(LeftOversTest, a_store_that_the_collector_does_not_use_stays_and_is_named) {
  make({"collector-id", "inbox.sqlite", "store.duckdb", "archive/2026-11-23.parquet"});
  const LeftOvers left_overs = clean();
  EXPECT_EQ(left_overs.removed, 0);
  EXPECT_THAT(left_overs.others,
              ElementsAre(directory_.file("archive"), directory_.file("store.duckdb")));
}

TEST_F(LeftOversTest, a_store_that_was_migrated_goes) {
  const std::string folder = directory_.file("duckdb.migrated-20231114T221320Z");
  ASSERT_TRUE(make_directories(folder + "/archive").ok());
  ASSERT_TRUE(write_file_atomically(folder + "/store.duckdb", "rows").ok());
  EXPECT_EQ(clean().removed, 1);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(LeftOversTest, what_was_set_aside_or_left_by_a_kill_goes) {
  const std::string moment = ".damaged-20231114T221320Z";
  const auto paths = make({
      "inbox.sqlite" + moment,
      "inbox.sqlite" + moment + "-wal",
      "inbox.sqlite" + moment + "-shm",
      "inbox.sqlite" + moment + "-2",
      "inbox.sqlite" + moment + "-2-wal",
      "migrate.parquet",
      "migrate.parquet.part",
      "inbox.sqlite.mended",
      "inbox.sqlite.mended-wal",
      "store.duckdb" + moment,
      "store.duckdb" + moment + ".wal",
      "store.duckdb" + moment + "-17",
      "store.duckdb.wal" + moment,
      "store.duckdb.new",
      "store.duckdb.new.wal",
      "archive/2026-11-23.parquet.unfinished",
      "archive/2026-11-23.parquet.sha256.unfinished",
  });
  ASSERT_TRUE(make_directories(directory_.file("store.duckdb.tmp/rows")).ok());
  const LeftOvers left_overs = clean();
  EXPECT_EQ(left_overs.removed, static_cast<std::int64_t>(paths.size()) + 1);
  EXPECT_THAT(left_overs.others, IsEmpty());
  for (const std::string& path : paths) EXPECT_FALSE(std::filesystem::exists(path)) << path;
  EXPECT_FALSE(std::filesystem::exists(directory_.file("store.duckdb.tmp")));
}

TEST_F(LeftOversTest, what_a_person_has_put_there_stays_and_is_named) {
  auto paths = make({
      "archive/2026-11-23.parquet.bak",
      "archive/2026-13-23.parquet",
      "archive/notes.unfinished",
      "duckdb.migrated-by-me",
      "events.parquet",
      "inbox.sqlite.bak",
      "inbox.sqlite.damaged-by-me",
      "store.duckdb-20261123",
      "store.duckdb.2026",
      "store.duckdb.bak",
      "store.duckdb.damaged-20231114T221320Z.gz",
      "store.duckdb.new.bak",
      "store.duckdb.wal.bak",
  });
  const LeftOvers left_overs = clean();
  EXPECT_EQ(left_overs.removed, 0);
  EXPECT_THAT(left_overs.others, ElementsAreArray(paths));
  for (const std::string& path : paths) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

}  // namespace
}  // namespace overt

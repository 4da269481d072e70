// Days as files: what is in them makes the store again, to the last count.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "store/duckdb/database.h"
#include "store/duckdb/test_days.h"
#include "store/store.h"

namespace overt {
namespace {

using testing::all_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kTellNobody;
using testing::load_rest;
using testing::rows_of_days;

constexpr int kDays = 6;  // a week ends in them

class ArchiveTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() const {
    auto store = open_duckdb_store(path_);
    EXPECT_TRUE(store.ok()) << (store ? "" : store.error().message);
    return store ? *std::move(store) : nullptr;
  }

  // As often as it takes.
  static void archive(Store& store) {
    for (int days = 0; days < 2 * kDays; ++days) ASSERT_TRUE(store.archive().ok());
  }

  // Loads a day at a time and archives after each, as a collector that runs all the time.
  void load_and_archive_all() {
    const auto store = open();
    for (int days = 1; days <= kDays; ++days) {
      std::vector<Row> so_far;
      for (const Row& row : rows_) {
        if (day_of(row.received_ms) < testing::kFirstArchivedDay + days) so_far.push_back(row);
      }
      load_rest(*store, so_far);
      archive(*store);
    }
    load_rest(*store, rows_);
    archive(*store);
    whole_ = all_of(*store);
  }

  // Makes the store anew from the archive, and loads what came after that.
  std::string filled() {
    for (const char* suffix : {"", ".wal"}) std::filesystem::remove(path_ + suffix);
    const auto extent = fill_duckdb_store(path_, kTellNobody);
    EXPECT_TRUE(extent.ok()) << (extent ? "" : extent.error().message);
    if (!extent) return {};
    const auto store = open();
    EXPECT_EQ(*store->position(), extent->position);
    load_rest(*store, rows_);
    return all_of(*store);
  }

  // Of rows; each has a checksum beside it.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(archive_)) {
      if (entry.path().extension() != ".parquet") continue;
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::string archive_ = directory_.file("archive");
  std::vector<Row> rows_ = rows_of_days(kDays);
  std::string whole_;
};

TEST_F(ArchiveTest, a_day_is_archived_when_the_next_one_has_begun) {
  const auto store = open();
  load_rest(*store, {testing::row_of_run(1, kCommandStarted, 19'675 * kDayMs)});
  EXPECT_EQ(*store->archive(), 0);
  EXPECT_FALSE(std::filesystem::exists(archive_));
  ASSERT_TRUE(
      store->load(std::vector{testing::row_of_run(2, kCommandStarted, 19'676 * kDayMs)}, 2).ok());
  EXPECT_EQ(*store->archive(), 1);
  EXPECT_THAT(files(), ElementsAre("2023-11-14.parquet"));
  EXPECT_EQ(*store->archive(), 1) << "asked again it is the same";
}

TEST_F(ArchiveTest, a_store_is_filled_to_the_last_count_also_with_what_came_late) {
  load_and_archive_all();
  EXPECT_GT(files().size(), static_cast<std::size_t>(kDays));
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, days_that_ended_long_ago_are_archived_together) {
  {
    const auto store = open();
    load_rest(*store, rows_);
    whole_ = all_of(*store);
    archive(*store);
  }
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, one_that_was_filled_is_archived_on) {
  load_and_archive_all();
  const auto all_files = files();
  // The last two days again, from the inbox.
  for (std::size_t i = all_files.size() - 2; i < all_files.size(); ++i) {
    std::filesystem::remove(archive_ + "/" + all_files[i]);
  }
  EXPECT_EQ(filled(), whole_);
  archive(*open());
  EXPECT_EQ(files(), all_files);
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, a_day_waits_though_another_one_ends_meanwhile) {
  {
    const auto store = open();
    for (int days = 1; days <= kDays; ++days) {
      std::vector<Row> so_far;
      for (const Row& row : rows_) {
        if (day_of(row.received_ms) < testing::kFirstArchivedDay + days) so_far.push_back(row);
      }
      load_rest(*store, so_far);
      if (days % 3 == 0) archive(*store);
    }
    load_rest(*store, rows_);
    whole_ = all_of(*store);
  }
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, of_days_that_were_written_together_none_counts_without_the_last) {
  {
    const auto store = open();
    load_rest(*store, rows_);
    whole_ = all_of(*store);
    archive(*store);
  }
  std::filesystem::remove(archive_ + "/" + files().back());
  EXPECT_EQ(extent_of_duckdb_archive(path_)->days, 0);
  EXPECT_EQ(filled(), whole_) << "all from the inbox";
}

TEST_F(ArchiveTest, a_file_that_is_damaged_is_told_and_counted_and_the_others_are_taken) {
  load_and_archive_all();
  const std::string damaged = archive_ + "/" + files()[2];
  std::filesystem::resize_file(damaged, std::filesystem::file_size(damaged) - 1);
  std::filesystem::remove(path_);
  const auto extent = fill_duckdb_store(path_, kTellNobody);
  ASSERT_TRUE(extent.ok());
  EXPECT_THAT(extent->damaged, ElementsAre(damaged));
  EXPECT_GT(extent->missing, 0);
  EXPECT_EQ(extent->days, static_cast<std::int64_t>(files().size()) - 1);
  EXPECT_TRUE(std::filesystem::exists(damaged));
}

TEST_F(ArchiveTest, a_file_is_its_owners_alone_and_what_a_kill_left_is_written_anew) {
  load_and_archive_all();
  struct stat status{};
  const std::string file = archive_ + "/" + files().front();
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(archive_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_TRUE(write_file_atomically(file + ".unfinished", "half of a file").ok());
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, a_kill_while_it_archives_leaves_a_store_and_files_that_go_on) {
  {
    const auto store = open();
    load_rest(*store, rows_);
    whole_ = all_of(*store);
  }
  for (int kill = 0; kill < 8; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = open_duckdb_store(path_);
      ::_exit(store && (*store)->archive().ok() ? 0 : 1);
    }
    for (int i = 0; i < kill * 40; ++i) std::this_thread::yield();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  archive(*open());
  EXPECT_EQ(filled(), whole_);
}

TEST_F(ArchiveTest, days_that_are_forgotten_are_in_no_file) {
  load_and_archive_all();
  const std::int32_t first_kept = testing::kFirstArchivedDay + 3;
  const auto store = open();
  ASSERT_TRUE(store->forget_before(first_kept).ok());
  EXPECT_EQ(files().front(), "2023-11-17.parquet");
}

TEST_F(ArchiveTest, queries_read_nothing_but_the_archive) {
  load_and_archive_all();
  ASSERT_TRUE(write_file_atomically(directory_.file("pepper"), "secret").ok());
  const auto store = open();
  EXPECT_TRUE(store->query("SELECT count(*) FROM '" + archive_ + "/*.parquet'", {}).ok());
  for (const std::string& path : {directory_.file("pepper"), archive_ + "/../pepper"}) {
    const auto read = store->query("SELECT size FROM read_text('" + path + "')", {});
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().message, HasSubstr("disabled by configuration"));
  }
  EXPECT_FALSE(store->query("COPY (SELECT 1) TO '" + archive_ + "/x'", {}).ok());
}

// As files were before ids were shorter.
TEST_F(ArchiveTest, of_ids_in_files_that_are_longer_is_taken_what_a_store_has) {
  constexpr std::uint64_t kMore = std::uint64_t{5} << kIdBits;
  for (Row& row : rows_) row.project += kMore;
  load_and_archive_all();
  for (Row& row : rows_) row.project -= kMore;
  std::filesystem::remove(path_);
  load_rest(*open(), rows_);
  whole_ = all_of(*open());
  EXPECT_EQ(filled(), whole_);
  const std::uint64_t projects[] = {testing::project_number(1)};
  const auto forgotten = forget_in_duckdb_store(path_, "git", projects);
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  EXPECT_GT(forgotten->archived_rows, 0);
}

// Form 2 knew no archive.
TEST_F(ArchiveTest, a_store_of_an_older_form_is_brought_up_and_archived) {
  {
    const auto store = open();
    load_rest(*store, rows_);
    whole_ = all_of(*store);
  }
  {
    const auto database = duckdb::open_database(path_);
    const auto connection = duckdb::connect(*database);
    const std::string changes = std::string(testing::kToFormSix) + testing::kToFormFive +
                                testing::kToFormFour + testing::kToFormThree + testing::kToFormTwo;
    ASSERT_TRUE(duckdb::execute(*connection, changes.c_str()).ok());
  }
  EXPECT_EQ(*open()->archive(), 0) << "until a day ends";
  const std::int64_t next_day = day_of(rows_.back().received_ms) + 1;
  rows_.push_back(testing::row_of_run(60'000, kCommandStarted, next_day * kDayMs));
  {
    const auto store = open();
    load_rest(*store, rows_);
    archive(*store);
    whole_ = all_of(*store);
  }
  EXPECT_EQ(filled(), whole_);
}

}  // namespace
}  // namespace overt

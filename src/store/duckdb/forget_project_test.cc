// A project that is forgotten has never been there, in the store and in its archive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "store/duckdb/test_days.h"
#include "store/store.h"

namespace overt {
namespace {

using testing::all_of;
using testing::load_rest;

constexpr std::uint64_t kProject = 2;
constexpr int kDays = 4;
constexpr std::size_t kFileBytesMax = std::size_t{1} << 28;

class ForgetProjectTest : public ::testing::Test {
 protected:
  static bool is_of_project(const Row& row) {
    return row.app == "git" && row.project == testing::project_number(kProject);
  }

  // The rows of all others.
  static std::vector<Row> rows_without_it() {
    std::vector<Row> rows = testing::rows_of_days(kDays);
    std::erase_if(rows, is_of_project);
    return rows;
  }

  // A command that nobody else uses, and no half twice: of what is refused the project is not
  // known.
  static std::vector<Row> rows_with_it() {
    std::vector<Row> rows = testing::rows_of_days(kDays);
    for (Row& row : rows) {
      if (is_of_project(row)) row.command = "its own";
    }
    std::erase_if(rows, [seen = std::vector<Uuid>()](const Row& row) mutable {
      if (!is_of_project(row) || row.event_type != kCommandStarted) return false;
      const bool is_again = std::ranges::count(seen, row.execution_id) > 0;
      seen.push_back(row.execution_id);
      return is_again;
    });
    return rows;
  }

  static void load_and_archive(const std::string& path, const std::vector<Row>& rows) {
    const auto store = *open_duckdb_store(path);
    load_rest(*store, rows);
    for (int days = 0; days < 2 * kDays; ++days) ASSERT_TRUE(store->archive().ok());
  }

  Result<ForgottenRows> forget() const {
    const std::uint64_t projects[] = {testing::project_number(kProject)};
    return forget_in_duckdb_store(path_, "git", projects);
  }

  // But for the position, which the other store has another one of.
  static std::string all_but_state(const std::string& path) {
    const auto store = open_duckdb_store(path);
    EXPECT_TRUE(store.ok()) << (store ? "" : store.error().message);
    const std::string all = all_of(**store);
    return all.substr(0, all.rfind("--\n", all.size() - 4));
  }

  static std::string texts_of(const std::string& path, const char* table, const char* column) {
    return testing::text_of(
        **open_duckdb_store(path),
        std::string("SELECT DISTINCT ") + column + "::VARCHAR FROM " + table + " ORDER BY 1");
  }

  void expect_never_there() const {
    const testing::TemporaryDirectory other;
    load_and_archive(other.file("store.duckdb"), rows_without_it());
    const std::string expected = all_but_state(other.file("store.duckdb"));
    EXPECT_EQ(all_but_state(path_), expected);
    EXPECT_EQ(texts_of(path_, "command", "command"),
              texts_of(other.file("store.duckdb"), "command", "command"));
    std::filesystem::remove(path_);
    ASSERT_TRUE(fill_duckdb_store(path_, testing::kTellNobody).ok());
    std::filesystem::remove(other.file("store.duckdb"));
    ASSERT_TRUE(fill_duckdb_store(other.file("store.duckdb"), testing::kTellNobody).ok());
    EXPECT_EQ(all_but_state(path_), all_but_state(other.file("store.duckdb")));
  }

  // Whether any file has it in it.
  bool is_anywhere(const std::string& bytes) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
      if (!entry.is_regular_file()) continue;
      const std::string whole = *read_file(entry.path(), kFileBytesMax);
      if (whole.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
};

TEST_F(ForgetProjectTest, store_and_archive_are_as_if_it_had_never_been_there) {
  load_and_archive(path_, rows_with_it());
  const auto forgotten = forget();
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  EXPECT_GT(forgotten->runs, 0);
  EXPECT_GT(forgotten->halves, 0);
  EXPECT_GT(forgotten->other_events, 0);
  EXPECT_GT(forgotten->archived_rows, 0);
  EXPECT_GE(forgotten->archived_days, kDays);
  expect_never_there();
}

TEST_F(ForgetProjectTest, no_byte_of_its_number_is_in_any_file) {
  load_and_archive(path_, rows_with_it());
  ASSERT_TRUE(is_anywhere("its own"));
  ASSERT_TRUE(forget().ok());
  const std::uint64_t number = testing::project_number(kProject);
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  // Of werf it is kept, so all of that goes as well.
  const std::uint64_t projects[] = {number};
  ASSERT_TRUE(forget_in_duckdb_store(path_, "werf", projects).ok());
  EXPECT_FALSE(is_anywhere(bytes));
  EXPECT_FALSE(is_anywhere("its own"));
}

TEST_F(ForgetProjectTest, again_it_finds_nothing) {
  load_and_archive(path_, rows_with_it());
  ASSERT_TRUE(forget().ok());
  const auto again = forget();
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->all() + again->archived_rows, 0);
}

TEST_F(ForgetProjectTest, a_kill_at_any_moment_is_finished_by_the_next_time) {
  load_and_archive(path_, rows_with_it());
  for (int kill = 1; kill <= 6; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(forget().ok() ? 0 : 1);
    for (int i = 0; i < kill * 300; ++i) std::this_thread::yield();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  const auto forgotten = forget();
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  expect_never_there();
}

TEST_F(ForgetProjectTest, files_that_cannot_be_read_go) {
  load_and_archive(path_, rows_with_it());
  const std::string damaged = directory_.file("archive/2023-11-15.parquet");
  std::filesystem::resize_file(damaged, std::filesystem::file_size(damaged) - 1);
  ASSERT_TRUE(write_file_atomically(damaged + ".unfinished", "half of a file").ok());
  const auto forgotten = forget();
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  EXPECT_EQ(forgotten->damaged_days, 1);
  EXPECT_FALSE(std::filesystem::exists(damaged));
  EXPECT_FALSE(std::filesystem::exists(damaged + ".unfinished"));
}

}  // namespace
}  // namespace overt

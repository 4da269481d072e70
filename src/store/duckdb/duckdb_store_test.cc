// What is DuckDB's own: its file, its lock, its reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <csignal>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "store/store.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DuckdbStoreTest : public ::testing::Test {
 protected:
  std::string open_error() const {
    const auto store = open_duckdb_store(path_);
    return store ? "" : store.error().message;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
};

TEST_F(DuckdbStoreTest, says_what_stands_in_the_way_of_opening) {
  path_ = directory_.file("no/store.duckdb");
  EXPECT_THAT(open_error(), HasSubstr("cannot open the store " + path_));
  EXPECT_THAT(open_error(), HasSubstr("No such file or directory"));
  EXPECT_THAT(open_error(), Not(HasSubstr("\n")));
}

TEST_F(DuckdbStoreTest, leaves_a_file_that_is_no_database_alone) {
  const std::string text = "A letter to a friend. " + std::string(5000, '.');
  ASSERT_TRUE(write_file_atomically(path_, text).ok());
  EXPECT_EQ(open_error(), "cannot open the store " + path_ + ": not a DuckDB database");
  EXPECT_EQ(*read_file(path_, 10'000), text);
}

TEST_F(DuckdbStoreTest, queries_reach_no_file_and_no_setting) {
  ASSERT_TRUE(write_file_atomically(directory_.file("secret.csv"), "secret\n1\n").ok());
  auto store = open_duckdb_store(path_);
  ASSERT_TRUE(store.ok());
  const auto read = (*store)->query("SELECT * FROM '" + directory_.file("secret.csv") + "'", {});
  EXPECT_FALSE(read.ok());
  EXPECT_FALSE((*store)->query("SELECT * FROM read_text('/etc/hostname')", {}).ok());
  EXPECT_FALSE((*store)->query("SET enable_external_access = true", {}).ok());
  const auto settings = (*store)->query(
      "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')",
      {});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->rows[0], (std::vector<Cell>{false, true}));
}

TEST_F(DuckdbStoreTest, says_which_column_needs_a_cast) {
  auto store = open_duckdb_store(path_);
  ASSERT_TRUE(store.ok());
  const auto answer = (*store)->query("SELECT [1, 2] AS list", {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().message, "column list has a type that needs a cast");
}

// Runs `work` in a child process that then waits to be killed; the child says on a pipe when it has
// done `work`, or goes on to say so for as long as `work` returns true.
class Child {
 public:
  template <typename Work>
  explicit Child(Work work) {
    int fds[2];
    if (::pipe(fds) != 0) ::abort();
    read_end_ = UniqueFd(fds[0]);
    const UniqueFd write_end(fds[1]);
    pid_ = ::fork();
    if (pid_ != 0) return;
    while (work() && ::write(write_end.get(), "+", 1) == 1) {
    }
    ::_exit(1);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  // Waits until the child has done its work once more; false if it is gone.
  bool wait() const {
    char byte = 0;
    return ::read(read_end_.get(), &byte, 1) == 1;
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  pid_t pid() const { return pid_; }

 private:
  UniqueFd read_end_;
  pid_t pid_ = 0;
};

TEST_F(DuckdbStoreTest, names_the_process_that_holds_the_file) {
  std::unique_ptr<Store> held;
  Child child([&] {
    if (held != nullptr) ::pause();
    auto store = open_duckdb_store(path_);
    if (store) held = *std::move(store);
    return held != nullptr;
  });
  ASSERT_TRUE(child.wait());
  EXPECT_EQ(open_error(), "the store " + path_ + " is in use by process " +
                              std::to_string(child.pid()) +
                              "; ask the running collector with --server URL");
  child.kill();
  EXPECT_EQ(open_error(), "");
}

// Around each doubling, where a logarithm may be rounded.
TEST_F(DuckdbStoreTest, each_doubling_of_a_duration_has_32_buckets) {
  const auto store = *open_duckdb_store(path_);
  const auto answer = store->query(R"(
      SELECT ms, CAST(duration_bucket(ms) AS INTEGER) FROM (
        SELECT unnest([(1::BIGINT << k) - 2, (1::BIGINT << k) - 1, 1::BIGINT << k,
          (1::BIGINT << k) + 1, 9223372036854775807]) AS ms FROM range(1, 63) AS t(k)))",
                                   {});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_EQ(answer->rows.size(), 62U * 5U);
  for (const auto& row : answer->rows) {
    const auto ms = std::get<std::int64_t>(row.at(0));
    const auto width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ms)));
    const int shift = std::max(0, width - 6);
    EXPECT_EQ(std::get<std::int64_t>(row.at(1)), 32 * shift + (ms >> shift)) << ms;
  }
}

TEST_F(DuckdbStoreTest, rows_and_position_agree_after_its_process_is_killed) {
  constexpr std::int64_t kRowsALoad = 50;
  std::unique_ptr<Store> held;
  std::int64_t position = 0;
  Child child([&] {
    if (held == nullptr) {
      auto store = open_duckdb_store(path_);
      if (!store) return false;
      held = *std::move(store);
    }
    std::vector<Row> rows(kRowsALoad);
    for (auto& row : rows) row.event_type = "BuildStarted";
    return held->load(rows, ++position).ok();
  });
  constexpr std::int64_t kLoads = 40;
  for (int i = 0; i < kLoads; ++i) child.wait();
  child.kill();

  auto store = open_duckdb_store(path_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  const std::int64_t loaded = *(*store)->position();
  EXPECT_GE(loaded, kLoads);
  const auto count = (*store)->query("SELECT count(*) FROM event", {});
  EXPECT_EQ(count->rows[0][0], Cell(loaded * kRowsALoad));
}

}  // namespace
}  // namespace overt

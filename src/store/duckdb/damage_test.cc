// A file that was cut, overwritten or changed in one bit: seen when it is opened or checked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "store/store.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kNow = 1'700'000'000'123;
constexpr std::int64_t kRows = 20'000;
constexpr std::size_t kFileBytesMax = std::size_t{1} << 28;

std::vector<Row> rows() {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < kRows; ++i) {
    Row row;
    row.app = "git";
    row.received_ms = kNow + i;
    row.execution_id.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    row.execution_id.bytes[1] = static_cast<std::uint8_t>(i);
    row.project = static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15U & kIdMask;
    row.command = "git commit";
    row.event_type = "CommandStarted";
    rows.push_back(std::move(row));
  }
  return rows;
}

class DamageTest : public ::testing::Test {
 protected:
  void load_and_close() {
    auto store = open_duckdb_store(path_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    ASSERT_TRUE((*store)->load(rows(), 7).ok());
  }

  // Leaves what it loaded in the log beside the file, as a process that is killed does.
  void load_and_be_killed() {
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = open_duckdb_store(path_);
      ::_exit(store && (*store)->load(rows(), 7).ok() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    ASSERT_TRUE(std::filesystem::exists(log_));
  }

  static void flip(const std::string& path, std::uintmax_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<unsigned char>(file.get());
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 0x10U));
  }

  // What opening or checking says of the file; an empty message if all is well.
  Error trouble() const {
    const auto store = open_duckdb_store(path_);
    if (!store) return store.error();
    const Status checked = (*store)->check([] { return true; });
    return checked ? Error{} : checked.error();
  }

  std::int64_t position() const {
    const auto store = open_duckdb_store(path_);
    EXPECT_TRUE(store.ok()) << store.error().message;
    return *(*store)->position();
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::string log_ = path_ + ".wal";
  std::string aside_ = ".damaged-20231114T221320Z";
};

TEST_F(DamageTest, a_store_in_order_has_none) {
  load_and_close();
  EXPECT_EQ(trouble().message, "");
}

TEST_F(DamageTest, a_bit_anywhere_in_the_file_is_seen) {
  load_and_close();
  const std::string whole = *read_file(path_, kFileBytesMax);
  std::mt19937_64 random(1);
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(write_file_atomically(path_, whole));
    const std::uintmax_t offset = random() % whole.size();
    flip(path_, offset);
    const Error error = trouble();
    if (error.message.empty()) continue;  // where nothing is kept
    EXPECT_TRUE(is_damage_of_duckdb_store(error)) << offset << ": " << error.message;
  }
  // The headers, and the middle, where the rows are.
  for (const std::uintmax_t offset : {whole.size() / 2, std::size_t{100}}) {
    ASSERT_TRUE(write_file_atomically(path_, whole));
    flip(path_, offset);
    EXPECT_TRUE(is_damage_of_duckdb_store(trouble())) << trouble().message;
  }
}

TEST_F(DamageTest, a_file_that_was_cut_anywhere_is_seen) {
  load_and_close();
  const std::string whole = *read_file(path_, kFileBytesMax);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
    ASSERT_TRUE(write_file_atomically(path_, whole.substr(0, size)));
    EXPECT_TRUE(is_damage_of_duckdb_store(trouble())) << size << ": " << trouble().message;
  }
}

TEST_F(DamageTest, a_bit_in_the_log_costs_the_log_alone) {
  load_and_close();
  load_and_be_killed();
  flip(log_, std::filesystem::file_size(log_) / 2);
  const Error damage = trouble();
  ASSERT_TRUE(is_damage_of_duckdb_store(damage)) << damage.message;
  EXPECT_EQ(*set_duckdb_store_aside(path_, damage, kNow), log_ + aside_);
  EXPECT_EQ(trouble().message, "");
  EXPECT_EQ(position(), 7);
}

TEST_F(DamageTest, a_log_that_was_cut_takes_back_whole_loads) {
  load_and_be_killed();
  std::filesystem::resize_file(log_, std::filesystem::file_size(log_) / 2);
  EXPECT_EQ(trouble().message, "");
  EXPECT_EQ(position(), 0);
}

TEST_F(DamageTest, what_is_set_aside_is_whole_and_makes_room_for_a_new_store) {
  load_and_close();
  load_and_be_killed();
  flip(path_, 100);
  const std::string before = *read_file(path_, kFileBytesMax);
  const Error damage = trouble();
  EXPECT_EQ(*set_duckdb_store_aside(path_, damage, kNow), path_ + aside_);
  EXPECT_EQ(*read_file(path_ + aside_, kFileBytesMax), before);
  EXPECT_TRUE(std::filesystem::exists(path_ + aside_ + ".wal"));
  EXPECT_FALSE(std::filesystem::exists(log_));
  EXPECT_EQ(position(), 0);
}

TEST_F(DamageTest, other_errors_are_none) {
  path_ = directory_.file("no/store.duckdb");
  EXPECT_THAT(trouble().message, HasSubstr("No such file"));
  EXPECT_FALSE(is_damage_of_duckdb_store(trouble()));
  EXPECT_FALSE(is_trouble_of_the_disk(trouble())) << "a person has to mend that";
  EXPECT_FALSE(is_damage_of_duckdb_store({"IO Error: No space left on device"}));
}

// What DuckDB says of it, not what a test says.
TEST_F(DamageTest, a_file_that_may_not_grow_is_trouble_of_the_disk) {
  load_and_close();
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 4096, .rlim_max = 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    path_ = directory_.file("other.duckdb");
    const auto store = open_duckdb_store(path_);
    const Status loaded = store ? (*store)->load(rows(), 7) : Status(store.error());
    const bool is_told = !loaded && is_trouble_of_the_disk(loaded.error()) &&
                         !is_damage_of_duckdb_store(loaded.error());
    ::_exit(is_told ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(DamageTest, trouble_of_the_disk_is_told_by_the_names_of_its_errors) {
  for (const char* name :
       {"No space left on device", "Disk quota exceeded", "Input/output error", "File too large"}) {
    const Error error{std::string("IO Error: Could not write file \"store.duckdb\": ") + name};
    EXPECT_TRUE(is_trouble_of_the_disk(error)) << name;
  }
  EXPECT_FALSE(is_trouble_of_the_disk({"IO Error: Could not set lock on file"}));
}

}  // namespace
}  // namespace overt

// Files of the archive and their checksums: flipped bits, kills, and files that have none.
#include "store/duckdb/checksum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/temporary_directory.h"
#include "store/duckdb/test_days.h"
#include "store/store.h"

namespace overt {
namespace {

using Clock = std::chrono::steady_clock;
using duckdb::Checksum;
using duckdb::compare_checksum;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 24;

class ChecksumTest : public ::testing::Test {
 protected:
  // As it lies there after write(2), of one that is killed then.
  void put(const std::string& path, const std::string& bytes) const {
    ASSERT_TRUE(write_file_atomically(path, bytes).ok());
  }

  std::string line_of(const std::string& bytes) const {
    return to_hex(sha256(bytes)) + "  2023-11-14.parquet\n";
  }

  // In a child: one file after the other, and a byte for each.
  [[noreturn]] void replace_for_ever(int pipe) const {
    for (int i = 0;; ++i) {
      const std::string rows(10'000, static_cast<char>('a' + i % 26));
      if (!write_file_atomically(next_, rows) || !duckdb::keep_with_checksum(next_, path_) ||
          ::write(pipe, "x", 1) != 1) {
        ::_exit(1);
      }
    }
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("2023-11-14.parquet");
  std::string sum_ = path_ + ".sha256";
  std::string next_sum_ = sum_ + ".unfinished";
  std::string next_ = path_ + ".unfinished";
};

TEST_F(ChecksumTest, is_what_sha256sum_takes_and_fits_only_its_file) {
  put(next_, "rows");
  EXPECT_EQ(compare_checksum(path_), Checksum::kNone);
  ASSERT_TRUE(duckdb::keep_with_checksum(next_, path_).ok());
  EXPECT_EQ(*read_file(path_, 10), "rows");
  EXPECT_EQ(*read_file(sum_, 100), line_of("rows"));
  EXPECT_EQ(compare_checksum(path_), Checksum::kFits);
  const std::string check = "cd '" + directory_.path() + "' && sha256sum --status -c *.sha256";
  EXPECT_EQ(std::system(check.c_str()), 0);
  put(path_, "rowS");
  EXPECT_EQ(compare_checksum(path_), Checksum::kDoesNot);
  EXPECT_NE(std::system(check.c_str()), 0);
}

// Every state in which a kill leaves a file that replaces another one, or is the first.
TEST_F(ChecksumTest, after_a_kill_between_two_writes_one_fits_and_stays) {
  for (const bool has_old_sum : {true, false}) {
    for (const char* file : {"old rows", "new rows"}) {
      for (const std::string& next_sum : {line_of("new rows"), line_of("new rows").substr(0, 20)}) {
        if (file == std::string("new rows") && next_sum.size() < 30) continue;  // never so
        put(path_, file);
        put(next_sum_, next_sum);
        has_old_sum ? put(sum_, line_of("old rows")) : void(std::filesystem::remove(sum_));
        const bool has_sum = has_old_sum || file == std::string("new rows");
        const Checksum expected = has_sum ? Checksum::kFits : Checksum::kNone;
        EXPECT_EQ(compare_checksum(path_), expected) << file << has_old_sum;
        ASSERT_TRUE(duckdb::settle_checksum(path_).ok());
        EXPECT_EQ(compare_checksum(path_), expected) << file << has_old_sum;
        EXPECT_FALSE(std::filesystem::exists(next_sum_));
      }
    }
  }
}

TEST_F(ChecksumTest, a_kill_at_any_moment_leaves_a_file_with_a_checksum_that_fits) {
  put(next_, "rows");
  ASSERT_TRUE(duckdb::keep_with_checksum(next_, path_).ok());
  std::mt19937 random(20'231'114);
  for (int kill = 0; kill < 25; ++kill) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) replace_for_ever(pipe[1]);
    ::close(pipe[1]);
    char byte = 0;
    ASSERT_EQ(::read(pipe[0], &byte, 1), 1) << "it has begun";
    // Somewhere in the next one: it takes some milliseconds on a disk.
    const auto moment = Clock::now() + std::chrono::microseconds(random() % 3'000);
    while (Clock::now() < moment) continue;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[0]);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(compare_checksum(path_), Checksum::kFits) << kill;
  }
}

TEST_F(ChecksumTest, one_that_is_no_digest_of_its_name_says_nothing) {
  put(path_, "rows");
  const std::string right = line_of("rows");
  const std::string other_name = to_hex(sha256("rows")) + "  2023-11-15.parquet\n";
  for (const std::string& line :
       {std::string(), right.substr(0, 63), right.substr(0, 64), "g" + right.substr(1), right + "x",
        std::string(right.size(), '\0'), other_name, std::string(5000, 'a')}) {
    put(sum_, line);
    EXPECT_EQ(compare_checksum(path_), Checksum::kUnreadable) << line;
  }
  put(sum_, line_of("other"));
  EXPECT_EQ(compare_checksum(path_), Checksum::kDoesNot) << "a digest may be of what was there";
  put(sum_, right);
  EXPECT_EQ(compare_checksum(path_), Checksum::kFits);
}

TEST_F(ChecksumTest, goes_with_its_file) {
  put(next_, "rows");
  ASSERT_TRUE(duckdb::keep_with_checksum(next_, path_).ok());
  put(next_sum_, "half of a line");
  ASSERT_TRUE(duckdb::remove_with_checksum(path_).ok());
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

class ArchiveChecksumTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto store = *open_duckdb_store(path_);
    testing::load_rest(*store, rows_);
    while (*store->archive() == 0) continue;
    whole_ = testing::all_of(*store);
  }

  std::vector<std::string> files(const std::string& ending) const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(archive_)) {
      if (entry.path().string().ends_with(ending)) paths.push_back(entry.path().string());
    }
    std::ranges::sort(paths);
    return paths;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::string archive_ = directory_.file("archive");
  std::vector<Row> rows_ = testing::rows_of_days(4);
  std::string whole_;
};

TEST_F(ArchiveChecksumTest, a_flipped_bit_anywhere_in_a_file_is_seen) {
  EXPECT_THAT(check_duckdb_archive(path_, testing::kTellNobody)->damaged, IsEmpty());
  const std::string day = files(".parquet")[1];
  const std::string whole = *read_file(day, kFileBytesMax);
  std::mt19937 random(20'231'114);
  const std::size_t step = whole.size() / 60;
  for (std::size_t offset = 0; offset < whole.size(); offset += step) {
    std::string flipped = whole;
    const std::size_t at = std::min(offset + random() % step, whole.size() - 1);
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    ASSERT_TRUE(write_file_atomically(day, flipped).ok());
    const auto extent = check_duckdb_archive(path_, testing::kTellNobody);
    ASSERT_TRUE(extent.ok()) << at << ": " << extent.error().message;
    EXPECT_THAT(extent->damaged, ElementsAre(day)) << at;
  }
  std::filesystem::remove(path_);
  const auto filled = fill_duckdb_store(path_, testing::kTellNobody);
  ASSERT_TRUE(filled.ok());
  EXPECT_THAT(filled->damaged, ElementsAre(day));
}

TEST_F(ArchiveChecksumTest, files_without_one_are_read_as_before) {
  for (const std::string& sum : files(".sha256")) std::filesystem::remove(sum);
  EXPECT_THAT(check_duckdb_archive(path_, testing::kTellNobody)->damaged, IsEmpty());
  std::filesystem::remove(path_);
  ASSERT_TRUE(fill_duckdb_store(path_, testing::kTellNobody).ok());
  const auto store = *open_duckdb_store(path_);
  testing::load_rest(*store, rows_);
  EXPECT_EQ(testing::all_of(*store), whole_);
}

TEST_F(ArchiveChecksumTest, a_file_whose_checksum_alone_is_damaged_stays_and_is_told) {
  const std::string day = files(".parquet")[1];
  ASSERT_TRUE(write_file_atomically(day + ".sha256", std::string(85, '\0')).ok());
  const auto extent = check_duckdb_archive(path_, testing::kTellNobody);
  EXPECT_THAT(extent->damaged, IsEmpty());
  EXPECT_THAT(extent->without_digest, ElementsAre(day));
  const std::uint64_t nobody[] = {kIdMask};
  const auto forgotten = forget_in_duckdb_store(path_, "git", nobody);
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  EXPECT_EQ(forgotten->damaged_days, 0);
  EXPECT_TRUE(std::filesystem::exists(day));
  std::filesystem::remove(path_);
  EXPECT_THAT(fill_duckdb_store(path_, testing::kTellNobody)->without_digest, ElementsAre(day));
  const auto store = *open_duckdb_store(path_);
  testing::load_rest(*store, rows_);
  EXPECT_EQ(testing::all_of(*store), whole_);
}

TEST_F(ArchiveChecksumTest, a_file_that_is_damaged_with_its_checksum_is_seen) {
  const std::string day = files(".parquet")[1];
  std::string bytes = *read_file(day, kFileBytesMax);
  bytes.resize(bytes.size() / 2);
  ASSERT_TRUE(write_file_atomically(day, bytes).ok());
  ASSERT_TRUE(write_file_atomically(day + ".sha256", "").ok());
  EXPECT_THAT(check_duckdb_archive(path_, testing::kTellNobody)->damaged, ElementsAre(day));
}

TEST_F(ArchiveChecksumTest, a_day_that_goes_or_is_rewritten_takes_it_along) {
  const std::size_t days = files(".parquet").size();
  ASSERT_EQ(files(".sha256").size(), days);
  {
    const auto store = *open_duckdb_store(path_);
    ASSERT_TRUE(store->forget_before(testing::kFirstArchivedDay + 1).ok());
  }
  EXPECT_EQ(files(".parquet").size(), days - 1);
  EXPECT_EQ(files("").size(), 2 * (days - 1)) << "nothing else is there";
  const std::string before = *read_file(files(".sha256").front(), kFileBytesMax);
  const std::uint64_t projects[] = {testing::project_number(3)};
  const auto forgotten = forget_in_duckdb_store(path_, "git", projects);
  ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  EXPECT_GT(forgotten->archived_days, 0);
  EXPECT_EQ(forgotten->damaged_days, 0);
  EXPECT_NE(*read_file(files(".sha256").front(), kFileBytesMax), before);
  EXPECT_THAT(check_duckdb_archive(path_, testing::kTellNobody)->damaged, IsEmpty());
  EXPECT_EQ(files("").size(), 2 * (days - 1)) << "nothing else is there";
}

}  // namespace
}  // namespace overt

#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr std::size_t kBytesMax = 16;

TEST(File, what_is_written_is_read_back) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("a");
  ASSERT_TRUE(write_file_atomically(path, "one"));
  ASSERT_TRUE(write_file_atomically(path, "two"));
  EXPECT_EQ(*read_file(path, kBytesMax), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

TEST(File, a_written_file_is_its_owners_alone) {
  const testing::TemporaryDirectory directory;
  ASSERT_TRUE(write_file_atomically(directory.file("a"), "one"));
  struct stat status{};
  ASSERT_EQ(::stat(directory.file("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(File, a_file_of_the_limit_is_read_and_a_larger_one_is_not) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("a");
  ASSERT_TRUE(write_file_atomically(path, std::string(kBytesMax, 'x')));
  EXPECT_EQ(read_file(path, kBytesMax)->size(), kBytesMax);
  ASSERT_TRUE(write_file_atomically(path, std::string(kBytesMax + 1, 'x')));
  EXPECT_THAT(read_file(path, kBytesMax).error().message, EndsWith("larger than 16 bytes"));
}

TEST(File, a_file_whose_size_is_not_known_is_read_whole) {
  EXPECT_THAT(read_file("/proc/self/status", 1 << 20)->data(), HasSubstr("Pid:"));
}

TEST(File, a_missing_file_a_directory_and_a_fifo_are_errors) {
  const testing::TemporaryDirectory directory;
  const std::string fifo = directory.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(read_file(directory.file("none"), kBytesMax).error().message,
              EndsWith("/none: No such file or directory"));
  EXPECT_THAT(read_file(directory.path(), kBytesMax).error().message,
              EndsWith("not a regular file"));
  EXPECT_THAT(read_file(fifo, kBytesMax).error().message, EndsWith("not a regular file"));
}

TEST(File, a_file_holds_its_own_bytes_and_no_others) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("a");
  // Over several reads, and the last one not full.
  const std::string bytes(100'000, 'x');
  ASSERT_TRUE(write_file_atomically(path, bytes));
  EXPECT_TRUE(file_holds(path, bytes));
  EXPECT_FALSE(file_holds(path, bytes + "x"));
  EXPECT_FALSE(file_holds(path, bytes.substr(1)));
  EXPECT_FALSE(file_holds(path, ""));
  for (const std::size_t at : {std::size_t{0}, std::size_t{8192}, bytes.size() - 1}) {
    std::string other = bytes;
    other[at] = 'y';
    EXPECT_FALSE(file_holds(path, other)) << at;
  }
  ASSERT_TRUE(write_file_atomically(path, ""));
  EXPECT_TRUE(file_holds(path, ""));
  EXPECT_FALSE(file_holds(directory.file("none"), ""));
  EXPECT_FALSE(file_holds(directory.path(), ""));
}

TEST(File, missing_directories_are_made_for_their_owner_alone) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("a/b");
  ASSERT_TRUE(make_directories(path));
  ASSERT_TRUE(make_directories(path));
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(File, a_file_in_a_directorys_place_is_an_error) {
  const testing::TemporaryDirectory directory;
  ASSERT_TRUE(write_file_atomically(directory.file("a"), ""));
  EXPECT_THAT(make_directories(directory.file("a")).error().message,
              EndsWith("a file is in its place"));
  EXPECT_THAT(make_directories(directory.file("a/b")).error().message, EndsWith("Not a directory"));
}

TEST(File, a_descriptor_that_was_moved_is_closed_once) {
  UniqueFd first(::dup(0));
  const int number = first.get();
  UniqueFd second(std::move(first));
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): that it is empty is the point
  EXPECT_EQ(second.get(), number);
}

TEST(File, an_error_without_a_text_is_told_by_its_number) {
  errno = ENOENT;
  EXPECT_EQ(errno_error("read", "/a").message, "cannot read /a: No such file or directory");
  // What a file system in a program of its own may answer, and nobody has named.
  errno = 500;
  EXPECT_EQ(errno_error("read", "/a").message, "cannot read /a: error 500");
}

}  // namespace
}  // namespace overt

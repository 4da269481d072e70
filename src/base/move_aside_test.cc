#include "base/move_aside.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

constexpr std::int64_t kMoment = 1'700'000'000'123;  // 2023-11-14T22:13:20Z

TEST(NameAside, says_when_and_takes_no_name_that_is_there) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("store");
  const std::string name = path + ".damaged-20231114T221320Z";
  EXPECT_EQ(name_aside(path, kMoment), name);
  ASSERT_TRUE(write_file_atomically(name, ""));
  EXPECT_EQ(name_aside(path, kMoment), name + "-2");
  ASSERT_TRUE(write_file_atomically(name + "-2", ""));
  EXPECT_EQ(name_aside(path, kMoment), name + "-3");
}

TEST(RenameIfThere, moves_a_file_and_does_not_miss_one) {
  const testing::TemporaryDirectory directory;
  ASSERT_TRUE(write_file_atomically(directory.file("from"), "text"));
  EXPECT_TRUE(rename_if_there(directory.file("from"), directory.file("to")));
  EXPECT_EQ(*read_file(directory.file("to"), 10), "text");
  EXPECT_TRUE(rename_if_there(directory.file("from"), directory.file("other")));
  EXPECT_FALSE(rename_if_there(directory.file("to"), directory.file("no/to")));
}

}  // namespace
}  // namespace overt

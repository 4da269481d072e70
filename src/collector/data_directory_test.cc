#include "collector/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

TEST(DataDirectory, one_at_a_time_has_it) {
  const testing::TemporaryDirectory parent;
  const std::string path = parent.file("a/data");
  {
    const auto first = DataDirectory::claim(path);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->inbox(), path + "/inbox.sqlite");
    EXPECT_THAT(DataDirectory::claim(path).error().message, HasSubstr("another overt has it"));
  }
  EXPECT_TRUE(DataDirectory::claim(path));
}

TEST(DataDirectory, a_place_that_cannot_be_one_is_named) {
  const testing::TemporaryDirectory parent;
  ASSERT_TRUE(write_file_atomically(parent.file("file"), ""));
  EXPECT_THAT(DataDirectory::claim(parent.file("file/data")).error().message,
              HasSubstr(parent.file("file/data")));
}

}  // namespace
}  // namespace overt

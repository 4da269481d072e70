#include "cli/data_directory.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

Result<std::string> directory(std::vector<std::pair<std::string, std::string>> variables) {
  return default_data_directory(Environment(std::move(variables)));
}

TEST(DataDirectoryTest, follows_the_xdg_base_directories) {
  EXPECT_EQ(*directory({{"HOME", "/home/a"}}), "/home/a/.local/share/overt");
  EXPECT_EQ(*directory({{"HOME", "/home/a"}, {"XDG_DATA_HOME", "/data"}}), "/data/overt");
}

TEST(DataDirectoryTest, a_relative_path_counts_as_none) {
  EXPECT_EQ(*directory({{"HOME", "/home/a"}, {"XDG_DATA_HOME", "data"}}),
            "/home/a/.local/share/overt");
  EXPECT_FALSE(directory({{"HOME", "home"}, {"LANG", "C"}}).ok());
  EXPECT_FALSE(directory({}).ok());
}

}  // namespace
}  // namespace overt::cli

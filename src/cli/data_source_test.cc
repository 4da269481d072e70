#include "cli/data_source.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

const Environment kEnvironment({{"HOME", "/home/a"}, {"OVERT_ADMIN_TOKEN", "secret"}});

TEST(DataSourceTest, a_directory_is_the_one_that_was_named_or_the_default_one) {
  EXPECT_EQ(*directory_of({.data = "here", .server = {}}, kEnvironment), "here");
  EXPECT_EQ(*directory_of({}, kEnvironment), "/home/a/.local/share/overt");
  EXPECT_FALSE(directory_of({}, Environment()).ok());
}

TEST(DataSourceTest, an_address_has_no_slash_at_its_end_and_the_token_beside_it) {
  const DataSource source{.data = {}, .server = "http://127.0.0.1:4319//"};
  EXPECT_EQ(admin_address_of(source, kEnvironment).url, "http://127.0.0.1:4319");
  EXPECT_EQ(admin_address_of(source, kEnvironment).token, "secret");
  EXPECT_EQ(admin_address_of(source, Environment()).token, "");
}

}  // namespace
}  // namespace overt::cli

#include "contract/header/cpp_names.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(CppNames, words_become_pascal_case) {
  EXPECT_EQ(pascal_case("bundle publish"), "BundlePublish");
  EXPECT_EQ(pascal_case("cherry-pick"), "CherryPick");
  EXPECT_EQ(pascal_case("imagesCount"), "ImagesCount");
  EXPECT_EQ(pascal_case("1.2 rock-solid"), "12RockSolid");
  EXPECT_EQ(pascal_case("--"), "");
}

TEST(CppNames, camel_case_becomes_snake_case) {
  EXPECT_EQ(snake_case("imagesCount"), "images_count");
  EXPECT_EQ(snake_case("BuildFinished"), "build_finished");
  EXPECT_EQ(snake_case("projectID"), "project_id");
  EXPECT_EQ(snake_case("already_so"), "already_so");
  EXPECT_EQ(snake_case("class"), "class_");
}

TEST(CppNames, a_literal_is_the_text_and_nothing_else) {
  EXPECT_EQ(string_literal("plain"), "\"plain\"");
  EXPECT_EQ(string_literal("\"); evil(\""), "\"\\\"); evil(\\\"\"");
  EXPECT_EQ(string_literal("a\\b"), "\"a\\\\b\"");
  EXPECT_EQ(string_literal("\n1"), "\"\\0121\"");
  EXPECT_EQ(string_literal("\xD0\xB6"), "\"\\320\\266\"");
  EXPECT_EQ(string_literal("?\?="), "\"\\077\\077=\"");
}

TEST(CppNames, each_name_is_given_once) {
  UniqueNames names;
  EXPECT_EQ(names.take("kAdd"), "kAdd");
  EXPECT_EQ(names.take("kAdd"), "kAdd2");
  EXPECT_EQ(names.take("kAdd"), "kAdd3");
  EXPECT_EQ(names.take("kAdd2"), "kAdd22");
}

}  // namespace
}  // namespace overt

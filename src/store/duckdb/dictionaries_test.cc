#include "store/duckdb/dictionaries.h"

#include <gtest/gtest.h>

#include <set>

namespace overt::duckdb {
namespace {

std::string key(std::size_t i) { return "key " + std::to_string(i); }

TEST(NumberingTest, numbers_each_key_once_from_1_on) {
  Numbering numbering;
  EXPECT_EQ(numbering.of("a").id, 1);
  EXPECT_EQ(numbering.of("b").id, 2);
  const auto again = numbering.of("a");
  EXPECT_EQ(again.id, 1);
  EXPECT_FALSE(again.is_new);
}

TEST(NumberingTest, keeps_as_many_entries_as_the_limit_says) {
  Numbering numbering;
  for (std::size_t i = 0; i < kDictionaryEntriesMax; ++i) {
    EXPECT_TRUE(numbering.of(key(i)).is_new);
  }
  for (std::size_t i = 0; i < kDictionaryEntriesMax; ++i) {
    EXPECT_FALSE(numbering.of(key(i)).is_new);
  }
}

TEST(NumberingTest, of_one_entry_more_all_are_numbered_anew_and_no_number_comes_twice) {
  constexpr std::size_t kLimit = 3;
  Numbering numbering(kLimit);
  std::set<std::int32_t> ids;
  for (std::size_t i = 0; i < kLimit + 1; ++i) ids.insert(numbering.of(key(i)).id);
  const auto anew = numbering.of(key(0));
  EXPECT_TRUE(anew.is_new);
  EXPECT_TRUE(ids.insert(anew.id).second);
  EXPECT_EQ(ids.size(), kLimit + 2);
  EXPECT_FALSE(numbering.of(key(kLimit)).is_new);
}

TEST(NumberingTest, goes_on_after_the_last_number_that_it_was_told) {
  Numbering numbering;
  numbering.restore(7, "a");
  numbering.restore(9, "b");
  EXPECT_EQ(numbering.of("a").id, 7);
  EXPECT_EQ(numbering.of("c").id, 10);
}

}  // namespace
}  // namespace overt::duckdb

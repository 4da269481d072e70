#include "contract/review/pattern_reach.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>
#include <vector>

namespace overt {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

bool can_contain(std::string_view pattern, std::string_view part, std::size_t characters_max = 64) {
  const Pattern whole(pattern, characters_max);
  const Pattern piece(part, 64);
  EXPECT_EQ(whole.problem(), "") << pattern;
  EXPECT_EQ(piece.problem(), "") << part;
  return overt::can_contain(whole, piece);
}

TEST(CanContain, a_part_is_found_behind_a_fixed_prefix) {
  EXPECT_TRUE(can_contain("werf [a-z/]{1,9}", "/"));
  EXPECT_FALSE(can_contain("werf [a-z]{1,9}", "/"));
}

TEST(CanContain, a_part_may_be_put_together_from_several_pieces) {
  EXPECT_TRUE(can_contain("v[0-9.]+", "[0-9]{1,3}(\\.[0-9]{1,3}){3}"));
  EXPECT_FALSE(can_contain("v[0-9]+(\\.[0-9]+){2}", "[0-9]{1,3}(\\.[0-9]{1,3}){3}"));
  EXPECT_TRUE(can_contain("(a|bc)d", "cd"));
  EXPECT_FALSE(can_contain("(a|bc)d", "bd"));
}

TEST(CanContain, the_number_of_characters_ends_what_fits) {
  EXPECT_TRUE(can_contain("abc(/x)?", "/", 5));
  EXPECT_FALSE(can_contain("abc(/x)?", "/", 4));
  EXPECT_FALSE(can_contain("[0-9.]+", "[0-9](\\.[0-9]){3}", 6));
  EXPECT_TRUE(can_contain("[0-9.]+", "[0-9](\\.[0-9]){3}", 7));
}

// All texts of up to five characters over a small alphabet, and std::regex to look into them.
TEST(CanContain, agrees_with_all_short_texts) {
  const std::vector<std::string> pieces = {
      "a",      "b",  "[ab]",   "[a-c]",   "(a|bc)", "(ab)?", "c{2,3}",
      "(a|b)+", "b*", "a{0,2}", "(c|ab)+", "|",      "(ac)*", "(c(a|b){1,2})+"};
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; texts[i].size() < 5; ++i) {
    for (const char c : {'a', 'b', 'c'}) texts.push_back(texts[i] + c);
  }
  std::mt19937 random(7);
  const auto any_text_of = [&](std::size_t pieces_max) {
    std::string text;
    for (std::size_t n = 1 + random() % pieces_max; n > 0; --n) {
      text += pieces[random() % pieces.size()];
    }
    return text;
  };
  int found = 0;
  int tried = 0;
  while (tried < 400) {
    const std::string text = any_text_of(5);
    const std::string part_text = any_text_of(2);
    const Pattern pattern(text, 5);
    const Pattern part(part_text, 5);
    if (part.matches("")) continue;
    ++tried;
    const std::regex oracle(part_text, std::regex::ECMAScript);
    const bool expected = std::ranges::any_of(texts, [&](const std::string& one) {
      return pattern.matches(one) && std::regex_search(one, oracle);
    });
    ASSERT_EQ(overt::can_contain(pattern, part), expected) << part_text << " in " << text;
    found += expected ? 1 : 0;
  }
  EXPECT_GT(found, 100);
  EXPECT_LT(found, 300);
}

FreeCharacters free_in(std::string_view pattern, std::size_t characters_max = 64) {
  const Pattern compiled(pattern, characters_max);
  EXPECT_EQ(compiled.problem(), "") << pattern;
  return free_characters(compiled, kLetters, 10);
}

TEST(FreeCharacters, a_list_of_words_leaves_little_open) {
  EXPECT_EQ(free_in("converge|publish|build").in_total, 0U);
  EXPECT_EQ(free_in("(linux|darwin)/(amd64|arm64)").in_total, 0U);
}

TEST(FreeCharacters, what_is_fixed_around_them_does_not_count) {
  EXPECT_EQ(free_in("werf [a-z]{2,7} x").in_a_row, 7U);
  EXPECT_EQ(free_in("werf [a-f]{2,7} x").in_a_row, 0U) << "six to choose from are too few";
}

TEST(FreeCharacters, a_row_ends_where_something_is_fixed_and_the_total_goes_on) {
  EXPECT_EQ(free_in("[a-z]{4}-[a-z]{5}").in_a_row, 5U);
  EXPECT_EQ(free_in("[a-z]{4}-[a-z]{5}").in_total, 9U);
  EXPECT_EQ(free_in("[a-z]{4}-?[a-z]{5}").in_a_row, 9U);
}

TEST(FreeCharacters, a_class_of_more_than_the_alphabet_is_as_free) {
  EXPECT_EQ(free_in("[a-z0-9._\\-]{1,20}").in_a_row, 20U);
}

TEST(FreeCharacters, what_several_places_offer_together_counts) {
  EXPECT_EQ(free_in("([a-e]|[f-k]){3}").in_a_row, 3U);
}

TEST(FreeCharacters, the_length_of_a_text_ends_them) {
  EXPECT_EQ(free_in("[a-z]+", 9).in_a_row, 9U);
  EXPECT_EQ(free_in("abc[a-z]*def", 9).in_a_row, 3U);
  EXPECT_EQ(free_in("abc[a-z]{4}def", 9).in_a_row, 0U) << "no text fits at all";
}

}  // namespace
}  // namespace overt

#include "overt/pattern.hpp"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>
#include <vector>

namespace overt {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const Pattern compiled(pattern, 64);
  EXPECT_EQ(compiled.problem(), "") << pattern;
  return compiled.matches(text);
}

std::string problem(std::string_view pattern) {
  const Pattern compiled(pattern, 64);
  EXPECT_FALSE(compiled.matches("")) << pattern;
  return std::string(compiled.problem()) + " @" + std::to_string(compiled.problem_at());
}

// A pattern is read when the program is compiled, if it stands there.
constexpr Pattern kCommand("werf( [a-z]{2,20}(-[a-z]{2,20})?){1,3}", 48);
static_assert(kCommand.problem().empty());
static_assert(kCommand.matches("werf converge"));
static_assert(!kCommand.matches("werf"));

TEST(Pattern, stands_for_the_whole_text) {
  EXPECT_TRUE(matches("abc", "abc"));
  EXPECT_FALSE(matches("abc", "abcd"));
  EXPECT_FALSE(matches("abc", "xabc"));
  EXPECT_FALSE(matches("abc", "ab"));
  EXPECT_FALSE(matches("abc", "abc\n"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
}

TEST(Pattern, ends_at_its_number_of_characters) {
  const Pattern pattern("a+", 3);
  EXPECT_TRUE(pattern.matches("aaa"));
  EXPECT_FALSE(pattern.matches("aaaa"));
}

TEST(Pattern, no_byte_above_ascii_matches) {
  for (int byte = 128; byte < 256; ++byte) {
    EXPECT_FALSE(matches("[ -~]+", std::string(1, static_cast<char>(byte))));
  }
}

TEST(Pattern, what_is_wrong_is_said_with_its_place) {
  EXPECT_EQ(problem("a.c"), "has a . without a \\, which closes nothing @1");
  EXPECT_EQ(problem("[^a]"), "has a [^ ], which closes nothing @1");
  EXPECT_EQ(problem("^a"), "has a sign without a \\ @0");
  EXPECT_EQ(problem("a$"), "has a sign without a \\ @1");
  EXPECT_EQ(problem("(a"), "has a ( without its ) @2");
  EXPECT_EQ(problem("a)"), "has a ) without its ( @1");
  EXPECT_EQ(problem("[a"), "has a [ without its ] @2");
  EXPECT_EQ(problem("[]"), "has a [ ] with nothing in it @1");
  EXPECT_EQ(problem("[z-a]"), "has a range whose end comes before its beginning @4");
  EXPECT_EQ(problem("(a?){2}"), "repeats what may be empty @4");
  EXPECT_EQ(problem("()*"), "repeats what may be empty @2");
  EXPECT_EQ(problem("a{2"), "has a { that is not {n} or {m,n} @3");
  EXPECT_EQ(problem("a{,2}"), "has a { that is not {n} or {m,n} @2");
  EXPECT_EQ(problem("a{2,}"), "has a { that is not {n} or {m,n} @4");
  EXPECT_EQ(problem("a{3,2}"), "has a {m,n} with m greater than n @6");
  EXPECT_EQ(problem("a{0}"), "repeats something no times @4");
  EXPECT_EQ(problem("a{99999999999999999999}"), "repeats something too often @5");
  EXPECT_EQ(problem("a??"), "has a sign without a \\ @2");
  EXPECT_EQ(problem("\\d"), "has a \\ before something that needs none @1");
  EXPECT_EQ(problem("a\\"), "ends where a character should be @2");
  EXPECT_EQ(problem("\xD0\xB6"), "has a character that is not printable ASCII @0");
  EXPECT_EQ(problem("a\tb"), "has a character that is not printable ASCII @1");
}

TEST(Pattern, has_limits_of_size_and_depth) {
  EXPECT_EQ(Pattern("a{256}", 300).problem(), "");
  EXPECT_TRUE(Pattern("a{256}", 300).matches(std::string(256, 'a')));
  EXPECT_EQ(problem("a{256}b"), "is too long once its repetitions are written out @6");
  EXPECT_EQ(problem("(((a{9}){9}){9}){9}"), "is too long once its repetitions are written out @3");
  const std::string longest = "a" + std::string(kPatternTextMax - 1, '|');
  EXPECT_TRUE(matches(longest, "a"));
  EXPECT_EQ(Pattern(longest, 64).text(), longest);
  EXPECT_EQ(problem(longest + "|"), "is too long @1024");
  const std::string depth(kPatternDepthMax, '(');
  const std::string closing(kPatternDepthMax, ')');
  EXPECT_TRUE(matches(depth + "a" + closing, "a"));
  EXPECT_EQ(Pattern("(" + depth + "a" + closing + ")", 9).problem(),
            "has too many brackets within brackets");
}

// The same language as ECMAScript's, where std::regex is its oracle: random patterns, and texts
// over the same few letters.
TEST(Pattern, agrees_with_ecmascript) {
  const std::vector<std::string> pieces = {
      "a",      "b",  "[ab]",   "[a-c]",          "(a|bc)", "(ab)?", "c{2,3}",
      "(a|b)+", "b*", "a{0,2}", "(c(a|b){1,2})+", "|",      "\\.",   "[.\\-]"};
  const std::string letters = "abc.-";
  std::mt19937 random(7);
  const auto pick = [&](std::size_t size) { return random() % size; };
  int matched = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = pick(6); n > 0; --n) text += pieces[pick(pieces.size())];
    const Pattern pattern(text, 64);
    ASSERT_EQ(pattern.problem(), "") << text;
    const std::regex oracle(text, std::regex::ECMAScript);
    for (int j = 0; j < 20; ++j) {
      std::string subject;
      for (std::size_t n = pick(7); n > 0; --n) subject += letters[pick(letters.size())];
      const bool expected = std::regex_match(subject, oracle);
      ASSERT_EQ(pattern.matches(subject), expected) << text << " on " << subject;
      matched += expected ? 1 : 0;
    }
  }
  EXPECT_GT(matched, 1000) << "the texts must match often enough to show something";
}

}  // namespace
}  // namespace overt

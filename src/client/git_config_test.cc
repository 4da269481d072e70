#include "client/git_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "key=value" or "key" for each variable; "malformed" as the last one if it comes to that.
std::vector<std::string> read_all(std::string_view text) {
  std::vector<std::string> variables;
  GitConfigReader reader(text);
  auto item = reader.next();
  for (; item == GitConfigReader::Item::kVariable; item = reader.next()) {
    std::string variable(reader.key());
    if (const auto value = reader.value()) variable.append("=").append(*value);
    variables.push_back(variable);
  }
  if (item == GitConfigReader::Item::kMalformed) variables.emplace_back("malformed");
  return variables;
}

TEST(GitConfig, sections_and_names_lose_their_case_and_subsections_keep_it) {
  EXPECT_THAT(read_all("[Remote \"Origin\"]\n\tURL = U\n"), ElementsAre("remote.Origin.url=U"));
  EXPECT_THAT(read_all("[Remote.Origin]\nUrl=U"), ElementsAre("remote.origin.url=U"));
  EXPECT_THAT(read_all("[core]a-1=x\n[remote]b=y"), ElementsAre("core.a-1=x", "remote.b=y"));
}

TEST(GitConfig, a_subsection_is_any_text_with_escapes) {
  EXPECT_THAT(read_all("[a \t\"b.]c #\"]d=1"), ElementsAre("a.b.]c #.d=1"));
  EXPECT_THAT(read_all("[a \"\\\"\\\\\\t\"]d=1"), ElementsAre("a.\"\\t.d=1"));
  EXPECT_THAT(read_all("[a \"\"]d=1"), ElementsAre("a..d=1"));
}

TEST(GitConfig, a_name_without_a_value_has_none) {
  EXPECT_THAT(read_all("[a]b\nc \nd="), ElementsAre("a.b", "a.c", "a.d="));
}

TEST(GitConfig, space_around_a_value_is_dropped_and_inside_it_kept) {
  EXPECT_THAT(read_all("[a]b =  x \t y\t \n"), ElementsAre("a.b=x \t y"));
  EXPECT_THAT(read_all("[a]b = \" x \" \n"), ElementsAre("a.b= x "));
  EXPECT_THAT(read_all("[a]b = x \"\" \n"), ElementsAre("a.b=x "));
}

TEST(GitConfig, comments_end_lines_but_not_quotes) {
  EXPECT_THAT(read_all("# c\n; c\n[a] # c\nb = x # c \\\nc = \"#;\" ; c"),
              ElementsAre("a.b=x", "a.c=#;"));
}

TEST(GitConfig, quotes_and_escapes_are_read) {
  EXPECT_THAT(read_all(R"([a]b = x"y"z\"\\)"), ElementsAre("a.b=xyz\"\\"));
  EXPECT_THAT(read_all("[a]b = \\n\\t\\b"), ElementsAre("a.b=\n\t\b"));
}

TEST(GitConfig, a_backslash_continues_a_line) {
  EXPECT_THAT(read_all("[a]b = x\\\n  y \\\r\nz\nc = \"1\\\n2\"\n"),
              ElementsAre("a.b=x  y z", "a.c=12"));
  EXPECT_THAT(read_all("[a]b = x \\"), ElementsAre("a.b=x "));
}

TEST(GitConfig, line_ends_of_windows_and_a_byte_order_mark_are_read) {
  EXPECT_THAT(read_all("\xEF\xBB\xBF[a]\r\nb = c\r\nd\r\n"), ElementsAre("a.b=c", "a.d"));
  EXPECT_THAT(read_all("[a]b = x\ry\r\n"), ElementsAre("a.b=x\ry"));
}

TEST(GitConfig, an_empty_text_has_no_variables) {
  EXPECT_THAT(read_all(""), IsEmpty());
  EXPECT_THAT(read_all("\xEF\xBB\xBF"), IsEmpty());
  EXPECT_THAT(read_all("[a]"), IsEmpty());
  EXPECT_THAT(read_all("# c"), IsEmpty());
}

TEST(GitConfig, what_git_refuses_is_malformed) {
  for (const std::string_view text : {"[",           "[a",           "[a\n]",
                                      "[]",          "[a_b]",        "[a b]",
                                      "[a \"b]",     "[a \"b\nc\"]", "[a \"b\"",
                                      "[a \"b\" ]",  "[a \"b\"c]",   "[a \"b\\",
                                      "[a]\n1b",     "[a]b_c = 1",   "[a]b c",
                                      "[a]b # c",    "[a]b = \"c",   "[a]b = \"c\nd\"",
                                      "[a]b = \\x",  "[a]b = \\0",   "]",
                                      "\xEF\xBB[a]", "[a]b\r",       " \xEF\xBB\xBF[a]"}) {
    EXPECT_THAT(read_all(text), ElementsAre("malformed")) << text;
  }
}

TEST(GitConfig, a_zero_byte_is_malformed) {
  using std::string_view_literals::operator""sv;
  EXPECT_THAT(read_all("\0[a]"sv), ElementsAre("malformed"));
  EXPECT_THAT(read_all("[a]b = c\0d"sv), ElementsAre("malformed"));
  EXPECT_THAT(read_all("[a \"b\0\"]c = d"sv), ElementsAre("malformed"));
}

TEST(GitConfig, the_line_of_a_fault_is_known) {
  GitConfigReader reader("[a]\nb = c\n\n?");
  EXPECT_EQ(reader.next(), GitConfigReader::Item::kVariable);
  EXPECT_EQ(reader.next(), GitConfigReader::Item::kMalformed);
  EXPECT_EQ(reader.line(), 4);
}

TEST(GitConfig, booleans_are_words_and_integers) {
  for (const std::string_view word : {"true", "YES", "On", "1", "-7"}) {
    EXPECT_EQ(git_boolean(word), true) << word;
  }
  for (const std::string_view word : {"", "false", "No", "OFF", "0"}) {
    EXPECT_EQ(git_boolean(word), false) << word;
  }
  EXPECT_EQ(git_boolean(std::nullopt), true);
  EXPECT_EQ(git_boolean("maybe"), std::nullopt);
  EXPECT_EQ(git_boolean("1x"), std::nullopt);
}

}  // namespace
}  // namespace overt

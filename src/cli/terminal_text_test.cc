#include "cli/terminal_text.h"

#include <gtest/gtest.h>

#include "cli/paint.h"

namespace overt::cli {
namespace {

TEST(TerminalTextTest, width_counts_characters) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("git"), 3U);
  EXPECT_EQ(display_width("ключ–█"), 6U);
}

TEST(TerminalTextTest, prose_is_wrapped_at_blanks) {
  EXPECT_EQ(wrapped("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two three", 6), "one\ntwo\nthree\n");
  EXPECT_EQ(wrapped("ключи и ключ", 7), "ключи и\nключ\n");
  EXPECT_EQ(wrapped("", 7), "\n");
}

TEST(TerminalTextTest, a_word_that_is_longer_than_a_line_is_broken) {
  EXPECT_EQ(wrapped("a ключиключи b", 4), "a\nключ\nиклю\nчи b\n");
}

TEST(TerminalTextTest, what_is_wide_takes_two_columns_what_combines_none_and_paint_none) {
  EXPECT_EQ(display_width("漢字"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width(painted("git", Paint::kBad, true)), 3U);
}

TEST(TerminalTextTest, only_what_the_terminal_can_show_reaches_it) {
  EXPECT_EQ(shown("ключ \x1b[2J", Glyphs::kUtf8), "ключ ?[2J");
  EXPECT_EQ(shown("é1", Glyphs::kAscii), "?1");
  // Bytes that are no UTF-8, one of which is a control character for 8-bit terminals; cut letters;
  // letters that turn a line around.
  EXPECT_EQ(shown("a\x9b\xff", Glyphs::kUtf8), "a??");
  EXPECT_EQ(shown("a\xd0", Glyphs::kUtf8), "a?");
  EXPECT_EQ(shown("a\xe2\x82z", Glyphs::kUtf8), "a??z");
  EXPECT_EQ(shown("a\u202Eb", Glyphs::kUtf8), "a?b");
}

TEST(TerminalTextTest, what_is_cut_says_so) {
  EXPECT_EQ(clipped("git commit", 10, Glyphs::kUtf8), "git commit");
  EXPECT_EQ(clipped("git commit", 9, Glyphs::kUtf8), "git comm…");
  EXPECT_EQ(clipped("git commit", 5, Glyphs::kAscii), "git>");
  EXPECT_EQ(clipped("漢字", 3, Glyphs::kUtf8), "漢…");
  EXPECT_EQ(clipped("git", 1, Glyphs::kUtf8), "…");
}

}  // namespace
}  // namespace overt::cli

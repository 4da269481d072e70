#include "cli/format.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

TEST(FormatTest, shares_have_their_interval_and_number) {
  EXPECT_EQ(format_share({4, 32}, Glyphs::kUtf8), " 12.5 % (5.0–28.1, n=32)");
  EXPECT_EQ(format_share({4, 32}, Glyphs::kAscii), " 12.5 % (5.0-28.1, n=32)");
  EXPECT_EQ(format_share({1000, 1000}, Glyphs::kUtf8), "100.0 % (99.6–100.0, n=1,000)");
  EXPECT_EQ(format_share({0, 0}, Glyphs::kUtf8), "- (n=0)");
}

TEST(FormatTest, bars_fill_their_columns) {
  EXPECT_EQ(format_bar({0, 8}, 4, Glyphs::kUtf8), "    ");
  EXPECT_EQ(format_bar({3, 8}, 4, Glyphs::kUtf8), "█▌  ");
  EXPECT_EQ(format_bar({8, 8}, 4, Glyphs::kUtf8), "████");
  EXPECT_EQ(format_bar({1, 2}, 4, Glyphs::kAscii), "##  ");
  EXPECT_EQ(format_bar({0, 0}, 4, Glyphs::kAscii), "    ");
}

TEST(FormatTest, text_cannot_speak_to_the_terminal) {
  EXPECT_EQ(printable("git commit"), "git commit");
  EXPECT_EQ(printable("\x1b[2Jgit\n\x7f"), "?[2Jgit??");
  EXPECT_EQ(printable("\xC2\x9B"
                      "2J"),
            "?2J");
  EXPECT_EQ(printable("é ё"), "é ё");
}

TEST(FormatTest, width_counts_characters) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("git"), 3U);
  EXPECT_EQ(display_width("ключ–█"), 6U);
}

TEST(FormatTest, prose_is_wrapped_at_blanks) {
  EXPECT_EQ(wrapped("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two three", 6), "one\ntwo\nthree\n");
  EXPECT_EQ(wrapped("ключи и ключ", 7), "ключи и\nключ\n");
  EXPECT_EQ(wrapped("", 7), "\n");
}

TEST(FormatTest, a_word_that_is_longer_than_a_line_is_broken) {
  EXPECT_EQ(wrapped("a ключиключи b", 4), "a\nключ\nиклю\nчи b\n");
}

}  // namespace
}  // namespace overt::cli

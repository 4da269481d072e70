#include "cli/format.h"

#include <gtest/gtest.h>

#include <vector>

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

TEST(FormatTest, a_sparkline_is_as_high_as_the_highest) {
  const std::vector<double> values = {0, 1, 3.5, 7};
  EXPECT_EQ(format_sparkline(values, Glyphs::kUtf8), "▁▂▅█");
  EXPECT_EQ(format_sparkline(values, Glyphs::kAscii), "_.=#");
  EXPECT_EQ(format_sparkline(std::vector<double>{0, 0}, Glyphs::kUtf8), "▁▁");
  EXPECT_EQ(format_sparkline({}, Glyphs::kUtf8), "");
}

}  // namespace
}  // namespace overt::cli

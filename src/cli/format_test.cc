#include "cli/format.h"

#include <gtest/gtest.h>

#include <limits>

namespace overt::cli {
namespace {

TEST(FormatTest, counts_have_separators_for_thousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_count(-1), "-1");
  EXPECT_EQ(format_count(-123), "-123");
  EXPECT_EQ(format_count(-1234), "-1,234");
  EXPECT_EQ(format_count(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(FormatTest, durations_have_the_unit_that_fits) {
  EXPECT_EQ(format_duration(0), "0 ms");
  EXPECT_EQ(format_duration(999), "999 ms");
  EXPECT_EQ(format_duration(1000), "1.0 s");
  EXPECT_EQ(format_duration(10827), "10.8 s");
  EXPECT_EQ(format_duration(59'949), "59.9 s");
  EXPECT_EQ(format_duration(59'950), "1 min 0 s");
  EXPECT_EQ(format_duration(725'000), "12 min 5 s");
  EXPECT_EQ(format_duration(3'599'499), "59 min 59 s");
  EXPECT_EQ(format_duration(3'599'500), "1 h 0 min");
  EXPECT_EQ(format_duration(11'520'000), "3 h 12 min");
}

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

}  // namespace
}  // namespace overt::cli

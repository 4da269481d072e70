#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include "cli/table.h"

namespace overt::cli {
namespace {

using ::testing::HasSubstr;

Table failures() {
  return {
      .columns = {{"command", Align::kLeft, Importance::kKey},
                  {"runs", Align::kRight},
                  {"of ended runs", Align::kLeft, Importance::kMain},
                  {"last day"}},
      .groups = {{"", {{"werf helm secret values edit", "12", "25.0 % (n=12)", "2023-11-14"}}}}};
}

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    longest = std::max(longest, display_width(text.substr(0, end)));
    text.remove_prefix(end + 1);
  }
  return longest;
}

TEST(TableFitTest, a_table_that_fits_is_as_it_is) {
  EXPECT_EQ(table_width(failures()), 61U);
  EXPECT_EQ(render_to_fit(failures(), {.width = 61}), render_table(failures(), Glyphs::kAscii));
}

TEST(TableFitTest, what_is_not_needed_goes_first_and_is_named) {
  EXPECT_EQ(render_to_fit(failures(), {.width = 60}),
            "command                       runs  of ended runs\n"
            "----------------------------  ----  -------------\n"
            "werf helm secret values edit    12  25.0 % (n=12)\n"
            "Left out, for want of room: last day.\n");
  EXPECT_THAT(render_to_fit(failures(), {.width = 48}),
              HasSubstr("Left out, for want of room: runs, last day."));
}

TEST(TableFitTest, then_keys_are_cut) {
  EXPECT_EQ(render_to_fit(failures(), {.width = 30}),
            "command          of ended runs\n"
            "---------------  -------------\n"
            "werf helm secr>  25.0 % (n=12)\n"
            "Left out, for want of room:\n"
            "runs, last day.\n");
}

TEST(TableFitTest, then_each_row_has_lines_of_its_own) {
  EXPECT_EQ(render_to_fit(failures(), {.width = 24}),
            "werf helm secret values>\n"
            "  runs: 12\n"
            "  of ended runs: 25.0 %\n"
            "  (n=12)\n"
            "  last day: 2023-11-14\n");
}

TEST(TableFitTest, no_line_is_longer_than_the_width) {
  Table titled = failures();
  titled.groups[0].title = "a title that is longer than the narrowest of all these terminals";
  for (std::size_t width = kWidthMin; width < 80; ++width) {
    for (const Glyphs glyphs : {Glyphs::kAscii, Glyphs::kUtf8}) {
      const TextStyle style{.glyphs = glyphs, .width = width, .colour = true};
      EXPECT_LE(longest_line(render_to_fit(failures(), style)), width);
      EXPECT_LE(longest_line(render_to_fit(titled, style)), width);
    }
  }
}

}  // namespace
}  // namespace overt::cli

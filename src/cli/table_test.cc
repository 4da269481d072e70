#include "cli/table.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

const std::vector<TableColumn> kColumns = {{"command", Align::kLeft}, {"runs", Align::kRight}};

TEST(TableTest, aligns_its_columns) {
  const Table table{kColumns, {{"", {{"git commit", "1,234"}, {"git gc", "5"}}}}};
  EXPECT_EQ(render_table(table, Glyphs::kAscii),
            "command      runs\n"
            "----------  -----\n"
            "git commit  1,234\n"
            "git gc          5\n");
  EXPECT_EQ(table_width(table), 17U);
}

TEST(TableTest, rows_stand_indented_below_their_title) {
  const Table table{kColumns, {{"git", {{"commit", "1"}}}, {"werf", {{"converge", "2"}}}}};
  EXPECT_EQ(render_table(table, Glyphs::kUtf8),
            "  command   runs\n"
            "  ────────  ────\n"
            "git\n"
            "  commit       1\n"
            "werf\n"
            "  converge     2\n");
  EXPECT_EQ(table_width(table), 16U);
}

TEST(TableTest, letters_beyond_ascii_take_one_column) {
  const Table table{kColumns, {{"", {{"é█", "1"}, {"ab", "2"}}}}};
  EXPECT_EQ(render_table(table, Glyphs::kAscii),
            "command  runs\n"
            "-------  ----\n"
            "é█          1\n"
            "ab          2\n");
}

TEST(TableTest, leaves_no_blanks_at_the_ends_of_lines) {
  const Table table{{{"last", Align::kLeft}, {"", Align::kLeft}}, {{"", {{"a", "b"}, {"c", ""}}}}};
  EXPECT_EQ(render_table(table, Glyphs::kAscii), "last\n----  -\na     b\nc\n");
}

}  // namespace
}  // namespace overt::cli

// A table for a terminal: columns aligned, a rule below the headings, groups under titles.
#pragma once

#include <string>
#include <vector>

#include "cli/format.h"
#include "cli/text_style.h"

namespace overt::cli {

enum class Align { kLeft, kRight };

// What becomes of a column where there is no room for all.
enum class Importance {
  kIfThereIsRoom,  // goes, the last one first
  kMain,           // stays as it is
  kKey,            // says what a row is about: stays, and is cut where it has to be
};

struct TableColumn {
  std::string heading;  // of two lines, broken at a blank, where its cells are narrower
  Align align = Align::kLeft;
  Importance importance = Importance::kIfThereIsRoom;
};

// Rows that belong together. With a title they stand below it, indented.
struct TableGroup {
  std::string title;                           // empty for none
  std::vector<std::vector<std::string>> rows;  // each as long as the table's columns
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<TableGroup> groups;
};

// How many columns of a terminal the table's headings and rows take.
std::size_t table_width(const Table& table);

// Lines, each ended by a newline, none by a blank. Headings and titles are painted if there is
// colour; cells come as they should be shown.
std::string render_table(const Table& table, Glyphs glyphs, bool colour = false);

// The same, with no line longer than the style's width: without columns that are not needed, which
// a last line names; with keys cut; or, where that is not enough, each row in lines of its own.
std::string render_to_fit(Table table, const TextStyle& style);

}  // namespace overt::cli

// A table for a terminal: columns aligned, a rule below the headings, groups under titles.
#pragma once

#include <string>
#include <vector>

#include "cli/format.h"

namespace overt::cli {

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string heading;
  Align align = Align::kLeft;
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

// Lines, each ended by a newline, none by a blank.
std::string render_table(const Table& table, Glyphs glyphs);

}  // namespace overt::cli

// The answer to a statement, for people and for programs.
#pragma once

#include <string>

#include "cli/format.h"
#include "store/ask.h"

namespace overt::cli {

// Columns of numbers stand to the right. Text of the answer cannot speak to the terminal.
std::string answer_table(const AskAnswer& answer, Glyphs glyphs);

// As report_csv.h says; NULL is an empty field.
std::string answer_csv(const AskAnswer& answer);

// The tables that may be asked, with their columns.
std::string ask_tables_text(Glyphs glyphs);

}  // namespace overt::cli

#include "cli/csv_field.h"

namespace overt::cli {
namespace {

// A spreadsheet runs a cell that begins with one of these, also one that came from a tool.
constexpr std::string_view kFormulaBegins = "=+-@\t\r";

// What makes the cell a text for it.
constexpr char kHarmless = '\'';

}  // namespace

std::string csv_field(std::string_view given) {
  std::string text(given);
  if (!text.empty() && kFormulaBegins.find(text[0]) != std::string_view::npos) {
    text.insert(text.begin(), kHarmless);
  }
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace overt::cli

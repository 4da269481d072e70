#include "reports/csv_field.h"

namespace overt {
namespace {

// A spreadsheet runs a cell that begins with one of these, also one that came from a tool.
constexpr std::string_view kFormulaBegins = "=+-@\t\r";

// What makes the cell a text for it.
constexpr char kHarmless = '\'';

}  // namespace

std::string csv_field(std::string_view text) {
  std::string field(text);
  if (!field.empty() && kFormulaBegins.find(field[0]) != std::string_view::npos) {
    field.insert(field.begin(), kHarmless);
  }
  if (field.find_first_of("\",\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace overt

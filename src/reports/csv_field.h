// A field of a CSV file (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace overt {

// Quoted where it must be. A text that a spreadsheet would take for a formula has an apostrophe
// before it.
std::string csv_field(std::string_view text);

}  // namespace overt

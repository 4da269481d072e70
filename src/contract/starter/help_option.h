// Options as a tool's --help writes them: a line that describes one, and the brackets of a usage.
// Only spellings come out; what stands for a value ("FILE", "<path>") is looked at and left behind.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

enum class HelpValue {
  kNone,
  kOptional,  // only as --color=when or -Skey: the next word is never the value
  kRequired,
};

struct HelpOption {
  std::vector<std::string> spellings;  // "-o", "--output"; for "--[no-]x" and the like two options
  HelpValue value = HelpValue::kNone;
};

struct HelpOptionLine {
  std::vector<HelpOption> options;  // more than one where a line has "--x" and "--no-x"
  // Where the description begins; nothing if the line has none.
  std::optional<std::size_t> description_column;
};

// "  -o, --output=FILE   where to write": nothing if `line` does not begin with an option.
std::optional<HelpOptionLine> parse_option_line(std::string_view line);

// "[-v | --verbose] [--git-dir=<path>]", of any length.
std::vector<HelpOption> parse_usage_options(std::string_view usage);

// "--x" and "-xy" are long, "-x" is not.
bool is_long_spelling(std::string_view spelling);

}  // namespace overt

// Words and lines of a --help. Internal to help_text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overt {

// Lines without escape sequences and overstrikes, tabs as spaces, no spaces at the end.
std::vector<std::string> help_lines(std::string_view text);

// What stands before the first space, cut off `text` with the spaces behind it.
std::string_view take_word(std::string_view& text);

// "remote-add": how commands are named. Capitals and brackets stand for something else.
bool is_command_name(std::string_view word);

// The names in "{a,b}", "[a|b|c]" or "(a|b)"; none if anything else is there.
std::vector<std::string> names_in_brackets(std::string_view word);

std::string lower_case(std::string_view text);

// If `text` begins with the words of `path`, what stands behind them; otherwise all of `text`. The
// first word may be the path of the program.
std::string_view without_path(std::string_view text, std::string_view path);

}  // namespace overt

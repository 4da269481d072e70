#include "contract/header/c_names.h"

#include <algorithm>

#include "contract/header/cpp_names.h"

namespace overt {
namespace {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Beside the words of C++: those of C that C++ does not have, and macros in lower case that GCC's
// own language and the headers of C and POSIX define without brackets.
constexpr std::string_view kTaken[] = {
    "complex", "errno", "i386",   "imaginary", "linux", "math_errhandling", "noreturn", "restrict",
    "stderr",  "stdin", "stdout", "typeof",    "unix"};
static_assert(std::ranges::is_sorted(kTaken));

}  // namespace

std::string macro_name(std::string_view text) {
  std::string name;
  char before = '\0';
  for (const char c : text) {
    const bool is_part = is_lower(c) || is_upper(c) || is_digit(c);
    const bool begins = is_upper(c) && (is_lower(before) || is_digit(before));
    if ((begins || !is_part) && !name.empty() && !name.ends_with('_')) name += '_';
    if (is_part) name += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    before = c;
  }
  if (name.ends_with('_')) name.pop_back();
  return name;
}

std::string member_name(std::string_view text) {
  std::string name = snake_case(text);
  if (std::ranges::binary_search(kTaken, name)) name += '_';
  return name;
}

}  // namespace overt

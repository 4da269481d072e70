#include "contract/header/cpp_names.h"

#include <algorithm>

namespace overt {
namespace {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// C++20, [lex.key], those that consist of lower-case letters.
constexpr std::string_view kKeywords[] = {
    "alignas",   "alignof",   "and",       "asm",      "auto",     "bitand",   "bitor",   "bool",
    "break",     "case",      "catch",     "char",     "class",    "compl",    "concept", "const",
    "consteval", "constexpr", "constinit", "continue", "decltype", "default",  "delete",  "do",
    "double",    "else",      "enum",      "explicit", "export",   "extern",   "false",   "float",
    "for",       "friend",    "goto",      "if",       "inline",   "int",      "long",    "mutable",
    "namespace", "new",       "noexcept",  "not",      "nullptr",  "operator", "or",      "private",
    "protected", "public",    "register",  "requires", "return",   "short",    "signed",  "sizeof",
    "static",    "struct",    "switch",    "template", "this",     "throw",    "true",    "try",
    "typedef",   "typeid",    "typename",  "union",    "unsigned", "using",    "virtual", "void",
    "volatile",  "while",     "xor",
};
static_assert(std::ranges::is_sorted(kKeywords));

}  // namespace

std::string pascal_case(std::string_view text) {
  std::string name;
  bool begins = true;
  for (const char c : text) {
    const bool is_part = is_lower(c) || is_upper(c) || is_digit(c);
    if (is_part) name += begins ? to_upper(c) : c;
    begins = !is_part;
  }
  return name;
}

std::string snake_case(std::string_view text) {
  std::string name;
  char before = '_';
  for (const char c : text) {
    if (is_upper(c) && (is_lower(before) || is_digit(before))) name += '_';
    name += to_lower(c);
    before = c;
  }
  if (std::ranges::binary_search(kKeywords, name)) name += '_';
  return name;
}

std::string string_literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      literal.append("\\").push_back(c);
    } else if (c >= ' ' && c <= '~' && c != '?') {  // "??=" was another sign once
      literal += c;
    } else {
      // Three octal digits always: what follows is not taken for one more.
      const auto byte = static_cast<unsigned char>(c);
      literal += '\\';
      for (const int shift : {6, 3, 0}) literal += static_cast<char>('0' + (byte >> shift & 7));
    }
  }
  return literal + '"';
}

std::string raw_literal(std::string_view text) {
  std::string delimiter;
  for (int i = 0; delimiter.empty() || text.find(")" + delimiter) != std::string_view::npos; ++i) {
    delimiter = "text" + std::to_string(i);
  }
  return "R\"" + delimiter + "(" + std::string(text) + ")" + delimiter + "\"";
}

std::string UniqueNames::take(const std::string& name) {
  std::string unique = name;
  for (int i = 2; !taken_.insert(unique).second; ++i) unique = name + std::to_string(i);
  return unique;
}

}  // namespace overt

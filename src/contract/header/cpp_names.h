// Names in C++ for the names of a contract.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace overt {

// "cherry-pick all" and "cherryPickAll" become "CherryPickAll": each run of letters and digits
// begins with a capital. Empty if there is no letter and no digit.
std::string pascal_case(std::string_view text);

// "imagesCount" becomes "images_count"; "class", a word of the language, becomes "class_".
std::string snake_case(std::string_view text);

// `text` between quotes, every byte that is not printable ASCII escaped.
std::string string_literal(std::string_view text);

// The same as a raw literal, which a person can read, for UTF-8 of many lines.
std::string raw_literal(std::string_view text);

// Hands out each name once: a second "kAdd" becomes "kAdd2".
class UniqueNames {
 public:
  std::string take(const std::string& name);

 private:
  std::set<std::string> taken_;
};

}  // namespace overt

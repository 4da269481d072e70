#include "contract/starter/help_words.h"

#include <algorithm>
#include <cstddef>

namespace overt {
namespace {

constexpr std::size_t kTabColumns = 8;
constexpr char kEscape = '\x1b';

// Behind ESC [ stand parameters, then one letter: colours.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at + 1] != '[') return at + 1;
  for (at += 2; at < text.size() && !(text[at] >= '@' && text[at] <= '~');) ++at;
  return std::min(at + 1, text.size());
}

std::string plain_line(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == kEscape) {
      i = end_of_escape(line, i);
      continue;
    }
    if (c == '\b' && !plain.empty()) plain.pop_back();  // "x\bx" is how manuals print bold
    if (c == '\t') {
      // At least two, as what a tab parts are columns.
      const std::size_t spaces = kTabColumns - plain.size() % kTabColumns;
      plain.append(std::max<std::size_t>(spaces, 2), ' ');
    }
    if (static_cast<unsigned char>(c) >= ' ') plain += c;
    ++i;
  }
  plain.erase(plain.find_last_not_of(' ') + 1);
  return plain;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

std::vector<std::string> help_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(plain_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
  return word;
}

bool is_command_name(std::string_view word) {
  const auto is_lower_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !word.empty() && is_lower_or_digit(word.front()) && is_lower_or_digit(word.back()) &&
         std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; }) &&
         std::ranges::all_of(word, [&](char c) {
           return is_lower_or_digit(c) ||
                  std::string_view("-_:.+").find(c) != std::string_view::npos;
         });
}

std::vector<std::string> names_in_brackets(std::string_view word) {
  if (word.size() < 3 || std::string_view("{[(").find(word.front()) == std::string_view::npos) {
    return {};
  }
  word = word.substr(1, word.size() - 2);
  std::vector<std::string> names;
  while (!word.empty()) {
    const auto end = std::min(word.find_first_of(",|"), word.size());
    if (!is_command_name(word.substr(0, end))) return {};
    names.emplace_back(word.substr(0, end));
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return names;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

std::string_view without_path(std::string_view text, std::string_view path) {
  std::string_view rest = text;
  for (bool is_first = true; !path.empty(); is_first = false) {
    const std::string_view word = take_word(rest);
    const std::string_view expected = take_word(path);
    if ((is_first ? base_name(word) : word) != expected) return text;
  }
  return rest;
}

}  // namespace overt

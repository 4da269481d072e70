#include "client/git_config.h"

#include <algorithm>
#include <charconv>

namespace overt {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// git's own tables know ASCII only, whatever the locale is.
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }
bool begins_comment(char c) { return c == '#' || c == ';'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

}  // namespace

GitConfigReader::GitConfigReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

std::optional<std::string_view> GitConfigReader::value() const {
  if (!has_value_) return std::nullopt;
  return value_;
}

// The next byte; CR LF is one newline, and so is the end of the text.
char GitConfigReader::take() {
  if (position_ >= text_.size()) {
    at_end_ = true;
    return '\n';
  }
  if (text_[position_] == '\r' && text_.substr(position_, 2) == "\r\n") ++position_;
  const char c = text_[position_++];
  if (c == '\n') ++line_;
  return c;
}

void GitConfigReader::skip_line() {
  while (take() != '\n') continue;
}

GitConfigReader::Item GitConfigReader::next() {
  while (!at_end_) {
    const char c = take();
    if (is_space(c)) continue;
    if (begins_comment(c)) {
      skip_line();
    } else if (c == '[') {
      if (!read_section()) return Item::kMalformed;
    } else {
      return is_letter(c) && read_variable(c) ? Item::kVariable : Item::kMalformed;
    }
  }
  return Item::kEnd;
}

// What follows `[`, up to and with `]`.
bool GitConfigReader::read_section() {
  key_.clear();
  for (char c = take(); c != ']'; c = take()) {
    if (is_space(c)) {
      if (c == '\n' || !read_subsection()) return false;
      break;
    }
    if (!is_name_character(c) && c != '.') return false;
    key_ += to_lower(c);
  }
  if (key_.empty()) return false;
  key_ += '.';
  section_size_ = key_.size();
  return true;
}

// What follows the first space in `[section "subsection"]`, up to and with `]`.
bool GitConfigReader::read_subsection() {
  char c = take();
  while (is_space(c) && c != '\n') c = take();
  if (c != '"') return false;
  key_ += '.';
  for (c = take(); c != '"'; c = take()) {
    if (c == '\\') c = take();
    if (c == '\n' || c == '\0') return false;
    key_ += c;
  }
  return take() == ']';
}

bool GitConfigReader::read_variable(char first) {
  key_.resize(section_size_);
  char c = first;
  for (; is_name_character(c); c = take()) key_ += to_lower(c);
  while (c == ' ' || c == '\t') c = take();
  has_value_ = c != '\n';
  return !has_value_ || (c == '=' && read_value());
}

// What follows `=`, up to the end of the last line that belongs to it.
bool GitConfigReader::read_value() {
  value_.clear();
  bool is_quoted = false;
  std::size_t kept = 0;  // white space after this is at the end unless something follows it
  for (char c = take(); c != '\n'; c = take()) {
    if (c == '\0') return false;
    if (!is_quoted && is_space(c)) {
      if (!value_.empty()) value_ += c;
      continue;
    }
    if (!is_quoted && begins_comment(c)) {
      skip_line();
      break;
    }
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c != '\\') {
      value_ += c;
    } else if (!read_escape()) {
      return false;
    }
    kept = value_.size();
  }
  value_.resize(kept);
  return !is_quoted;
}

// What follows a backslash in a value.
bool GitConfigReader::read_escape() {
  switch (const char c = take()) {
    case '\n':  // the value goes on in the next line
      return true;
    case '"':
    case '\\':
      value_ += c;
      return true;
    case 'n':
      value_ += '\n';
      return true;
    case 't':
      value_ += '\t';
      return true;
    case 'b':
      value_ += '\b';
      return true;
    default:
      return false;
  }
}

std::optional<bool> git_boolean(std::optional<std::string_view> value) {
  if (!value) return true;
  const std::string word = to_lower(*value);
  if (word == "true" || word == "yes" || word == "on") return true;
  if (word.empty() || word == "false" || word == "no" || word == "off") return false;
  int number = 0;
  const char* const last = word.data() + word.size();
  const auto [end, error] = std::from_chars(word.data(), last, number);
  if (error != std::errc{} || end != last) return std::nullopt;
  return number != 0;
}

}  // namespace overt

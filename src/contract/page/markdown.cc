#include "contract/page/markdown.h"

#include <algorithm>

namespace overt {
namespace {

// A line of a wrapped list ends once it is longer.
constexpr std::size_t kLineCharacters = 90;

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As a character reference: no reader of Markdown gives it a meaning, in code or out of it.
std::string reference(char c) { return "&#" + std::to_string(static_cast<int>(c)) + ";"; }

void append_text(std::string& out, char c) {
  constexpr std::string_view kBackslashed = "\\`*_[]~#$!";
  if (is_control(c)) {
    out += ' ';
  } else if (c == '<') {
    out += "&lt;";
  } else if (c == '>') {
    out += "&gt;";
  } else if (c == '&') {
    out += "&amp;";
  } else if (c == '|') {
    // A backslash before it means one thing in a table and another after a backslash.
    out += reference(c);
  } else {
    if (kBackslashed.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
}

// The sign that would make a list or a heading of a line that begins with `text`; npos if none
// would.
std::size_t line_sign(std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  if (std::string_view("-+=").find(text[0]) != std::string_view::npos) return 0;
  const auto digits =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const bool is_number = digits > 0 && digits < text.size();
  return is_number && (text[digits] == '.' || text[digits] == ')') ? digits
                                                                   : std::string_view::npos;
}

bool is_link(std::string_view url) {
  constexpr std::string_view kAllowed = "-._~:/?#[]@!$&'()*+,;=%";
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         std::ranges::all_of(url, [kAllowed](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
                  kAllowed.find(c) != std::string_view::npos;
         });
}

// GFM, "Tables": a bar in a cell has a backslash before it, in code, too.
void append_row(std::string& table, const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) {
    table += "| ";
    for (const char c : cell) table += c == '|' ? std::string("\\|") : std::string(1, c);
    table += ' ';
  }
  table += "|\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || is_control(text.front()))) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || is_control(text.back()))) text.remove_suffix(1);
  const std::size_t sign = line_sign(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == sign) out += '\\';
    append_text(out, text[i]);
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const bool is_plain =
      !text.empty() && text.front() != ' ' && text.back() != ' ' &&
      text.find("\\|") == std::string_view::npos &&
      std::ranges::none_of(text, [](char c) { return c == '`' || is_control(c); });
  if (is_plain) return "`" + std::string(text) + "`";
  constexpr std::string_view kMeaningful = "\\`*_[]<>&|~$:";
  std::string out = "<code>";
  for (const char c : text) {
    if (is_control(c)) {
      out += ' ';
    } else {
      out += kMeaningful.find(c) == std::string_view::npos ? std::string(1, c) : reference(c);
    }
  }
  return out + "</code>";
}

std::string markdown_link(std::string_view url) {
  return is_link(url) ? "<" + std::string(url) + ">" : markdown_text(url);
}

std::string markdown_list(std::span<const std::string> items) {
  std::string list;
  for (const std::string& item : items) list.append(list.empty() ? "" : ", ").append(item);
  return list;
}

std::string markdown_wrapped_list(std::span<const std::string> items) {
  std::string list;
  std::size_t line = 0;
  for (const std::string& item : items) {
    if (!list.empty()) list += line > kLineCharacters ? ",\n" : ", ";
    if (line > kLineCharacters) line = 0;
    list += item;
    line += item.size() + 2;
  }
  return list + "\n";
}

std::string markdown_table(const std::vector<std::string>& head,
                           std::span<const std::vector<std::string>> rows) {
  if (rows.empty()) return {};
  std::string table;
  append_row(table, head);
  for (std::size_t i = 0; i < head.size(); ++i) table += "|---";
  table += "|\n";
  for (const std::vector<std::string>& row : rows) append_row(table, row);
  return table;
}

std::string markdown_folded(std::string_view summary, std::string_view body) {
  while (body.ends_with("\n\n")) body.remove_suffix(1);
  // Up to the next empty line this is HTML, in which a backslash is only a backslash.
  std::string folded = "<details>\n<summary>";
  for (const char c : summary) {
    const bool has_meaning = c == '<' || c == '>' || c == '&';
    folded += has_meaning ? reference(c) : std::string(1, is_control(c) ? ' ' : c);
  }
  folded.append("</summary>\n\n").append(body);
  return folded + "\n</details>\n";
}

}  // namespace overt

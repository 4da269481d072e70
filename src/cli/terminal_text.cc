#include "cli/terminal_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/printable.h"

namespace overt::cli {
namespace {

constexpr char kEscape = '\x1b';

// One thing that a terminal shows, or obeys.
struct Piece {
  std::size_t bytes = 1;
  std::size_t columns = 1;
  bool is_valid = true;
};

using Ranges = std::pair<char32_t, char32_t>;

// Unicode's East_Asian_Width W and F, in a few ranges; what is unassigned in them does not matter.
constexpr std::array<Ranges, 9> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0xA4CF},
                                          {0xA960, 0xA97F},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x3FFFD}}};

// What combines with the letter before it, joins, or turns the direction of the line.
constexpr std::array<Ranges, 8> kNoWidth = {{{0x0300, 0x036F},
                                             {0x0483, 0x0489},
                                             {0x0591, 0x05BD},
                                             {0x064B, 0x065F},
                                             {0x200B, 0x200F},
                                             {0x202A, 0x202E},
                                             {0x2060, 0x206F},
                                             {0xFE00, 0xFE0F}}};

template <std::size_t count>
bool is_in(const std::array<Ranges, count>& ranges, char32_t point) {
  return std::ranges::any_of(ranges, [point](const Ranges& range) {
    return point >= range.first && point <= range.second;
  });
}

std::size_t columns_of(char32_t point) {
  if (is_in(kNoWidth, point)) return 0;
  return is_in(kWide, point) ? 2 : 1;
}

// How many bytes a code point that begins with this one has; 0 where none begins with it.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

// Of text that is not empty.
Piece first_piece(std::string_view text) {
  if (text[0] == kEscape) {
    const std::size_t end = text.find('m');
    return {.bytes = end == std::string_view::npos ? text.size() : end + 1, .columns = 0};
  }
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = length_of(first);
  const Piece broken{.is_valid = false};
  if (length == 0 || length > text.size()) return broken;
  char32_t point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return broken;
    point = point << 6U | (byte & 0x3FU);
  }
  return {.bytes = length, .columns = columns_of(point)};
}

// The bytes of as much of `text` as goes into so many columns.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Piece piece = first_piece(text.substr(bytes));
    if (piece.columns > columns) break;
    columns -= piece.columns;
    bytes += piece.bytes;
  }
  return bytes;
}

}  // namespace

std::string shown(std::string_view text, Glyphs glyphs) {
  const std::string clean = printable(text);
  std::string result;
  for (std::string_view rest = clean; !rest.empty();) {
    const Piece piece = first_piece(rest);
    const bool fits =
        piece.is_valid && piece.columns > 0 && (glyphs == Glyphs::kUtf8 || piece.bytes == 1);
    result += fits ? rest.substr(0, piece.bytes) : "?";
    rest.remove_prefix(piece.bytes);
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Piece piece = first_piece(text);
    columns += piece.columns;
    text.remove_prefix(piece.bytes);
  }
  return columns;
}

std::string clipped(std::string_view text, std::size_t columns, Glyphs glyphs) {
  if (display_width(text) <= columns) return std::string(text);
  const std::string_view mark = glyphs == Glyphs::kUtf8 ? "…" : ">";
  std::string_view begin = text.substr(0, bytes_of(text, columns - 1));
  begin = begin.substr(0, begin.find_last_not_of(' ') + 1);
  return std::string(begin) + std::string(mark);
}

std::string wrapped(std::string_view text, std::size_t columns) {
  std::string lines;
  std::size_t filled = 0;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, blank);
    text.remove_prefix(std::min(blank + 1, text.size()));
    if (filled > 0 && filled + 1 + display_width(word) > columns) {
      lines += '\n';
      filled = 0;
    }
    if (filled > 0) {
      lines += ' ';
      ++filled;
    }
    while (display_width(word) > columns) {
      const std::size_t bytes = std::max<std::size_t>(bytes_of(word, columns), 1);
      lines += word.substr(0, bytes);
      lines += '\n';
      word.remove_prefix(bytes);
    }
    lines += word;
    filled += display_width(word);
  }
  return lines + "\n";
}

}  // namespace overt::cli

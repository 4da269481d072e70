#include "cli/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace overt::cli {
namespace {

constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::string_view kFullBlock = "█";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// Of the first so many columns.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  for (std::size_t taken = 0; bytes < text.size(); ++bytes) {
    if (!is_continuation(text[bytes]) && ++taken > columns) break;
  }
  return bytes;
}

}  // namespace

std::string format_share(const Share& share, Glyphs glyphs) {
  if (share.of <= 0) return "- (n=0)";
  const Interval interval = wilson_interval(share);
  const double percent = 100.0 * static_cast<double>(share.count) / static_cast<double>(share.of);
  return fmt::format("{:5.1f} % ({:.1f}{}{:.1f}, n={})", percent, 100 * interval.low,
                     glyphs == Glyphs::kUtf8 ? "–" : "-", 100 * interval.high,
                     format_count(share.of));
}

std::string format_bar(const Share& share, std::size_t columns, Glyphs glyphs) {
  const double part =
      share.of <= 0 ? 0 : static_cast<double>(share.count) / static_cast<double>(share.of);
  const std::size_t steps = glyphs == Glyphs::kUtf8 ? 8 : 1;  // that one column can show
  const double filled = part * static_cast<double>(columns * steps);
  const auto eighths = std::min(static_cast<std::size_t>(std::lround(filled)), columns * steps);
  std::string bar;
  for (std::size_t i = 0; i < eighths / steps; ++i) {
    bar += glyphs == Glyphs::kUtf8 ? kFullBlock : "#";
  }
  bar += kEighths[eighths % steps];
  bar.append(columns - display_width(bar), ' ');
  return bar;
}

std::size_t display_width(std::string_view text) {
  // Every byte but the continuation bytes of UTF-8.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !is_continuation(byte); }));
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
    for (; display_width(word) > columns; word.remove_prefix(bytes_of(word, columns))) {
      lines += word.substr(0, bytes_of(word, columns));
      lines += '\n';
    }
    lines += word;
    filled += display_width(word);
  }
  return lines + "\n";
}

}  // namespace overt::cli

#include "cli/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace overt::cli {
namespace {

constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::string_view kFullBlock = "█";

}  // namespace

std::string format_count(std::int64_t count) {
  std::string text = fmt::format("{}", count);
  const std::size_t digits_begin = count < 0 ? 1 : 0;
  for (std::size_t place = text.size(); place > digits_begin + 3;) {
    place -= 3;
    text.insert(place, 1, ',');
  }
  return text;
}

std::string format_duration(std::int64_t duration_ms) {
  if (duration_ms < 1000) return fmt::format("{} ms", duration_ms);
  const std::int64_t tenths = (duration_ms + 50) / 100;
  if (tenths < 600) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  const std::int64_t seconds = (duration_ms + 500) / 1000;
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  const std::int64_t minutes = (seconds + 30) / 60;
  return fmt::format("{} h {} min", format_count(minutes / 60), minutes % 60);
}

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
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

}  // namespace overt::cli

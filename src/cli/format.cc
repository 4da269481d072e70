#include "cli/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/paint.h"

namespace overt::cli {
namespace {

constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::string_view kFullBlock = "█";
constexpr std::array<std::string_view, 8> kLevels = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> kAsciiLevels = {"_", ".", ":", "-", "=", "+", "*", "#"};

}  // namespace

std::string format_share(const Share& share, Glyphs glyphs, bool colour) {
  if (share.of <= 0) return "- (n=0)";
  const Interval interval = wilson_interval(share);
  const double percent = 100.0 * static_cast<double>(share.count) / static_cast<double>(share.of);
  const std::string aside =
      fmt::format("({:.1f}{}{:.1f}, n={})", 100 * interval.low, glyphs == Glyphs::kUtf8 ? "–" : "-",
                  100 * interval.high, format_count(share.of));
  return fmt::format("{:5.1f} % {}", percent, painted(aside, Paint::kAside, colour));
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

std::string format_sparkline(std::span<const double> values, Glyphs glyphs) {
  constexpr double kHighest = kLevels.size() - 1;
  const double most = values.empty() ? 0 : std::ranges::max(values);
  const auto& levels = glyphs == Glyphs::kUtf8 ? kLevels : kAsciiLevels;
  std::string line;
  for (const double value : values) {
    const double part = most > 0 ? std::clamp(value / most, 0.0, 1.0) : 0;
    line += levels[static_cast<std::size_t>(std::lround(part * kHighest))];
  }
  return line;
}

}  // namespace overt::cli

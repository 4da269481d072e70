#include "cli/format_change.h"

#include <fmt/format.h>

#include "cli/paint.h"

namespace overt::cli {
namespace {

std::string_view arrow(Glyphs glyphs) { return glyphs == Glyphs::kUtf8 ? "→" : "to"; }

std::string verdict_text(Verdict verdict, bool colour) {
  const std::string_view text = to_string(verdict);
  return painted(text, paint_of_verdict(text), colour);
}

std::string percent(const Share& share) {
  if (share.of == 0) return "-";
  return fmt::format("{:.1f} %",
                     100.0 * static_cast<double>(share.count) / static_cast<double>(share.of));
}

std::string estimate(const DurationEstimate& estimate) {
  if (!estimate.low_ms || !estimate.high_ms) {
    return format_duration(estimate.ms) + " (no interval)";
  }
  return fmt::format("{} ({} to {})", format_duration(estimate.ms),
                     format_duration(*estimate.low_ms), format_duration(*estimate.high_ms));
}

}  // namespace

std::string format_share_change(const ShareChange& change, Glyphs glyphs, bool colour) {
  const Interval interval = difference_interval(change);
  return fmt::format("{}: {} {} {} ({:+.1f} to {:+.1f} points, n={} {} {})",
                     verdict_text(verdict_of(change), colour), percent(change.before),
                     arrow(glyphs), percent(change.now), 100 * interval.low, 100 * interval.high,
                     format_count(change.before.of), arrow(glyphs), format_count(change.now.of));
}

std::string format_duration_change(const DurationChange& change, Glyphs glyphs, bool colour) {
  return fmt::format("{}: {} {} {}", verdict_text(verdict_of(change), colour),
                     estimate(change.before), arrow(glyphs), estimate(change.now));
}

}  // namespace overt::cli

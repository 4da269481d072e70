#include "cli/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace overt::cli {
namespace {

constexpr std::size_t kBarColumns = 20;

}  // namespace

std::string progress_bar(double share) {
  if (share < 0) return fmt::format("[{}]", std::string(kBarColumns, '.'));
  const double part = std::min(share, 1.0);
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(kBarColumns));
  return fmt::format("[{}{}] {:>3.0f} %", std::string(filled, '#'),
                     std::string(kBarColumns - filled, '.'), part * 100);
}

ProgressLine::ProgressLine(std::string doing)
    : doing_(std::move(doing)), is_shown_(::isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (has_line_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::show(double share) {
  const std::int64_t now_ms = clock_.steady_ms();
  if (!is_shown_ || now_ms < next_ms_) return;
  next_ms_ = now_ms + kProgressEveryMs;
  has_line_ = true;
  fmt::print(stderr, "\rovert: {} {}\x1b[K", doing_, progress_bar(share));
}

}  // namespace overt::cli

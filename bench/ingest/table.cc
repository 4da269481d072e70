#include "table.h"

#include <fmt/format.h>

#include <algorithm>

namespace overt::bench {
namespace {

double mib(std::size_t bytes) { return double(bytes) / 1024 / 1024; }

double per_cpu_second(const Measured& row) { return row.cpu_us == 0 ? 0 : 1e6 / row.cpu_us; }

std::string times(double ours, double theirs) {
  return theirs == 0 ? "" : fmt::format("{:.1f}", ours / theirs);
}

const Measured* find(std::span<const Measured> rows, ServerKind kind) {
  const auto row = std::ranges::find(rows, kind, &Measured::server);
  return row == rows.end() ? nullptr : &*row;
}

std::string times_of(std::span<const Measured> rows, const Measured& row, ServerKind peer) {
  const Measured* const other = find(rows, peer);
  if (other == nullptr || row.server != ServerKind::kOvert) return "";
  return times(per_cpu_second(row), per_cpu_second(*other));
}

}  // namespace

std::string markdown(const Shape& shape, std::span<const Measured> rows) {
  std::string text = fmt::format(
      "### {}\n\n"
      "| server | events/s sustained | client busy | CPU µs an event | events a CPU second | "
      "× from memory | × from disk | p50 at half, ms | p99 | p99.9 | idle MiB | peak MiB | lost |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
      shape.name);
  for (const Measured& row : rows) {
    text += fmt::format(
        "| {} | {:.0f} | {:.0f} % | {:.2f} | {:.0f} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.0f} "
        "| "
        "{:.0f} | {} |\n",
        name_of(row.server), row.sustained, 100 * row.client_busy, row.cpu_us, per_cpu_second(row),
        times_of(rows, row, ServerKind::kPeerFromMemory),
        times_of(rows, row, ServerKind::kPeerFromDisk), row.p50_ms, row.p99_ms, row.p999_ms,
        mib(row.idle_bytes), mib(row.peak_bytes), row.lost);
  }
  return text + "\n";
}

std::string markdown_of_handshakes(const Measured& overt, std::span<const Measured> yardsticks) {
  std::string text =
      "### New TLS connections\n\n"
      "| server | connections/s sustained | client busy | CPU µs a connection | "
      "connections a CPU second | overt to it |\n"
      "|---|---:|---:|---:|---:|---:|\n";
  const auto add = [&](const Measured& row, std::string_view what, const std::string& share) {
    text += fmt::format("| {}{} | {:.0f} | {:.0f} % | {:.1f} | {:.0f} | {} |\n",
                        name_of(row.server), what, row.sustained, 100 * row.client_busy, row.cpu_us,
                        per_cpu_second(row), share);
  };
  add(overt, ", an event on each", "");
  for (const Measured& row : yardsticks) {
    add(row, "", fmt::format("{:.0f} %", 100 * per_cpu_second(overt) / per_cpu_second(row)));
  }
  return text + "\n";
}

}  // namespace overt::bench

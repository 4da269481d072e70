#include "table.h"

#include <fmt/format.h>

#include <algorithm>

namespace overt::bench {
namespace {

std::string ms(std::int64_t ns) { return fmt::format("{:.3f}", static_cast<double>(ns) / 1e6); }

std::string added(const Times& row, std::size_t per_mille) {
  return row.compared_with.empty() ? "" : ms(quantile(row.added_ns, per_mille));
}

}  // namespace

std::int64_t quantile(std::vector<std::int64_t> values, std::size_t per_mille) {
  if (values.empty()) return 0;
  const std::size_t at = std::min(values.size() * per_mille / 1000, values.size() - 1);
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  return values[at];
}

std::string markdown(std::string_view heading, const std::vector<Times>& rows) {
  std::string text = fmt::format(
      "### {}\n\n"
      "| tool and endpoint | runs | p50, ms | p99 | max | added p50, ms | added p99 | senders |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|\n",
      heading);
  for (const Times& row : rows) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", row.name, row.wall_ns.size(),
                        ms(quantile(row.wall_ns, 500)), ms(quantile(row.wall_ns, 990)),
                        ms(quantile(row.wall_ns, 1000)), added(row, 500), added(row, 990),
                        row.senders_max);
  }
  return text + "\n";
}

}  // namespace overt::bench

#include "cli/report_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/csv_field.h"

namespace overt::cli {
namespace {

struct CsvFields {
  std::string operator()(std::monostate /*none*/) const { return ""; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return csv_field(text); }
  std::string operator()(const Share& share) const {
    const Interval interval = wilson_interval(share);
    const auto of = static_cast<double>(share.of);
    // Rounded as in JSON: a tie must not come out another way here.
    const std::string value =
        share.of == 0 ? ""
                      : fmt::format("{:.6f}", to_millionth(static_cast<double>(share.count) / of));
    return fmt::format("{},{:.6f},{:.6f},{},{}", value, interval.low, interval.high, share.count,
                       share.of);
  }
  std::string operator()(const ShareChange& change) const {
    const Interval interval = difference_interval(change);
    return fmt::format("{},{:.6f},{:.6f},{},{},{},{}", to_string(verdict_of(change)), interval.low,
                       interval.high, change.now.count, change.now.of, change.before.count,
                       change.before.of);
  }
  std::string operator()(const DurationChange& change) const {
    return fmt::format("{},{},{},{},{},{},{}", to_string(verdict_of(change)), change.now.ms,
                       optional(change.now.low_ms), optional(change.now.high_ms), change.before.ms,
                       optional(change.before.low_ms), optional(change.before.high_ms));
  }

 private:
  static std::string optional(const std::optional<std::int64_t>& number) {
    return number ? fmt::format("{}", *number) : "";
  }
};

// What a column of this kind has beside its first one.
std::vector<const char*> further_parts(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kShare:
      return {"_low", "_high", "_count", "_of"};
    case ColumnKind::kShareChange:
      return {"_low", "_high", "_count", "_of", "_before_count", "_before_of"};
    case ColumnKind::kDurationChange:
      return {"_ms", "_low", "_high", "_before_ms", "_before_low", "_before_high"};
    default:
      return {};
  }
}

}  // namespace

std::string report_csv(const Report& report) {
  std::vector<std::string> header;
  for (const Column& column : report.columns) {
    header.push_back(csv_field(column.name));
    for (const char* part : further_parts(column.kind)) {
      header.push_back(csv_field(column.name + part));
    }
  }
  std::string csv = fmt::format("{}\r\n", fmt::join(header, ","));
  for (const auto& row : report.rows) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_absent = std::holds_alternative<std::monostate>(row[i]);
      const std::string absent(further_parts(report.columns[i].kind).size(), ',');
      fields.push_back(is_absent ? absent : std::visit(CsvFields(), row[i]));
    }
    csv += fmt::format("{}\r\n", fmt::join(fields, ","));
  }
  return csv;
}

}  // namespace overt::cli

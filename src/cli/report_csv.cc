#include "cli/report_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <variant>
#include <vector>

namespace overt::cli {
namespace {

std::string csv_field(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

struct CsvFields {
  std::string operator()(std::monostate /*none*/) const { return ""; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return csv_field(text); }
  std::string operator()(const Share& share) const {
    const Interval interval = wilson_interval(share);
    const std::string value = share.of == 0
                                  ? ""
                                  : fmt::format("{:.6f}", static_cast<double>(share.count) /
                                                              static_cast<double>(share.of));
    return fmt::format("{},{:.6f},{:.6f},{},{}", value, interval.low, interval.high, share.count,
                       share.of);
  }
};

}  // namespace

std::string report_csv(const Report& report) {
  std::vector<std::string> header;
  for (const Column& column : report.columns) {
    header.push_back(csv_field(column.name));
    if (column.kind != ColumnKind::kShare) continue;
    for (const char* part : {"_low", "_high", "_count", "_of"}) {
      header.push_back(csv_field(column.name + part));
    }
  }
  std::string csv = fmt::format("{}\r\n", fmt::join(header, ","));
  for (const auto& row : report.rows) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_absent_share = report.columns[i].kind == ColumnKind::kShare &&
                                   std::holds_alternative<std::monostate>(row[i]);
      fields.push_back(is_absent_share ? ",,,," : std::visit(CsvFields(), row[i]));
    }
    csv += fmt::format("{}\r\n", fmt::join(fields, ","));
  }
  return csv;
}

}  // namespace overt::cli

// The cells of one row of a report by the names of their columns. An absent cell is an empty text,
// a 0, a share of none.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/report.h"

namespace overt {

class RowReader {
 public:
  // Borrows both.
  RowReader(const Report& report, const std::vector<ReportCell>& row)
      : columns_(report.columns), row_(row) {}

  std::string text(std::string_view column) const { return get<std::string>(column); }
  std::int64_t number(std::string_view column) const { return get<std::int64_t>(column); }
  Share share(std::string_view column) const { return get<Share>(column); }
  ShareChange share_change(std::string_view column) const { return get<ShareChange>(column); }

  std::optional<DurationChange> duration_change(std::string_view column) const {
    const auto* change = std::get_if<DurationChange>(&cell(column));
    return change == nullptr ? std::nullopt : std::optional(*change);
  }

  bool has(std::string_view column) const {
    return !std::holds_alternative<std::monostate>(cell(column));
  }

 private:
  const ReportCell& cell(std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name == name) return row_[i];
    }
    assert(false && "a report's rule of answers needs a column that it has not");
    return row_.front();
  }

  template <typename Value>
  Value get(std::string_view column) const {
    const auto* value = std::get_if<Value>(&cell(column));
    return value == nullptr ? Value() : *value;
  }

  const std::vector<Column>& columns_;
  const std::vector<ReportCell>& row_;
};

}  // namespace overt

#include "store/clickhouse/checksum.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/sip_hash.h"
#include "store/run_row.h"

namespace overt::clickhouse {
namespace {

// A row as one text, its columns apart by newlines; text_of() makes the same one.
constexpr std::string_view kText = R"(arrayStringConcat([toString(app), toString(command),
  toString(event_type), toString(version), toString(os), toString(arch), toString(group_channel),
  toString(ci_name), toString(execution_id), toString(project), toString(user_id),
  toString(schema_version), toString(received_ms), toString(ts_ms), toString(ci),
  ifNull(toString(exit_code), ''), ifNull(toString(duration_ms), ''),
  arrayStringConcat(arrayMap(x -> toString(x), option_names), ','), toString(option_as_cli),
  toString(option_as_env), toString(option_counts),
  arrayStringConcat(arrayMap(x -> toString(x), attribute_flag_names), ','), toString(attribute_flags),
  arrayStringConcat(arrayMap(x -> toString(x), attribute_number_names), ','),
  toString(attribute_numbers),
  arrayStringConcat(arrayMap(x -> toString(x), attribute_text_names), ','),
  arrayStringConcat(attribute_texts, ','),
  arrayStringConcat(arrayMap(x -> toString(x), flag_names), ','), toString(flags),
  arrayStringConcat(arrayMap(x -> toString(x), number_names), ','), toString(numbers),
  arrayStringConcat(arrayMap(x -> toString(x), text_names), ','), arrayStringConcat(texts, ',')],
  '\n'))";

std::string optional_text(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "";
}

// As ClickHouse shows an array of numbers.
std::string list_text(const auto& numbers) {
  std::string text = "[";
  for (const std::int64_t number : numbers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(number);
  }
  return text + "]";
}

template <typename Value>
std::string names_text(const std::vector<std::pair<std::string, Value>>& fields) {
  return fmt::format("{}", fmt::join(fields | std::views::keys, ","));
}

template <typename Value>
std::string values_text(const std::vector<std::pair<std::string, Value>>& fields) {
  const auto values = fields | std::views::values;
  if constexpr (std::is_same_v<Value, std::string>) {
    return fmt::format("{}", fmt::join(values, ","));
  } else {
    return list_text(values);
  }
}

void add_fields(const OtherFields& fields, std::vector<std::string>& parts) {
  parts.push_back(names_text(fields.flags));
  parts.push_back(values_text(fields.flags));
  parts.push_back(names_text(fields.numbers));
  parts.push_back(values_text(fields.numbers));
  parts.push_back(names_text(fields.texts));
  parts.push_back(values_text(fields.texts));
}

std::string text_of(const Row& row) {
  std::vector<std::string> parts = {row.app,
                                    row.command,
                                    row.event_type,
                                    row.version,
                                    row.os,
                                    row.arch,
                                    row.group_channel,
                                    row.ci_name,
                                    to_string(row.execution_id),
                                    std::to_string(row.project),
                                    std::to_string(row.user),
                                    std::to_string(row.schema_version),
                                    std::to_string(row.received_ms),
                                    std::to_string(row.ts_ms),
                                    row.ci ? "1" : "0",
                                    optional_text(row.exit_code),
                                    optional_text(row.duration_ms),
                                    fmt::format("{}", fmt::join(row.options, ",")),
                                    list_text(row.option_as_cli),
                                    list_text(row.option_as_env),
                                    list_text(row.option_counts)};
  add_fields(row.attributes, parts);
  add_fields(row.data, parts);
  return fmt::format("{}", fmt::join(parts, "\n"));
}

// Of one day: what the server knows duplicates by it holds in memory, for as long as it counts.
std::string statement_of_day(std::int32_t day) {
  return fmt::format(
      "SELECT toInt64(count()), toString(sum(hash)) FROM (SELECT DISTINCT position, "
      "sipHash64({}) AS hash FROM event WHERE collector = $collector AND day = toDate({})) AS sent",
      kText, day);
}

DaySum sum_in(const std::vector<Cell>& cells) {
  DaySum sum{.rows = std::get<std::int64_t>(cells.at(0))};
  const auto& text = std::get<std::string>(cells.at(1));
  std::from_chars(text.data(), text.data() + text.size(), sum.checksum);
  return sum;
}

}  // namespace

void add(DaySums& sums, const Row& row) {
  DaySum& sum = sums[day_of(row.received_ms)];
  ++sum.rows;
  sum.checksum += sip_hash(text_of(row));
}

Result<DaySums> sums_in_clickhouse(Store& store, const std::string& collector) {
  const QueryParameters parameters = {{"collector", collector}};
  const auto days = store.query(
      "SELECT DISTINCT toInt64(day) AS n FROM event WHERE collector = $collector ORDER BY n",
      parameters);
  if (!days) return days.error();
  DaySums sums;
  for (const auto& row : days->rows) {
    const auto day = static_cast<std::int32_t>(std::get<std::int64_t>(row.at(0)));
    const auto answer = store.query(statement_of_day(day), parameters);
    if (!answer) return answer.error();
    sums[day] = sum_in(answer->rows.at(0));
  }
  return sums;
}

}  // namespace overt::clickhouse

#include "store/duckdb/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

// Rows of one transaction of the new store.
constexpr std::int64_t kRowsAtOnce = 20'000;

// No option's name has this character in it: names are of letters, digits and signs.
constexpr char kBetween = '\x1F';

// Lists as texts: what reads cells knows no lists.
constexpr const char* kReadEvents = R"(
  SELECT app, received_ms, ts_ms, execution_id::VARCHAR, project::VARCHAR, command, event_type,
    schema_version, os, arch, version, group_channel, ci, ci_name, exit_code, duration_ms,
    coalesce(array_to_string(option_names, chr(31)), ''),
    coalesce(array_to_string(CAST(CAST(option_as_cli AS UTINYINT[]) AS VARCHAR[]), ''), ''),
    coalesce(array_to_string(CAST(CAST(option_as_env AS UTINYINT[]) AS VARCHAR[]), ''), ''),
    coalesce(array_to_string(CAST(option_counts AS VARCHAR[]), chr(31)), '')
  FROM event WHERE rowid >= {} AND rowid < {} ORDER BY rowid)";

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    const auto end = std::min(joined.find(kBetween), joined.size());
    parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return parts;
}

Row row_in(const std::vector<Cell>& cells) {
  const auto text = [&](std::size_t i) { return std::get<std::string>(cells[i]); };
  const auto number = [&](std::size_t i) { return std::get<std::int64_t>(cells[i]); };
  Row row{.app = text(0),
          .received_ms = number(1),
          .ts_ms = number(2),
          .execution_id = parse_uuid(text(3)).value_or(Uuid()),
          .project = number_in<std::uint64_t>(text(4)) & kIdMask,
          .command = text(5),
          .event_type = text(6),
          .schema_version = static_cast<int>(number(7)),
          .os = text(8),
          .arch = text(9),
          .version = text(10),
          .group_channel = text(11),
          .ci = std::get<bool>(cells[12]),
          .ci_name = text(13),
          .exit_code = optional_in(cells[14]),
          .duration_ms = optional_in(cells[15]),
          .options = split(text(16))};
  for (const char c : text(17)) row.option_as_cli.push_back(c == '1');
  for (const char c : text(18)) row.option_as_env.push_back(c == '1');
  for (const std::string& count : split(text(19))) {
    row.option_counts.push_back(number_in<std::int64_t>(count));
  }
  return row;
}

}  // namespace

Status load_events_of_old_form(const Connection& old_form, TableLoader& loader) {
  const auto end = integer(old_form, "SELECT max(rowid) + 1 FROM event");
  if (!end) return end.error();
  for (std::int64_t first = 0; first < *end; first += kRowsAtOnce) {
    const auto answer =
        query(old_form, fmt::format(kReadEvents, first, first + kRowsAtOnce).c_str());
    if (!answer) return answer.error();
    std::vector<Row> rows;
    rows.reserve(answer->rows.size());
    for (const auto& cells : answer->rows) rows.push_back(row_in(cells));
    if (Status loaded = loader.load(rows, 0); !loaded) return loaded;
  }
  const auto position = integer(old_form, "SELECT position FROM store_state");
  if (!position) return position.error();
  return loader.load({}, *position);
}

}  // namespace overt::duckdb

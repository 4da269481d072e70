#include "store/clickhouse/insert.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "model/event.h"
#include "store/clickhouse/row_binary.h"
#include "store/run_row.h"
#include "store/version_order.h"

namespace overt::clickhouse {
namespace {

// In the order in which write_row() writes them.
constexpr std::string_view kInsert =
    "INSERT INTO event (day, half, app, command, execution_id, project, user_id, event_type, "
    "schema_version, received_ms, ts_ms, version, version_order, os, arch, group_channel, ci, "
    "ci_name, exit_code, duration_ms, bucket, option_names, option_as_cli, option_as_env, "
    "option_counts, attribute_flag_names, attribute_flags, attribute_number_names, "
    "attribute_numbers, attribute_text_names, attribute_texts, flag_names, flags, number_names, "
    "numbers, text_names, texts, collector, position) FORMAT RowBinary";

std::uint8_t half_of(std::string_view event_type) {
  if (event_type == kCommandStarted) return 1;
  return event_type == kCommandExited ? 2 : 0;
}

// ClickHouse's days end with the year 2149.
std::uint16_t day_number(std::int64_t received_ms) {
  return static_cast<std::uint16_t>(std::clamp(day_of(received_ms), 0, 0xFFFF));
}

template <typename Value>
std::vector<std::string_view> names_of(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const auto& [name, value] : fields) names.push_back(name);
  return names;
}

template <typename Value>
std::vector<Value> values_of(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<Value> values;
  values.reserve(fields.size());
  for (const auto& [name, value] : fields) values.push_back(value);
  return values;
}

void write_others(const OtherFields& fields, RowBinary& out) {
  out.texts(names_of(fields.flags));
  out.flags(values_of(fields.flags));
  out.texts(names_of(fields.numbers));
  out.numbers(values_of(fields.numbers));
  out.texts(names_of(fields.texts));
  out.texts(values_of(fields.texts));
}

void write_row(const Row& row, std::string_view collector, std::int64_t position, RowBinary& out) {
  out.number(day_number(row.received_ms));
  out.number(half_of(row.event_type));
  out.text(row.app);
  out.text(row.command);
  out.uuid(row.execution_id);
  out.number(row.project);
  out.number(row.user);
  out.text(row.event_type);
  out.number(static_cast<std::int32_t>(row.schema_version));
  out.number(row.received_ms);
  out.number(row.ts_ms);
  out.text(row.version);
  out.text(version_order(row.version));
  out.text(row.os);
  out.text(row.arch);
  out.text(row.group_channel);
  out.flag(row.ci);
  out.text(row.ci_name);
  out.nullable(row.exit_code);
  out.nullable(row.duration_ms);
  out.number(duration_bucket(row.duration_ms));
  out.texts(row.options);
  out.flags(row.option_as_cli);
  out.flags(row.option_as_env);
  out.numbers(row.option_counts);
  write_others(row.attributes, out);
  write_others(row.data, out);
  out.text(collector);
  out.number(position);
}

}  // namespace

std::int16_t duration_bucket(const std::optional<std::int64_t>& ms) {
  constexpr std::int64_t kExact = 64;
  constexpr int kBits = 6;
  if (!ms) return -1;
  if (*ms < kExact) return static_cast<std::int16_t>(std::max<std::int64_t>(*ms, 0));
  const int shift = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(*ms))) - kBits;
  return static_cast<std::int16_t>(32 * shift + (*ms >> shift));
}

Settings settings_of_adding() {
  return {{"insert_distributed_sync", "1"}, {"insert_deduplicate", "0"}};
}

Status insert_events(Server& server, std::span<const Row> rows, std::string_view collector,
                     std::int64_t position) {
  if (rows.empty()) return Ok{};
  if (rows.size() > kLoadRowsMax) return Error{"a load of more than a million rows"};
  RowBinary out;
  auto place = position * static_cast<std::int64_t>(kLoadRowsMax);
  for (const Row& row : rows) write_row(row, collector, place++, out);
  return server.insert(kInsert, out.rows(),
                       {{"insert_distributed_sync", "1"}, {"max_insert_block_size", "1048576"}});
}

}  // namespace overt::clickhouse

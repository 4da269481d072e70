#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/limits.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/row_binary_reader.h"
#include "store/clickhouse/server.h"
#include "store/read_clickhouse.h"

namespace overt {
namespace clickhouse {
namespace {

// Rows of one answer: a few megabytes as a rule, and never more than an answer may have.
constexpr std::int64_t kRowsAtOnce = 50'000;
static_assert(kRowsAtOnce * kEventLineBytesMax < kAnswerBytesMax);

// The last day that ClickHouse knows.
constexpr std::int32_t kLastDay = 0xFFFF;

// In the order in which read_row() reads them.
constexpr std::string_view kColumns =
    "app, command, execution_id, project, user_id, event_type, schema_version, received_ms, ts_ms, "
    "version, os, arch, group_channel, ci, ci_name, exit_code, duration_ms, option_names, "
    "option_as_cli, option_as_env, option_counts, attribute_flag_names, attribute_flags, "
    "attribute_number_names, attribute_numbers, attribute_text_names, attribute_texts, flag_names, "
    "flags, number_names, numbers, text_names, texts";

template <typename Value>
std::vector<std::pair<std::string, Value>> pairs(const std::vector<std::string>& names,
                                                 const std::vector<Value>& values) {
  std::vector<std::pair<std::string, Value>> fields;
  for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i) {
    fields.emplace_back(names[i], values[i]);
  }
  return fields;
}

OtherFields read_others(RowBinaryReader& in) {
  OtherFields fields;
  auto names = in.texts();
  fields.flags = pairs(names, in.flags());
  names = in.texts();
  fields.numbers = pairs(names, in.numbers());
  names = in.texts();
  fields.texts = pairs(names, in.texts());
  return fields;
}

Row read_row(RowBinaryReader& in) {
  Row row;
  row.app = in.text();
  row.command = in.text();
  row.execution_id = in.uuid();
  row.project = in.number<std::uint64_t>();
  row.user = in.number<std::uint64_t>();
  row.event_type = in.text();
  row.schema_version = in.number<std::int32_t>();
  row.received_ms = in.number<std::int64_t>();
  row.ts_ms = in.number<std::int64_t>();
  row.version = in.text();
  row.os = in.text();
  row.arch = in.text();
  row.group_channel = in.text();
  row.ci = in.flag();
  row.ci_name = in.text();
  row.exit_code = in.nullable();
  row.duration_ms = in.nullable();
  row.options = in.texts();
  row.option_as_cli = in.flags();
  row.option_as_env = in.flags();
  row.option_counts = in.numbers();
  row.attributes = read_others(in);
  row.data = read_others(in);
  return row;
}

// Seconds of one day that follow one another.
struct Slice {
  std::int64_t first_second = 0;
  std::int64_t end_second = 0;
  std::int64_t rows = 0;
};

class EventReader {
 public:
  EventReader(const Address& address, const ClickhouseOptions& options, const EventsAsked& asked,
              const TakeRows& take)
      : server_(address, options.password, options.ca_file),
        of_app_(asked.app.empty() ? "" : " AND app = " + sql_text(asked.app)),
        first_day_(std::clamp(asked.first_day, 0, kLastDay)),
        last_day_(std::clamp(asked.end_day - 1, -1, kLastDay)),
        take_(take) {}

  Status read_all() {
    if (last_day_ < first_day_) return Ok{};
    const auto days =
        select(server_, fmt::format("SELECT toInt64(day), toInt64(count()) FROM event WHERE day >= "
                                    "toDate({}) AND day <= toDate({}){} GROUP BY day ORDER BY day",
                                    first_day_, last_day_, of_app_));
    if (!days) return days.error();
    for (const auto& day : days->rows) all_rows_ += std::get<std::int64_t>(day.at(1));
    for (const auto& day : days->rows) {
      if (Status read = read_day(std::get<std::int64_t>(day.at(0))); !read) return read;
    }
    return Ok{};
  }

 private:
  Status read_day(std::int64_t day) {
    const std::string condition = fmt::format("day = toDate({}){}", day, of_app_);
    const auto slices = slices_of(condition);
    if (!slices) return slices.error();
    for (const Slice& slice : *slices) {
      if (Status read = read_slice(condition, slice); !read) return read;
    }
    return Ok{};
  }

  // So that the server sorts no whole day, and no answer is too large.
  Result<std::vector<Slice>> slices_of(const std::string& condition) {
    const auto seconds =
        select(server_, fmt::format("SELECT toInt64(intDiv(received_ms, 1000)) AS second, "
                                    "toInt64(count()) FROM event WHERE {} GROUP BY second "
                                    "ORDER BY second",
                                    condition));
    if (!seconds) return seconds.error();
    std::vector<Slice> slices;
    for (const auto& cells : seconds->rows) {
      const auto second = std::get<std::int64_t>(cells.at(0));
      const auto rows = std::get<std::int64_t>(cells.at(1));
      if (slices.empty() || slices.back().rows + rows > kRowsAtOnce) {
        slices.push_back({.first_second = second});
      }
      slices.back().end_second = second + 1;
      slices.back().rows += rows;
    }
    return slices;
  }

  // At once as a rule; a second that has very many is asked for in parts. Rows that were sent again
  // are the same to their place, and are there until the server's next merge.
  Status read_slice(const std::string& condition, const Slice& slice) {
    constexpr std::int64_t kSecondMs = 1000;
    for (std::int64_t offset = 0; offset < slice.rows; offset += kRowsAtOnce) {
      const auto answer = server_.run(
          fmt::format("SELECT {} FROM event WHERE {} AND received_ms >= {} AND received_ms < {} "
                      "ORDER BY received_ms, half, execution_id, collector, position "
                      "LIMIT 1 BY collector, position LIMIT {}, {} FORMAT RowBinary",
                      kColumns, condition, slice.first_second * kSecondMs,
                      slice.end_second * kSecondMs, offset, kRowsAtOnce),
          settings_of_reading());
      if (!answer) return answer.error();
      std::vector<Row> rows;
      RowBinaryReader in(*answer);
      while (!in.is_at_end()) rows.push_back(read_row(in));
      if (in.is_broken()) return Error{"ClickHouse answers what cannot be read: rows that are cut"};
      read_rows_ += static_cast<std::int64_t>(rows.size());
      if (Status taken = take_(rows, share()); !taken) return taken;
    }
    return Ok{};
  }

  double share() const {
    return std::min(1.0, static_cast<double>(read_rows_) / static_cast<double>(all_rows_));
  }

  Server server_;
  const std::string of_app_;
  const std::int32_t first_day_;
  const std::int32_t last_day_;
  const TakeRows& take_;
  std::int64_t all_rows_ = 0;
  std::int64_t read_rows_ = 0;
};

}  // namespace
}  // namespace clickhouse

Status read_clickhouse_events(const ClickhouseOptions& options, const EventsAsked& asked,
                              const TakeRows& take) {
  const auto address = clickhouse::parse_address(options.url);
  if (!address) return Error{"store: " + address.error().message};  // the URL may have a password
  return clickhouse::EventReader(*address, options, asked, take).read_all();
}

}  // namespace overt

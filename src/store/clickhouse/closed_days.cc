#include "store/clickhouse/closed_days.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "store/clickhouse/drop_partition.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/schema.h"
#include "store/clickhouse/usage.h"
#include "store/pairing.h"

namespace overt::clickhouse {
namespace {

// Beyond it ClickHouse goes on counting on disk.
constexpr std::string_view kCountBytesMax = "2000000000";

// {day}, {generation} and {runs}, which is what runs_of_halves_sql() gives of that day.
constexpr std::string_view kWriteHalves = R"(INSERT INTO half (day, generation, app, command,
  execution_id, arrival, project, half, version, version_order, os, arch, group_channel, ci, ci_name,
  option_names, late, failed, bucket, events)
SELECT run_day, {generation}, app, command, run_id, run_arrival, run_project,
  toUInt8(if(run_started = 1, 1, 2)), run_version, run_version_order, run_os, run_arch,
  run_group_channel, run_ci, run_ci_name, run_option_names, toUInt8(run_late), toUInt8(run_failed),
  run_bucket, toUInt32(run_events)
FROM ({runs}) WHERE run_started + run_ended = 1)";

// A half that came twice and found no other one is in `half`; that it came twice is said here.
constexpr std::string_view kWriteFacts =
    R"(INSERT INTO fact (day, generation, app, command, project,
  version, version_order, os, arch, group_channel, ci, ci_name, option_names, runs, failed, late,
  doubled, events, buckets)
SELECT run_day, {generation}, app, command, run_project, run_version, run_version_order, run_os,
  run_arch, run_group_channel, run_ci, run_ci_name, run_option_names, toUInt32(sum(is_whole)),
  toUInt32(sum(is_whole * run_failed)), toUInt32(sum(is_whole * run_late)),
  toUInt32(sum(run_doubled)), toUInt32(sum(is_whole * run_events)),
  arrayFilter(b -> b >= 0, groupArray(if(is_whole = 1, run_bucket, toInt16(-1))))
FROM (SELECT *, run_started * run_ended AS is_whole FROM ({runs}))
WHERE is_whole = 1 OR run_doubled > 0
GROUP BY run_day, app, command, run_project, run_version, run_version_order, run_os, run_arch,
  run_group_channel, run_ci, run_ci_name, run_option_names)";

// Halves that have come on an earlier day already; their runs may be added up and gone by now.
constexpr std::string_view kEarlier = R"((execution_id, half) {negation}IN (
  SELECT execution_id, half FROM event
  WHERE half != 0 AND day >= toDate({first}) AND day < toDate({day})
    AND execution_id IN (SELECT execution_id FROM event WHERE half != 0 AND day = toDate({day}))))";
constexpr std::string_view kWriteEarlier = R"(INSERT INTO fact (day, generation, app, command,
  project, version, version_order, os, arch, group_channel, ci, ci_name, option_names, runs, failed,
  late, doubled, events, buckets)
SELECT day, {generation}, app, command, toUInt64(0), version, version_order, '', '', '', toUInt8(0),
  '', emptyArrayString(), toUInt32(0), toUInt32(0), toUInt32(0), toUInt32(count()),
  toUInt32(count()), emptyArrayInt16()
FROM event WHERE half != 0 AND day = toDate({day}) AND {earlier}
GROUP BY day, app, command, version, version_order)";

std::string days_sql(const std::vector<std::int32_t>& days) {
  return fmt::format("toDate({})", fmt::join(days, "), toDate("));
}

std::string earlier_sql(std::int32_t day, std::string_view negation) {
  return fmt::format(fmt::runtime(kEarlier), fmt::arg("negation", negation),
                     fmt::arg("first", day - kHalfDays), fmt::arg("day", day));
}

Settings settings_of_counting(const Replicas& replicas) {
  Settings settings = settings_of_all(replicas);
  settings.insert(settings.end(),
                  {{"insert_distributed_sync", "1"},
                   {"insert_deduplicate", "0"},
                   {"distributed_product_mode", "global"},
                   {"max_bytes_before_external_group_by", std::string(kCountBytesMax)}});
  return settings;
}

Result<std::int64_t> count(Server& server, const std::string& statement) {
  const auto answer = select(server, statement);
  if (!answer) return answer.error();
  return std::get<std::int64_t>(answer->rows.at(0).at(0));
}

// Only the newest generation that has all of its day's events counts.
DayStates judged(const std::vector<Generation>& generations,
                 const std::map<std::int32_t, std::int64_t>& events) {
  std::map<std::int32_t, Generation> current;
  for (const Generation& generation : generations) {
    const auto of_day = events.find(generation.day);
    if (of_day == events.end() || of_day->second != generation.events) continue;
    Generation& newest = current[generation.day];
    if (newest.number < generation.number) newest = generation;
  }
  DayStates states;
  for (const Generation& generation : generations) {
    const auto chosen = current.find(generation.day);
    if (chosen != current.end() && chosen->second.number == generation.number) continue;
    states.stale.push_back(generation);
  }
  for (const auto& [day, generation] : current) states.current.push_back(generation);
  for (const auto& [day, count] : events) {
    if (count > 0 && !current.contains(day)) states.open.push_back(day);
  }
  return states;
}

}  // namespace

std::string day_text(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string DayStates::open_sql() const {
  return open.empty() ? "0" : fmt::format("day IN ({})", days_sql(open));
}

std::string DayStates::closed_sql() const {
  if (current.empty()) return "0";
  std::vector<std::int64_t> numbers;
  numbers.reserve(current.size());
  for (const Generation& generation : current) numbers.push_back(generation.number);
  return fmt::format("generation IN ({})", fmt::join(numbers, ", "));
}

Result<DayStates> read_day_states(Server& server) {
  const auto written = select(server,
                              "SELECT toInt64(day) AS number_of_day, toInt64(generation) AS begun, "
                              "toInt64(max(events)) AS n"
                              " FROM fact_day GROUP BY day, generation");
  if (!written) return written.error();
  const auto there =
      select(server,
             "SELECT toInt64(day) AS number_of_day, toInt64(countIf(half != 0)) AS n "
             "FROM event GROUP BY day ORDER BY day");
  if (!there) return there.error();
  std::vector<Generation> generations;
  for (const auto& row : written->rows) {
    generations.push_back({.day = static_cast<std::int32_t>(std::get<std::int64_t>(row.at(0))),
                           .number = std::get<std::int64_t>(row.at(1)),
                           .events = std::get<std::int64_t>(row.at(2))});
  }
  std::map<std::int32_t, std::int64_t> events;
  for (const auto& row : there->rows) {
    events[static_cast<std::int32_t>(std::get<std::int64_t>(row.at(0)))] =
        std::get<std::int64_t>(row.at(1));
  }
  return judged(generations, events);
}

Status close_day(Server& server, const Replicas& replicas, std::int32_t day, std::int64_t now_ms) {
  const Settings settings = settings_of_counting(replicas);
  const auto run = [&](const std::string& statement) -> Status {
    const auto done = server.run(statement, settings);
    return done ? Status(Ok{}) : Status(done.error());
  };
  const auto note = [&](std::int64_t events) {
    return run(
        fmt::format("INSERT INTO fact_day (day, generation, events) VALUES (toDate({}), {}, {})",
                    day, now_ms, events));
  };
  if (Status claimed = note(0); !claimed) return claimed;
  const auto earlier =
      count(server, fmt::format("SELECT toInt64(count()) FROM event WHERE half != 0"
                                " AND day = toDate({}) AND {}",
                                day, earlier_sql(day, "")));
  if (!earlier) return earlier.error();
  std::string condition = fmt::format("day = toDate({})", day);
  if (*earlier > 0) condition += " AND " + earlier_sql(day, "NOT ");
  const auto generation = fmt::arg("generation", now_ms);
  const std::string runs = runs_of_halves_sql(halves_of_events_sql(condition));
  for (const std::string_view write : {kWriteFacts, kWriteHalves}) {
    if (Status written = run(fmt::format(fmt::runtime(write), generation, fmt::arg("runs", runs)));
        !written) {
      return written;
    }
  }
  if (*earlier > 0) {
    Status written = run(fmt::format(fmt::runtime(kWriteEarlier), generation, fmt::arg("day", day),
                                     fmt::arg("earlier", earlier_sql(day, ""))));
    if (!written) return written;
  }
  const auto events = count(
      server, fmt::format("SELECT toInt64(sum(n)) FROM (SELECT toInt64(sum(events)) AS n FROM fact "
                          "WHERE day = toDate({0}) AND generation = {1} UNION ALL SELECT "
                          "toInt64(sum(events)) AS n FROM half WHERE day = toDate({0}) AND "
                          "generation = {1})",
                          day, now_ms));
  if (!events) return events.error();
  return note(*events);
}

std::vector<Generation> StaleCounts::over(const std::vector<Generation>& stale,
                                          std::int64_t now_ms) {
  decltype(since_ms_) since_ms;
  std::vector<Generation> over;
  for (const Generation& generation : stale) {
    const std::pair key(generation.day, generation.number);
    const auto known = since_ms_.find(key);
    const std::int64_t since = known == since_ms_.end() ? now_ms : known->second;
    since_ms.emplace(key, since);
    if (now_ms - since >= kGenerationGraceMs) over.push_back(generation);
  }
  since_ms_ = std::move(since_ms);
  return over;
}

Status remove_counts(Server& server, const Address& address,
                     const std::vector<Generation>& generations) {
  for (const Generation& generation : generations) {
    for (const std::string_view table : {"half", "fact", "fact_day"}) {
      Status dropped =
          drop_partition(server, address, table,
                         {.day = day_text(generation.day), .generation = generation.number});
      if (!dropped) return dropped;
    }
  }
  return Ok{};
}

}  // namespace overt::clickhouse

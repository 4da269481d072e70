#include "store/clickhouse/closed_days.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

#include "store/clickhouse/drop_partition.h"
#include "store/clickhouse/insert.h"
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
  option_names, late, failed, bucket, events, content, copies)
SELECT run_day, {generation}, app, command, run_id, run_arrival, run_project,
  toUInt8(if(run_started = 1, 1, 2)), run_version, run_version_order, run_os, run_arch,
  run_group_channel, run_ci, run_ci_name, run_option_names, toUInt8(run_late), toUInt8(run_failed),
  run_bucket, toUInt32(run_events), run_content, toUInt32(run_events - run_doubled - 1)
FROM ({runs}) WHERE run_started + run_ended = 1)";

// A half that came twice and found no other one is in `half`; that it came twice is said here.
constexpr std::string_view kWriteFacts =
    R"(INSERT INTO fact (day, generation, app, command, project,
  version, version_order, os, arch, group_channel, ci, ci_name, option_names, runs, failed, late,
  doubled, events, content, copies, buckets)
SELECT run_day, {generation}, app, command, run_project, run_version, run_version_order, run_os,
  run_arch, run_group_channel, run_ci, run_ci_name, run_option_names, toUInt32(sum(is_whole)),
  toUInt32(sum(is_whole * run_failed)), toUInt32(sum(is_whole * run_late)),
  toUInt32(sum(run_doubled)), toUInt32(sum(is_whole * run_events)),
  sum(toUInt64(is_whole) * run_content), toUInt32(sum(is_whole * (run_events - run_doubled - 2))),
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
  late, doubled, events, content, copies, buckets)
SELECT day, {generation}, app, command, toUInt64(0), version, version_order, '', '', '', toUInt8(0),
  '', emptyArrayString(), toUInt32(0), toUInt32(0), toUInt32(0), toUInt32(count()),
  toUInt32(count()), sum(cityHash64(collector, position)),
  toUInt32(count() - uniqExact(collector, position)), emptyArrayInt16()
FROM event WHERE half != 0 AND day = toDate({day}) AND {earlier}
GROUP BY day, app, command, version, version_order)";

// How much of a day is in a generation.
constexpr std::string_view kWritten = R"(SELECT toInt64(sum(n)), toInt64(sum(hashes)),
  toInt64(sum(again))
FROM (SELECT toInt64(sum(events)) AS n, toInt64(sum(content)) AS hashes, toInt64(sum(copies)) AS again
  FROM fact WHERE day = toDate({day}) AND generation = {generation}
  UNION ALL
  SELECT toInt64(sum(events)) AS n, toInt64(sum(content)) AS hashes, toInt64(sum(copies)) AS again
  FROM half WHERE day = toDate({day}) AND generation = {generation}))";

std::string days_sql(const std::vector<std::int32_t>& days) {
  return fmt::format("toDate({})", fmt::join(days, "), toDate("));
}

std::string earlier_sql(std::int32_t day, std::string_view negation) {
  return fmt::format(fmt::runtime(kEarlier), fmt::arg("negation", negation),
                     fmt::arg("first", day - kHalfDays), fmt::arg("day", day));
}

Settings settings_of_counting(const Replicas& replicas) {
  Settings settings = settings_of_all(replicas);
  const Settings of_adding = settings_of_adding();
  settings.insert(settings.end(), of_adding.begin(), of_adding.end());
  settings.insert(settings.end(),
                  {{"distributed_product_mode", "global"},
                   {"max_bytes_before_external_group_by", std::string(kCountBytesMax)}});
  return settings;
}

// The same for each row that was sent again, and another one for every other.
constexpr std::string_view kContent = "toInt64(sum(cityHash64(collector, position)))";

// By day.
using Numbers = std::map<std::int32_t, std::int64_t>;

// Of a statement that gives days and a number for each.
Result<Numbers> numbers_of_days(Server& server, const std::string& statement) {
  const auto answer = select(server, statement);
  if (!answer) return answer.error();
  Numbers numbers;
  for (const auto& row : answer->rows) {
    const auto day = static_cast<std::int32_t>(std::get<std::int64_t>(row.at(0)));
    numbers[day] = std::get<std::int64_t>(row.at(1));
  }
  return numbers;
}

Result<std::vector<Generation>> read_generations(Server& server, std::string_view condition) {
  const auto answer = select(
      server, fmt::format("SELECT toInt64(day) AS number_of_day, toInt64(generation) AS begun, "
                          "toInt64(max(events)) AS n, toInt64(max(content)) AS sum_of_hashes, "
                          "toInt64(max(by_content)) AS is_by_content "
                          "FROM fact_day WHERE {} GROUP BY day, generation",
                          condition));
  if (!answer) return answer.error();
  std::vector<Generation> generations;
  for (const auto& row : answer->rows) {
    const auto number = [&row](std::size_t at) { return std::get<std::int64_t>(row.at(at)); };
    generations.push_back({.day = static_cast<std::int32_t>(number(0)),
                           .number = number(1),
                           .events = number(2),
                           .content = number(3),
                           .is_by_content = number(4) != 0});
  }
  return generations;
}

bool has_number(const Numbers& numbers, std::int32_t day, std::int64_t number) {
  const auto found = numbers.find(day);
  return found != numbers.end() && found->second == number;
}

// Of the days where as many events need not be the same ones.
Result<Numbers> contents_in_doubt(Server& server, const std::vector<Generation>& generations,
                                  const Numbers& events) {
  std::vector<std::int32_t> days;
  for (const Generation& generation : generations) {
    if (generation.is_by_content && has_number(events, generation.day, generation.events)) {
      days.push_back(generation.day);
    }
  }
  if (days.empty()) return Numbers{};
  return numbers_of_days(server, fmt::format("SELECT toInt64(day) AS number_of_day, {} AS n FROM "
                                             "event WHERE half != 0 AND day IN ({}) GROUP BY day",
                                             kContent, days_sql(days)));
}

Result<std::int64_t> count(Server& server, const std::string& statement) {
  const auto answer = select(server, statement);
  if (!answer) return answer.error();
  return std::get<std::int64_t>(answer->rows.at(0).at(0));
}

// Only the newest generation that has all of its day's events counts.
DayStates judged(const std::vector<Generation>& generations, const Numbers& events,
                 const Numbers& contents) {
  std::map<std::int32_t, Generation> current;
  for (const Generation& generation : generations) {
    if (!has_number(events, generation.day, generation.events)) continue;
    if (generation.is_by_content && !has_number(contents, generation.day, generation.content)) {
      continue;
    }
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
  std::string sql = "(day, generation) IN (";
  for (const Generation& generation : current) {
    fmt::format_to(std::back_inserter(sql), "{}({}, {})", sql.ends_with(')') ? ", " : "",
                   generation.day, generation.number);
  }
  return sql + ")";
}

Result<DayStates> read_day_states(Server& server) {
  const auto generations = read_generations(server, "1");
  if (!generations) return generations.error();
  const auto events = numbers_of_days(
      server,
      "SELECT toInt64(day) AS number_of_day, toInt64(countIf(half != 0)) AS n FROM event "
      "GROUP BY day");
  if (!events) return events.error();
  const auto contents = contents_in_doubt(server, *generations, *events);
  if (!contents) return contents.error();
  return judged(*generations, *events, *contents);
}

Status distrust_counts(Server& server, const std::vector<std::int32_t>& days) {
  if (days.empty()) return Ok{};
  const auto generations = read_generations(server, fmt::format("day IN ({})", days_sql(days)));
  if (!generations) return generations.error();
  for (std::span<const Generation> rest = *generations; !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), kPartitionsOfInsertMax));
    std::string statement =
        "INSERT INTO fact_day (day, generation, events, content, by_content) VALUES";
    for (const Generation& generation : part) {
      fmt::format_to(std::back_inserter(statement), " (toDate({}), {}, 0, 0, 1)", generation.day,
                     generation.number);
    }
    const auto done = server.run(statement, settings_of_adding());
    if (!done) return done.error();
    rest = rest.subspan(part.size());
  }
  return Ok{};
}

Status close_day(Server& server, const Replicas& replicas, std::int32_t day, std::int64_t now_ms) {
  const Settings settings = settings_of_counting(replicas);
  const auto run = [&](const std::string& statement) -> Status {
    const auto done = server.run(statement, settings);
    return done ? Status(Ok{}) : Status(done.error());
  };
  const auto note = [&](std::int64_t events, std::int64_t content, bool is_by_content) {
    return run(fmt::format(
        "INSERT INTO fact_day (day, generation, events, content, by_content) "
        "VALUES (toDate({}), {}, {}, {}, {})",
        day, now_ms, events, static_cast<std::uint64_t>(content), is_by_content ? 1 : 0));
  };
  if (Status claimed = note(0, 0, false); !claimed) return claimed;
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
  const auto written = select(server, fmt::format(fmt::runtime(kWritten), fmt::arg("day", day),
                                                  fmt::arg("generation", now_ms)));
  if (!written) return written.error();
  const auto number = [&](std::size_t at) {
    return std::get<std::int64_t>(written->rows[0].at(at));
  };
  return note(number(0), number(1), number(2) > 0);
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

#include "publish/read_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace overt {
namespace {

// Of the cells of a row: {0} and {1} are days, {2} is the day up to which days are closed.
constexpr const char* kEnvironments = R"(
  SELECT id, version, os, arch,
    CASE WHEN ci_name <> '' THEN ci_name WHEN ci THEN 'CI' ELSE 'local' END, group_channel
  FROM environment WHERE app = $app)";
constexpr const char* kCommands = "SELECT id, command FROM command WHERE app = $app";
constexpr const char* kOptionSets =
    "SELECT id, coalesce(array_to_string(list_distinct(names), chr(31)), '') FROM option_set";

// A part of the projects at a time, so that a month of millions of rows is never in memory twice.
constexpr int kParts = 16;
constexpr const char* kRuns = R"(
  SELECT dense_rank() OVER (ORDER BY project) AS number, command, environment, options,
    CAST(sum(runs) AS BIGINT), CAST(sum(ended) AS BIGINT), CAST(sum(failed) AS BIGINT)
  FROM usage({0}, {1}, {2})
  WHERE project <> 0 AND project % {3} = {4}
    AND command IN (SELECT id FROM command WHERE app = $app)
  GROUP BY project, command, environment, options
  HAVING sum(runs) > 0
  ORDER BY number)";
constexpr const char* kUnknown = R"(
  SELECT CAST(coalesce(sum(runs), 0) AS BIGINT) FROM usage({0}, {1}, {2})
  WHERE project = 0 AND command IN (SELECT id FROM command WHERE app = $app))";
constexpr const char* kDurations = R"(
  WITH buckets AS (
    SELECT c.command, bucket, CAST(sum(runs) AS BIGINT) AS runs
    FROM timing({0}, {1}, {2}) AS t JOIN command AS c ON c.id = t.command AND c.app = $app
    GROUP BY c.command, bucket
  ), ranks AS (
    SELECT command, bucket_middle(bucket) AS ms,
      sum(runs) OVER (PARTITION BY command ORDER BY bucket) AS up_to,
      sum(runs) OVER (PARTITION BY command) AS n
    FROM buckets
  )
  SELECT command, min(ms) FILTER (WHERE up_to * 100 >= n * 50),
    min(ms) FILTER (WHERE up_to * 100 >= n * 90)
  FROM ranks GROUP BY command)";

constexpr char kBetween = '\x1F';

std::int64_t number_in(const Cell& cell) { return std::get<std::int64_t>(cell); }
const std::string& text_in(const Cell& cell) { return std::get<std::string>(cell); }

// Numbers cells as they come.
class UsageBuilder {
 public:
  UsageBuilder() {
    for (const char* name :
         {"all", "commands", "versions", "os", "arch", "where", "channels", "options"}) {
      usage_.tables.push_back({.name = name, .tells_runs = std::string_view(name) == "commands"});
    }
    numbers_.resize(usage_.tables.size());
    (void)cell(0, "");
  }

  std::uint32_t cell(std::size_t table, const std::string& name) {
    const auto next = static_cast<std::uint32_t>(usage_.cells.size());
    const auto [found, is_new] = numbers_[table].emplace(name, next);
    if (is_new) usage_.cells.push_back({.table = table, .name = name});
    return found->second;
  }

  void add_command(const std::vector<Cell>& row) {
    commands_[number_in(row[0])] = cell(1, text_in(row[1]));
  }

  void add_environment(const std::vector<Cell>& row) {
    auto& cells = environments_[number_in(row[0])];
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(2 + i, text_in(row[1 + i]));
  }

  void add_option_set(const std::vector<Cell>& row) {
    auto& cells = option_sets_[number_in(row[0])];
    std::string_view names = text_in(row[1]);
    while (!names.empty()) {
      const auto end = std::min(names.find(kBetween), names.size());
      cells.push_back(cell(7, std::string(names.substr(0, end))));
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }

  void add_runs(const std::vector<Cell>& row, std::uint32_t projects_before) {
    usage_.runs.push_back(
        {.project = projects_before + static_cast<std::uint32_t>(number_in(row[0])) - 1,
         .kind = kind(number_in(row[1]), number_in(row[2]), number_in(row[3])),
         .counts = {number_in(row[4]), number_in(row[5]), number_in(row[6])}});
  }

  Usage take() { return std::move(usage_); }

 private:
  std::uint32_t kind(std::int64_t command, std::int64_t environment, std::int64_t options) {
    const auto next = static_cast<std::uint32_t>(usage_.kinds.size());
    const auto [found, is_new] = kinds_.emplace(std::tuple(command, environment, options), next);
    if (is_new) {
      std::vector<std::uint32_t>& cells = usage_.kinds.emplace_back();
      cells.push_back(0);
      cells.push_back(commands_.at(command));
      for (const std::uint32_t cell : environments_.at(environment)) cells.push_back(cell);
      for (const std::uint32_t cell : option_sets_[options]) cells.push_back(cell);
      std::ranges::sort(cells);
    }
    return found->second;
  }

  Usage usage_;
  std::vector<std::unordered_map<std::string, std::uint32_t>> numbers_;  // by table
  std::unordered_map<std::int64_t, std::uint32_t> commands_;
  std::unordered_map<std::int64_t, std::array<std::uint32_t, 5>> environments_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> option_sets_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::uint32_t> kinds_;
};

// The rows of a statement, each given to `take`.
template <typename Take>
Status each_row(Store& store, const std::string& sql, const std::string& app, Take take) {
  const auto answer = store.query(sql, {{"app", app}});
  if (!answer) return answer.error();
  for (const auto& row : answer->rows) take(row);
  return Ok{};
}

}  // namespace

Result<MonthOfUse> read_usage(Store& store, const std::string& app, const Month& month) {
  const auto state = store.query("SELECT closed_day FROM store_state", {});
  if (!state) return state.error();
  const auto date = [](std::int64_t day) { return fmt::format("DATE '1970-01-01' + ({})", day); };
  const std::string first = date(month.first_day());
  const std::string end = date(month.end_day());
  const std::string closed = date(number_in(state->rows.at(0).at(0)));
  const auto of_month = [&](const char* sql, auto... more) {
    return fmt::format(fmt::runtime(sql), first, end, closed, more...);
  };

  UsageBuilder builder;
  MonthOfUse read;
  Status done = each_row(store, kCommands, app, [&](const auto& row) { builder.add_command(row); });
  if (done) {
    done =
        each_row(store, kEnvironments, app, [&](const auto& row) { builder.add_environment(row); });
  }
  if (done) {
    done = each_row(store, kOptionSets, app, [&](const auto& row) { builder.add_option_set(row); });
  }
  std::uint32_t projects = 0;
  for (int part = 0; done && part < kParts; ++part) {
    std::uint32_t of_part = 0;
    done = each_row(store, of_month(kRuns, kParts, part), app, [&](const auto& row) {
      builder.add_runs(row, projects);
      of_part = static_cast<std::uint32_t>(number_in(row[0]));
      read.runs_known += number_in(row[4]);
    });
    projects += of_part;
  }
  if (done) {
    done = each_row(store, of_month(kUnknown), app,
                    [&](const auto& row) { read.runs_unknown = number_in(row[0]); });
  }
  if (done) {
    done = each_row(store, of_month(kDurations), app, [&](const auto& row) {
      read.durations[text_in(row[0])] = {.p50_ms = number_in(row[1]), .p90_ms = number_in(row[2])};
    });
  }
  if (!done) return done.error();
  read.usage = builder.take();
  return read;
}

}  // namespace overt

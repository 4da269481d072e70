// For tests of archives: days of use as an inbox holds them, loaded as from one, and all that a
// store knows as text.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/event.h"
#include "store/row.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt::testing {

inline constexpr std::int32_t kFirstArchivedDay = 19'675;  // 2023-11-14
inline constexpr int kProjects = 5;                        // numbered from 1; 0 is none

inline constexpr auto kTellNobody = [](std::int64_t, std::int64_t) {};

inline std::uint64_t project_number(std::uint64_t project) {
  return project * 0x9E3779B97F4A7C15U & kIdMask;
}

// A run of a few kinds of everything, so that each dictionary has entries.
inline Row row_of_run(std::uint16_t run, std::string_view type, std::int64_t received_ms) {
  Row row{.app = run % 4 == 0 ? "werf" : "git", .received_ms = received_ms, .ts_ms = received_ms};
  row.execution_id.bytes[0] = static_cast<std::uint8_t>(run >> 8U);
  row.execution_id.bytes[1] = static_cast<std::uint8_t>(run);
  row.project = project_number(run % (kProjects + 1));
  row.command = run % 3 == 0 ? "commit" : "push";
  row.event_type = type;
  row.version = fmt::format("1.{}.0", run % 5);
  row.os = "linux";
  row.ci = run % 7 == 0;
  if (run % 11 == 0) row.attributes.texts = {{"shell", fmt::format("sh-{}", run % 3)}};
  if (type == kCommandStarted && run % 2 == 0) {
    row.options = {fmt::format("option-{}", run % 9)};
    row.option_as_cli = {true};
    row.option_as_env = {false};
    row.option_counts = {1};
  }
  if (type == kCommandExited) {
    row.exit_code = run % 13 == 0 ? 1 : 0;
    row.duration_ms = 10 * run;
  }
  if (type == "BuildStarted") row.data.numbers = {{"images", run % 4}};
  return row;
}

// `days` of them, each with halves that find each other at once, on a later day or never, halves
// that come twice, and other events; in the order in which they arrived.
inline std::vector<Row> rows_of_days(int days) {
  constexpr int kRunsADay = 40;
  std::mt19937 random(20'231'114);
  std::vector<Row> rows;
  std::uint16_t run = 0;
  for (int day = 0; day < days; ++day) {
    for (int i = 0; i < kRunsADay; ++i) {
      ++run;
      const std::int64_t begins =
          (kFirstArchivedDay + day) * kDayMs + static_cast<std::int64_t>(random() % kDayMs);
      rows.push_back(row_of_run(run, kCommandStarted, begins));
      if (run % 5 == 0) rows.push_back(row_of_run(run, "BuildStarted", begins + 1));
      const std::int64_t lasts = run % 8 == 0 ? kDayMs * static_cast<int>(random() % 4) : 50;
      if (run % 10 != 0) rows.push_back(row_of_run(run, kCommandExited, begins + lasts));
      if (run % 15 == 0) rows.push_back(row_of_run(run, kCommandStarted, begins + lasts + 1));
    }
  }
  std::ranges::stable_sort(rows, {}, &Row::received_ms);
  return rows;
}

// Loads the rows after the store's position, of which each row is one more: as a collector does, so
// that a load ends where a day does.
inline void load_rest(Store& store, const std::vector<Row>& rows) {
  constexpr std::size_t kRowsALoad = 25;
  auto next = static_cast<std::size_t>(*store.position());
  while (next < rows.size()) {
    std::size_t end = next + 1;
    while (end < rows.size() && end - next < kRowsALoad &&
           day_of(rows[end].received_ms) == day_of(rows[next].received_ms)) {
      ++end;
    }
    const Status loaded =
        store.load(std::span(rows).subspan(next, end - next), static_cast<std::int64_t>(end));
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    next = end;
  }
}

inline std::string text_of(Store& store, const std::string& sql) {
  const auto answer = store.query(sql, {});
  EXPECT_TRUE(answer.ok()) << (answer ? "" : answer.error().message);
  if (!answer) return {};
  std::string text;
  for (const auto& row : answer->rows) text += std::get<std::string>(row.at(0)) + "\n";
  return text;
}

// What makes a file of an older form of one of the form after it, as far as it has less.
inline constexpr const char* kToFormSix = R"(
  DROP TABLE option_set_week;
  DROP MACRO TABLE usage_of_option_sets; DROP MACRO TABLE started_with_options;
  UPDATE store_state SET schema_version = 6;)";
inline constexpr const char* kToFormFive = R"(
  DROP TABLE duration_week; DROP TABLE environment_day;
  DROP MACRO TABLE timing_of_weeks; DROP MACRO TABLE usage_of_environment_days;
  DROP MACRO TABLE open_usage;
  UPDATE store_state SET schema_version = 5;)";
inline constexpr const char* kToFormFour = R"(
  DROP TABLE option_week; DROP MACRO TABLE usage_of_options;
  UPDATE store_state SET schema_version = 4;)";
inline constexpr const char* kToFormThree = R"(
  DROP TABLE environment_week; DROP TABLE command_week;
  DROP MACRO TABLE usage_of_environments; DROP MACRO TABLE usage_of_commands;
  UPDATE store_state SET schema_version = 3;)";
inline constexpr const char* kToFormTwo = R"(
  DROP TABLE archive_half;
  UPDATE half SET settled = DATE '1970-01-01';
  ALTER TABLE refusal DROP COLUMN settled;
  ALTER TABLE store_state DROP COLUMN ended_day;
  ALTER TABLE store_state DROP COLUMN ended_position;
  ALTER TABLE store_state DROP COLUMN archived_day;
  ALTER TABLE store_state DROP COLUMN archived_position;
  UPDATE store_state SET schema_version = 2;)";

// Rows and sums with texts for the numbers of dictionaries, which may differ.
inline std::string all_of(Store& store) {
  constexpr const char* kRuns =
      "SELECT concat_ws(' ', '{0}', r.settled, r.day, execution_id, project, user_id, c.app, "
      "c.command, v.version, v.version_order, e.os, r.ci, e.texts, o.names, started_received_ms, "
      "started_ms, exited_received_ms, exited_ms, exit_code, duration_ms) FROM {0} AS r "
      "JOIN command AS c ON c.id = r.command JOIN environment AS e ON e.id = r.environment "
      "JOIN version AS v ON v.id = e.version_id LEFT JOIN option_set AS o ON o.id = r.options "
      "ORDER BY 1";
  const std::string all[] = {
      fmt::format(kRuns, "run"),
      fmt::format(kRuns, "half"),
      "SELECT concat_ws(' ', o.settled, received_ms, execution_id, project, c.command, e.texts, "
      "s.event_type, s.number_names, o.numbers) FROM other_event AS o JOIN command AS c ON "
      "c.id = o.command JOIN environment AS e ON e.id = o.environment JOIN shape AS s ON "
      "s.id = o.shape ORDER BY 1",
      "SELECT concat_ws(' ', day, app, reason, version, sum(events)) FROM refusal "
      "GROUP BY day, app, reason, version ORDER BY 1",
      "SELECT concat_ws(' ', day, project, c.app, c.command, e.version, e.texts, f.ci, o.names, "
      "sum(runs), sum(started), sum(ended), sum(whole), sum(failed), sum(late)) FROM fact AS f "
      "JOIN command AS c ON c.id = f.command JOIN environment AS e ON e.id = f.environment "
      "LEFT JOIN option_set AS o ON o.id = f.options GROUP BY day, project, c.app, c.command, "
      "e.version, e.texts, f.ci, o.names ORDER BY 1",
      "SELECT concat_ws(' ', day, c.app, c.command, v.version, ci, bucket, sum(runs)) FROM "
      "duration AS d JOIN command AS c ON c.id = d.command JOIN version AS v ON v.id = d.version "
      "GROUP BY day, c.app, c.command, v.version, ci, bucket ORDER BY 1",
      "SELECT concat_ws(' ', day, project, e.version, e.os, e.texts, d.ci, sum(runs), "
      "sum(started), "
      "sum(ended), sum(failed), sum(late)) "
      "FROM environment_day AS d JOIN environment AS e ON e.id = d.environment "
      "GROUP BY day, project, e.version, e.os, e.texts, d.ci ORDER BY 1",
      "SELECT concat_ws(' ', week, project, e.version, e.os, e.texts, w.ci, min(first_day), "
      "max(last_day), sum(runs), sum(started), sum(ended), sum(failed), sum(late)) "
      "FROM environment_week AS w JOIN environment AS e ON e.id = w.environment "
      "GROUP BY week, project, e.version, e.os, e.texts, w.ci ORDER BY 1",
      "SELECT concat_ws(' ', week, project, c.app, c.command, w.ci, min(first_day), max(last_day), "
      "sum(runs), sum(started), sum(ended), sum(whole), sum(failed), sum(late)) FROM command_week "
      "AS w JOIN command AS c ON c.id = w.command "
      "GROUP BY week, project, c.app, c.command, w.ci ORDER BY 1",
      "SELECT concat_ws(' ', week, c.app, c.command, v.version, ci, o.names, max(last_day), "
      "sum(started)) FROM option_set_week AS w JOIN command AS c ON c.id = w.command "
      "JOIN version AS v ON v.id = w.version JOIN option_set AS o ON o.id = w.options "
      "GROUP BY week, c.app, c.command, v.version, ci, o.names ORDER BY 1",
      "SELECT DISTINCT concat_ws(' ', week, project, c.app, c.command, ci, o.names) "
      "FROM option_week AS w JOIN command AS c ON c.id = w.command "
      "JOIN option_set AS o ON o.id = w.options ORDER BY 1",
      "SELECT concat_ws(' ', week, c.app, c.command, v.version, ci, bucket, sum(runs)) FROM "
      "duration_week AS d JOIN command AS c ON c.id = d.command JOIN version AS v ON v.id = "
      "d.version "
      "GROUP BY week, c.app, c.command, v.version, ci, bucket ORDER BY 1",
      "SELECT concat_ws(' ', position, closed_day, newest_day) FROM store_state"};
  std::string text;
  for (const std::string& sql : all) text += text_of(store, sql) + "--\n";
  return text;
}

}  // namespace overt::testing

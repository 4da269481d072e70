// For tests of reports: runs as a few words, a store that has them, and a report as text.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "reports/run_report.h"
#include "store/store.h"

namespace overt::testing {

inline constexpr std::int64_t kHour = 3'600'000;
inline constexpr std::int64_t kDay = 24 * kHour;
inline constexpr std::int64_t kMonday = 1'699'833'600'000;  // 2023-11-13T00:00:00Z, a Monday
inline constexpr std::int64_t kNow = kMonday + 7 * kDay + 12 * kHour;

struct SampleRun {
  std::uint8_t id = 0;
  std::string command;
  std::uint64_t project = 0;
  int day = 0;  // after kMonday
  int hour = 10;
  std::string ci_name;  // empty for a local run
  bool started = true;
  std::optional<std::int64_t> exit_code;  // none: CommandExited did not come
  std::int64_t duration_ms = 0;
  std::vector<std::string> options;
  std::string app = "git";
  std::string version = "1.0.0";
};

inline Row row_of(const SampleRun& run, std::string_view type) {
  Row row;
  row.app = run.app;
  row.received_ms = kMonday + run.day * kDay + run.hour * kHour;
  row.ts_ms = 1;  // a machine whose clock was never set: no report but `quality` may care
  row.execution_id.bytes[0] = run.id;
  row.project = run.project;
  row.command = run.command;
  row.event_type = type;
  row.os = "linux";
  row.arch = "amd64";
  row.version = run.version;
  row.ci = !run.ci_name.empty();
  row.ci_name = run.ci_name;
  return row;
}

inline std::vector<Row> rows_of(const std::vector<SampleRun>& runs) {
  std::vector<Row> rows;
  for (const SampleRun& run : runs) {
    if (run.started) {
      Row& started = rows.emplace_back(row_of(run, kCommandStarted));
      started.options = run.options;
      started.option_as_cli.assign(run.options.size(), true);
      started.option_as_env.assign(run.options.size(), false);
      started.option_counts.assign(run.options.size(), 1);
    }
    if (run.exit_code) {
      Row& exited = rows.emplace_back(row_of(run, kCommandExited));
      exited.received_ms += run.duration_ms;
      exited.exit_code = run.exit_code;
      exited.duration_ms = run.duration_ms;
    }
  }
  return rows;
}

// 400 runs of the command in that version: so many of each hundred fail, and they take so long or
// up to 9 ms more. Sets with different numbers are different runs.
inline std::vector<Row> many_runs(std::uint8_t set, const std::string& version, int failing_of_100,
                                  int ms, const std::string& command = "git push") {
  std::vector<Row> rows;
  for (int i = 0; i < 400; ++i) {
    SampleRun run{.id = set, .command = command, .project = 1, .version = version};
    run.exit_code = i % 100 < failing_of_100 ? 1 : 0;
    run.duration_ms = ms + i % 10;
    for (Row& row : rows_of({run})) {
      row.execution_id.bytes[1] = static_cast<std::uint8_t>(i);
      row.execution_id.bytes[2] = static_cast<std::uint8_t>(i >> 8);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

inline std::string text_of(const ReportCell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* share = std::get_if<Share>(&cell)) {
    return fmt::format("{}/{}", share->count, share->of);
  }
  if (const auto* change = std::get_if<ShareChange>(&cell)) {
    return fmt::format("{}/{} after {}/{}: {}", change->now.count, change->now.of,
                       change->before.count, change->before.of, to_string(verdict_of(*change)));
  }
  if (const auto* change = std::get_if<DurationChange>(&cell)) {
    return fmt::format("{} after {}: {}", change->now.ms, change->before.ms,
                       to_string(verdict_of(*change)));
  }
  return "-";
}

// One line a row, cells apart by " | ".
inline std::string text_of(const Report& report) {
  std::string text = "\n";
  for (const auto& row : report.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += (i == 0 ? "" : " | ") + text_of(row[i]);
    }
    text += "\n";
  }
  return text;
}

class RunReportTest : public ::testing::Test {
 protected:
  void SetUp() override { store_ = *open_duckdb_store(directory_.file("store.duckdb")); }

  void load(const std::vector<Row>& rows) { ASSERT_TRUE(store_->load(rows, 1).ok()); }

  // A report about one thing is about one that is there, unless the question says otherwise.
  Report report(std::string_view name, Question question = {}) {
    question.now_ms = kNow;
    if (name == "option" && question.about.empty()) question.about = "message";
    if (name == "release" && question.about.empty()) question.about = "1.0.0";
    auto report = run_report(*store_, name, question);
    EXPECT_TRUE(report.ok()) << (report ? "" : report.error().message);
    return report ? *std::move(report) : Report();
  }

  std::string text(std::string_view name, const Question& question = {}) {
    return text_of(report(name, question));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

}  // namespace overt::testing

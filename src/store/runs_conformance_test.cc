// What every kind of store makes of the halves of runs: rows and counts that are right whatever
// comes late, twice, in another order, or never. A further kind is one more line in kStoreKinds.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <tuple>

#include "base/temporary_directory.h"
#include "model/event.h"
#include "store/pairing.h"
#include "store/store.h"
#include "support/store_kinds.h"

namespace overt {
namespace {

using testing::StoreKind;

constexpr std::int32_t kFirstDay = 19'675;  // 2023-11-14
constexpr std::int64_t kHourMs = 3'600'000;

// Noon of the day so many days after the first.
std::int64_t noon(int day) { return (kFirstDay + day) * kDayMs + 12 * kHourMs; }

Row half(std::string_view type, std::uint16_t run, std::int64_t received_ms) {
  Row row{.app = "git", .received_ms = received_ms, .ts_ms = received_ms};
  row.execution_id.bytes[0] = static_cast<std::uint8_t>(run >> 8U);
  row.execution_id.bytes[1] = static_cast<std::uint8_t>(run);
  row.project = run % 7U;
  row.command = run % 3 == 0 ? "git commit" : "git push";
  row.event_type = type;
  row.version = "1.0." + std::to_string(run % 2);
  row.ci = run % 5 == 0;
  return row;
}

Row started(std::uint16_t run, std::int64_t received_ms) {
  Row row = half(kCommandStarted, run, received_ms);
  row.options = {"message"};
  row.option_as_cli = {true};
  row.option_as_env = {false};
  row.option_counts = {1};
  return row;
}

Row exited(std::uint16_t run, std::int64_t received_ms, std::int64_t exit_code = 0) {
  Row row = half(kCommandExited, run, received_ms);
  row.exit_code = exit_code;
  row.duration_ms = 10 * run;
  return row;
}

class RunsConformance : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (const char* missing = GetParam().missing()) GTEST_SKIP() << missing;
    reopen();
  }

  void reopen() {
    store_.reset();
    auto opened = GetParam().open(directory_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
  }

  void load(const std::vector<Row>& rows) {
    const Status loaded = store_->load(rows, ++position_);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  }

  // One line a row, cells apart by blanks.
  std::string text(const std::string& sql) {
    const auto answer = store_->query(GetParam().sql(sql), {});
    EXPECT_TRUE(answer.ok()) << (answer ? "" : answer.error().message);
    if (!answer) return {};
    std::string text;
    for (const auto& row : answer->rows) {
      for (const Cell& cell : row) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
          text += fmt::format("{} ", *number);
        } else if (const auto* word = std::get_if<std::string>(&cell)) {
          text += *word + " ";
        } else {
          text += "- ";
        }
      }
      if (!text.empty()) text.pop_back();
      text += "; ";
    }
    return text;
  }

  std::int64_t closed_day() {
    return std::get<std::int64_t>(
        store_->query("SELECT closed_day FROM store_state", {})->rows[0][0]);
  }

  std::string usage(std::int64_t closed) {
    return fmt::format("usage(DATE '2000-01-01', DATE '2100-01-01', DATE '1970-01-01' + ({}))",
                       closed);
  }

  // day, runs, started, ended, whole, failed, late
  std::string counts() {
    return text(
        "SELECT day, sum(runs), sum(started), sum(ended), sum(whole), sum(failed), sum(late) "
        "FROM " +
        usage(closed_day()) + " GROUP BY day ORDER BY day");
  }

  // Those that came once; in ClickHouse the others are there as well.
  std::string events() {
    if (is_clickhouse()) return text("SELECT sum(started + ended) FROM " + usage(0));
    return text("SELECT count(*) FROM event");
  }

  bool is_clickhouse() const { return GetParam().is_clickhouse(); }

  // What a collector does now and then: the days that are over are counted.
  void close_days() {
    if (!is_clickhouse()) return;
    for (int day = 0; day < 40; ++day) ASSERT_TRUE(store_->archive().ok());
  }
  std::string halves() {
    if (is_clickhouse()) return text("SELECT sum(runs - whole) FROM " + usage(0));
    return text("SELECT count(*) FROM half");
  }

  std::string doubled() {
    return text("SELECT coalesce(sum(events), 0) FROM refusal WHERE reason = 'doubled'");
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  std::int64_t position_ = 0;
};

TEST_P(RunsConformance, two_halves_are_one_run) {
  load({started(1, noon(0)), exited(1, noon(0) + 100)});
  EXPECT_EQ(counts(), "2023-11-14 1 1 1 1 0 0; ");
  EXPECT_EQ(events(), "2; ");
  EXPECT_EQ(halves(), "0; ");
  if (is_clickhouse()) return;
  EXPECT_EQ(
      text("SELECT day, started_received_ms, exited_received_ms, exit_code, duration_ms FROM run"),
      fmt::format("2023-11-14 {} {} 0 10; ", noon(0), noon(0) + 100));
}

TEST_P(RunsConformance, halves_find_each_other_across_loads_in_either_order) {
  load({exited(1, noon(0), 3), started(2, noon(0))});
  EXPECT_EQ(counts(), "2023-11-14 2 1 1 0 1 0; ");
  load({exited(2, noon(0)), started(1, noon(0) + 1)});
  EXPECT_EQ(counts(), "2023-11-14 2 2 2 2 1 0; ");
  EXPECT_EQ(halves(), "0; ");
  EXPECT_EQ(text("SELECT option_names[1] FROM event WHERE event_type = 'CommandStarted'"),
            "message; message; ");
}

TEST_P(RunsConformance, halves_find_each_other_after_a_restart) {
  load({started(1, noon(0)), exited(2, noon(0))});
  reopen();
  load({exited(1, noon(0)), started(2, noon(0))});
  EXPECT_EQ(counts(), "2023-11-14 2 2 2 2 0 0; ");
  EXPECT_EQ(halves(), "0; ");
}

TEST_P(RunsConformance, the_first_half_decides_the_day) {
  load({exited(1, noon(0))});
  load({started(1, noon(3))});
  EXPECT_EQ(counts(), "2023-11-14 1 1 1 1 0 0; ");
}

TEST_P(RunsConformance, a_half_for_a_closed_day_is_added_to_its_counts) {
  load({started(1, noon(0)), exited(2, noon(0), 1), started(3, noon(0)), exited(3, noon(0))});
  load({started(4, noon(5))});
  close_days();
  if (is_clickhouse()) {
    EXPECT_EQ(text("SELECT sum(runs) FROM fact"), "1; ");
    EXPECT_EQ(text("SELECT count(*) FROM half"), "3; ") << "the day is closed";
  } else {
    EXPECT_EQ(closed_day(), kFirstDay + 4);
    EXPECT_EQ(text("SELECT sum(runs), sum(whole) FROM fact"), "3 1; ") << "the day is closed";
  }
  load({exited(1, noon(5)), started(2, noon(5))});
  EXPECT_EQ(counts(), "2023-11-14 3 3 3 3 1 0; 2023-11-19 1 1 0 0 0 0; ");
  EXPECT_EQ(text("SELECT sum(runs) FROM timing(DATE '2023-11-14', DATE '2023-11-15', DATE "
                 "'2023-11-18')"),
            "2; ")
      << "runs 1 and 3 succeeded";
}

TEST_P(RunsConformance, a_first_half_that_comes_for_a_closed_day_is_counted_there) {
  load({started(1, noon(5))});
  load({started(2, noon(0))});
  load({exited(2, noon(0))});
  EXPECT_EQ(counts(), "2023-11-14 1 1 1 1 0 0; 2023-11-19 1 1 0 0 0 0; ");
}

TEST_P(RunsConformance, a_half_that_comes_twice_counts_once) {
  load({started(1, noon(0)), started(1, noon(0))});
  load({started(1, noon(0)), exited(1, noon(0))});
  load({exited(1, noon(0)), started(1, noon(0))});
  EXPECT_EQ(counts(), "2023-11-14 1 1 1 1 0 0; ");
  EXPECT_EQ(events(), "2; ");
  EXPECT_EQ(doubled(), "4; ");
  close_days();
  reopen();
  load({exited(1, noon(3)), started(1, noon(3))});
  close_days();
  EXPECT_EQ(counts(), "2023-11-14 1 1 1 1 0 0; ");
  EXPECT_EQ(doubled(), "6; ");
}

TEST_P(RunsConformance, one_execution_id_of_two_tools_is_two_runs) {
  Row other = exited(1, noon(0));
  other.app = "werf";
  load({started(1, noon(0)), other});
  EXPECT_EQ(counts(), "2023-11-14 2 1 1 0 0 0; ");
}

TEST_P(RunsConformance, a_half_that_waited_too_long_becomes_a_row_of_its_own) {
  if (is_clickhouse()) GTEST_SKIP() << "there a half is joined however late the other one comes";
  load({started(1, noon(0)), started(2, noon(1))});
  load({started(3, noon(kHalfDays))});
  EXPECT_EQ(text("SELECT day, settled, exit_code FROM run"), "2023-11-14 2023-12-15 -; ");
  EXPECT_EQ(halves(), "2; ");
  // What comes for it now is a run that ended, and whose start is not known.
  load({exited(1, noon(kHalfDays)), exited(2, noon(kHalfDays))});
  EXPECT_EQ(counts(), "2023-11-14 1 1 0 0 0 0; 2023-11-15 1 1 1 1 0 0; 2023-12-15 2 1 1 0 0 0; ");
}

TEST_P(RunsConformance, an_event_is_late_that_arrives_more_than_a_day_after_it_happened) {
  Row on_time = started(1, noon(2));
  on_time.ts_ms = noon(1);
  Row late = exited(1, noon(2));
  late.ts_ms = noon(1) - 1;
  load({on_time, late});
  EXPECT_EQ(counts(), "2023-11-16 1 1 1 1 0 1; ");
  load({started(2, noon(4))});
  EXPECT_EQ(counts(), "2023-11-16 1 1 1 1 0 1; 2023-11-18 1 1 0 0 0 0; ") << "closed";
}

TEST_P(RunsConformance, events_of_other_types_keep_all_their_fields) {
  Row build = half("BuildFinished", 1, noon(0));
  build.duration_ms = 7;
  build.data = {.flags = {{"success", true}},
                .numbers = {{"imagesCount", 3}},
                .texts = {{"containerBackend", "docker"}}};
  Row odd = started(2, noon(0));
  odd.data = {.numbers = {{"depth", 5}}};
  odd.attributes = {.flags = {{"tty", true}}, .texts = {{"shell", "zsh"}}};
  load({build, odd});
  EXPECT_EQ(counts(), "2023-11-14 1 1 0 0 0 0; ");
  EXPECT_EQ(text("SELECT event_type, duration_ms FROM event ORDER BY event_type"),
            "BuildFinished 7; CommandStarted -; ");
  if (is_clickhouse()) {
    EXPECT_EQ(text("SELECT event_type, toString(flag_names), toString(flags), "
                   "toString(number_names), toString(numbers), toString(text_names), "
                   "toString(texts) FROM event ORDER BY event_type"),
              "BuildFinished ['success'] [1] ['imagesCount'] [3] ['containerBackend'] ['docker']; "
              "CommandStarted [] [] ['depth'] [5] [] []; ");
    EXPECT_EQ(text("SELECT toString(attribute_flag_names), toString(attribute_flags), "
                   "toString(attribute_text_names), toString(attribute_texts) "
                   "FROM event WHERE event_type = 'CommandStarted'"),
              "['tty'] [1] ['shell'] ['zsh']; ");
    return;
  }
  EXPECT_EQ(text("SELECT s.event_type, flag_names::VARCHAR, flags::VARCHAR, number_names::VARCHAR, "
                 "numbers::VARCHAR, text_names::VARCHAR, texts::VARCHAR FROM other_event "
                 "JOIN shape AS s ON s.id = shape ORDER BY s.event_type"),
            "BuildFinished [success] [true] [imagesCount] [3] [containerBackend] [docker]; "
            "CommandStarted [] [] [depth] [5] [] []; ");
  EXPECT_EQ(text("SELECT flag_names::VARCHAR, flags::VARCHAR, text_names::VARCHAR, texts::VARCHAR "
                 "FROM environment WHERE len(texts) > 0"),
            "[tty] [true] [shell] [zsh]; ");
}

TEST_P(RunsConformance, forgets_whole_days) {
  load({started(1, noon(0)), exited(1, noon(0)), started(2, noon(0)),
        half("BuildStarted", 1, noon(0)), started(3, noon(1)), exited(3, noon(1))});
  // DuckDB's store knows for a while what it has forgotten.
  load({started(4, noon(4)), exited(is_clickhouse() ? 4 : 1, noon(4))});
  if (is_clickhouse()) load({exited(4, noon(4))});
  close_days();
  ASSERT_TRUE(store_->forget_before(kFirstDay + 1).ok());
  if (is_clickhouse()) {
    EXPECT_EQ(counts(), "2023-11-15 1 1 1 1 0 0; 2023-11-18 1 1 1 1 0 0; ");
    EXPECT_EQ(doubled(), "1; ");
    load({exited(2, noon(4))});
    EXPECT_EQ(counts(), "2023-11-15 1 1 1 1 0 0; 2023-11-18 2 1 2 1 0 0; ")
        << "its start is forgotten";
    return;
  }
  EXPECT_EQ(counts(), "2023-11-15 1 1 1 1 0 0; 2023-11-18 1 1 0 0 0 0; ");
  EXPECT_EQ(events(), "3; ");
  EXPECT_EQ(doubled(), "1; ") << "that of today";
  load({exited(2, noon(4))});
  EXPECT_EQ(counts(), "2023-11-15 1 1 1 1 0 0; 2023-11-18 2 1 1 0 0 0; ")
      << "its start is forgotten";
}

TEST_P(RunsConformance, adds_up_what_was_refused) {
  const RefusedEvents refused[] = {
      {.day = kFirstDay, .app = "git", .reason = "not in contract", .version = "1.0", .events = 3},
      {.day = kFirstDay, .app = "", .reason = "malformed", .version = "", .events = 1}};
  ASSERT_TRUE(store_->add_refused(refused).ok());
  ASSERT_TRUE(store_->add_refused({refused, 1}).ok());
  reopen();
  EXPECT_EQ(
      text("SELECT day, app, reason, version, sum(events) FROM refusal GROUP BY ALL ORDER BY app"),
      "2023-11-14  malformed  1; 2023-11-14 git not in contract 1.0 6; ");
}

TEST_P(RunsConformance, adds_up_what_was_refused_on_any_number_of_days) {
  constexpr std::size_t kDays = 101;  // one more than ClickHouse takes in one insert
  std::vector<RefusedEvents> refused;
  for (std::size_t day = 0; day < kDays; ++day) {
    for (const char* reason : {"malformed", "not in contract"}) {
      refused.push_back({.day = kFirstDay + static_cast<std::int32_t>(day),
                         .app = "git",
                         .reason = reason,
                         .events = 2});
    }
  }
  std::vector<std::size_t> added;
  for (std::span<const RefusedEvents> rest = refused; !rest.empty();) {
    const auto more = store_->add_refused(rest);
    ASSERT_TRUE(more) << more.error().message;
    added.push_back(*more);
    rest = rest.subspan(*more);
  }
  const std::vector<std::size_t> in_one = {2 * kDays};
  const std::vector<std::size_t> in_two = {2 * kDays - 2, 2};
  EXPECT_EQ(added, is_clickhouse() ? in_two : in_one);
  reopen();
  EXPECT_EQ(text("SELECT CAST(count(*) AS BIGINT), CAST(sum(events) AS BIGINT) FROM refusal "),
            "202 404; ");
}

TEST_P(RunsConformance, losses_are_as_many_as_was_told_last_however_often) {
  const std::string lost =
      "SELECT day, app, version, CAST(sum(events) AS BIGINT) FROM refusal WHERE reason = 'lost' "
      "GROUP BY ALL ORDER BY day, app";
  std::vector<LostBeforeSending> told = {{.day = kFirstDay, .app = "git", .events = 3},
                                         {.day = kFirstDay, .app = "werf", .events = 2},
                                         {.day = kFirstDay + 1, .app = "git", .events = 1}};
  ASSERT_TRUE(store_->set_lost(told).ok());
  ASSERT_TRUE(store_->set_lost(told).ok());
  EXPECT_EQ(text(lost), "2023-11-14 git  3; 2023-11-14 werf  2; 2023-11-15 git  1; ");
  reopen();
  told = {{.day = kFirstDay, .app = "git", .events = 3},
          {.day = kFirstDay + 1, .app = "git", .events = 8}};
  ASSERT_TRUE(store_->set_lost(told).ok());
  EXPECT_EQ(text(lost), "2023-11-14 git  3; 2023-11-14 werf  2; 2023-11-15 git  8; ");
  ASSERT_TRUE(store_->forget_before(kFirstDay + 1).ok());
  EXPECT_EQ(text(lost), "2023-11-15 git  8; ");
  ASSERT_TRUE(store_->set_lost(told).ok());
  EXPECT_EQ(text(lost), "2023-11-14 git  3; 2023-11-15 git  8; ") << "it was told anew";
}

// Counts as they must be, by the events alone.
class Model {
 public:
  void take(const Row& row, std::int64_t closed_day) {
    (void)closed_day;
    Run& run = runs_[row.execution_id.bytes[0] * 256 + row.execution_id.bytes[1]];
    const bool is_start = row.event_type == kCommandStarted;
    if (!run.day) run.day = day_of(row.received_ms), run.row = row;
    if (is_start) {
      run.started = true;
    } else if (!run.ended) {
      run.ended = true;
      run.failed = row.exit_code != 0;
    }
  }

  // day, command, project, version, ci
  using Key = std::tuple<std::int64_t, std::string, std::int64_t, std::string, bool>;
  using Counts = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

  std::map<Key, Counts> counts() const {
    std::map<Key, Counts> counts;
    for (const auto& [id, run] : runs_) {
      auto& [runs, started, ended, whole, failed] =
          counts[{*run.day, run.row.command, static_cast<std::int64_t>(run.row.project),
                  run.row.version, run.row.ci}];
      ++runs;
      started += run.started ? 1 : 0;
      ended += run.ended ? 1 : 0;
      whole += run.started && run.ended ? 1 : 0;
      failed += run.failed ? 1 : 0;
    }
    return counts;
  }

 private:
  struct Run {
    std::optional<std::int64_t> day;
    Row row;
    bool started = false;
    bool ended = false;
    bool failed = false;
  };
  std::map<int, Run> runs_;
};

// Halves of 200 runs over three weeks: late by days, doubled, missing, in any order, in loads of
// any size, with restarts in between.
TEST_P(RunsConformance, counts_are_those_of_the_events_whatever_their_order) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    std::vector<Row> events;
    for (std::uint16_t run = 1; run <= 200; ++run) {
      const auto id = static_cast<std::uint16_t>(seed * 1000 + run);
      const int day = static_cast<int>(random() % 20);
      const int lag = random() % 3 == 0 ? static_cast<int>(random() % 5) : 0;
      const bool is_turned = random() % 4 == 0;
      const auto at = [&](int days) {
        return noon(days) + static_cast<int>(random() % 40'000'000);
      };
      if (random() % 10 != 0) events.push_back(started(id, at(day + (is_turned ? lag : 0))));
      if (random() % 10 != 0)
        events.push_back(exited(id, at(day + (is_turned ? 0 : lag)), random() % 2));
      if (random() % 6 == 0 && !events.empty()) events.push_back(events.back());
    }
    std::ranges::stable_sort(events, {}, &Row::received_ms);
    // The collector's clock may be set back a little, also over midnight.
    for (std::size_t i = 1; i < events.size(); ++i) {
      if (random() % 10 == 0) std::swap(events[i - 1], events[i]);
    }
    // DuckDB's store goes by the order in the inbox. Where there is more than one inbox there is no
    // such order, and ClickHouse's goes by the time of arrival.
    std::vector<Row> in_order = events;
    if (is_clickhouse()) std::ranges::stable_sort(in_order, {}, &Row::received_ms);
    Model model;
    for (const Row& event : in_order) model.take(event, 0);
    testing::TemporaryDirectory directory;
    store_ = *GetParam().open(directory);
    for (std::size_t i = 0; i < events.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 20, events.size() - i);
      load({events.begin() + static_cast<std::ptrdiff_t>(i),
            events.begin() + static_cast<std::ptrdiff_t>(i + size)});
      i += size;
      if (random() % 10 == 0) {
        store_.reset();
        store_ = *GetParam().open(directory);
      }
      if (random() % 10 == 0) close_days();
    }
    // What comes twice, a day after its run was whole and counted, shows until its own day is.
    close_days();
    // Whatever day up to the one that is closed a report takes the counts for.
    for (const std::int64_t closed : {closed_day(), closed_day() - 7, std::int64_t{0}}) {
      const auto answer = store_->query(
          is_clickhouse()
              ? "SELECT toInt64(day), command, toInt64(project), version, ci, sum(runs), "
                "sum(started), sum(ended), sum(whole), sum(failed) FROM " +
                    GetParam().sql(usage(closed)) + " GROUP BY day, command, project, version, ci"
              : "SELECT u.day - DATE '1970-01-01', c.command, u.project::BIGINT, e.version, u.ci, "
                "sum(runs), sum(started), sum(ended), sum(whole), sum(failed) FROM " +
                    usage(closed) +
                    " AS u JOIN command AS c ON c.id = u.command "
                    "JOIN environment AS e ON e.id = u.environment GROUP BY 1, 2, 3, 4, 5",
          {});
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      std::map<Model::Key, Model::Counts> counts;
      for (const auto& row : answer->rows) {
        const auto number = [&](std::size_t i) { return std::get<std::int64_t>(row[i]); };
        counts[{number(0), std::get<std::string>(row[1]), number(2), std::get<std::string>(row[3]),
                is_clickhouse() ? number(4) == 1 : std::get<bool>(row[4])}] = {
            number(5), number(6), number(7), number(8), number(9)};
      }
      EXPECT_EQ(counts, model.counts()) << "seed " << seed << ", closed " << closed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, RunsConformance, ::testing::ValuesIn(testing::kStoreKinds),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace overt

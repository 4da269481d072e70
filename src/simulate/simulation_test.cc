#include "simulate/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "base/hash.h"
#include "contract/gate.h"
#include "contract/load.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "simulate/real_functions.h"

namespace overt::simulate {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;

class SimulationTest : public testing::Test {
 protected:
  SimulationTest() : contract_(load("werf")), model_(default_model(*contract_)) {}

  static LoadedContract load(const std::string& app) {
    auto contract = load_contract(std::string(OVERT_CONTRACTS) + "/" + app + ".toml");
    if (contract) return *std::move(contract);
    ADD_FAILURE() << contract.error().message;
    return std::make_shared<Contract>();
  }

  // Calls `look` for each of the first arrivals; how many there were.
  template <typename Look>
  std::int64_t simulate(std::uint64_t seed, std::int64_t arrivals_max, Look look) const {
    EXPECT_TRUE(check_model(model_, *contract_));
    Simulation simulation(model_, *contract_, seed);
    std::int64_t count = 0;
    while (count < arrivals_max) {
      const Arrival* const arrival = simulation.next();
      if (arrival == nullptr) break;
      look(*arrival);
      ++count;
    }
    return count;
  }

  std::string hash_of_lines(std::uint64_t seed, std::int64_t lines) const {
    std::string text;
    simulate(seed, lines, [&](const Arrival& arrival) {
      text += std::to_string(arrival.received_ms) + " " + to_json(arrival.event) + "\n";
    });
    return to_hex(sha256(text));
  }

  LoadedContract contract_;
  Model model_;
};

constexpr std::int64_t kAll = std::int64_t{1} << 60;

// Four standard errors of a share of `n`.
double tolerance(double share, double n) { return 4 * std::sqrt(share * (1 - share) / n); }

// Every byte. If a change of the model is meant to change them, it stands in docs/simulation.md.
TEST_F(SimulationTest, the_same_seed_gives_the_same_bytes_everywhere) {
  EXPECT_EQ(hash_of_lines(1, 20'000),
            "d815805cea472fa22c6ba79d3044fbdb623e43b2abd4c67a8eb623cbe63d7cf8");
  EXPECT_EQ(hash_of_lines(1, 20'000), hash_of_lines(1, 20'000));
  EXPECT_NE(hash_of_lines(2, 100), hash_of_lines(1, 100));
}

TEST_F(SimulationTest, every_event_passes_the_gate_and_fits_a_line) {
  for (const std::string app : {"werf", "git"}) {
    contract_ = load(app);
    model_ = default_model(*contract_);
    std::set<std::string> commands;
    const std::int64_t count = simulate(3, 100'000, [&](const Arrival& arrival) {
      const auto refusal = check(*contract_, arrival.event);
      ASSERT_FALSE(refusal) << to_string(*refusal) << " " << to_json(arrival.event);
      Event kept = arrival.event;
      discard(*contract_, kept, arrival.received_ms);
      ASSERT_EQ(kept, arrival.event);
      ASSERT_LT(to_json(arrival.event).size(), kEventLineBytesMax);
      commands.insert(arrival.event.command);
    });
    EXPECT_EQ(count, 100'000);
    EXPECT_EQ(commands.size(), model_.commands.size());
  }
}

TEST_F(SimulationTest, events_come_in_the_order_in_which_they_arrive_and_none_after_the_end) {
  model_.late = 0.2;
  model_.duplicates = 0.1;
  Simulation simulation(model_, *contract_, 4);
  const std::int64_t begin_ms = simulation.end_ms() - model_.days * kDayMs;
  std::int64_t before_ms = begin_ms;
  std::set<std::string> started;
  while (const Arrival* arrival = simulation.next()) {
    ASSERT_GE(arrival->received_ms, before_ms);
    before_ms = arrival->received_ms;
    ASSERT_LE(arrival->event.ts_ms, arrival->received_ms);
    const std::string run = to_string(arrival->event.execution_id);
    if (arrival->is_start) {
      started.insert(run);
    } else {
      ASSERT_TRUE(started.contains(run));
    }
  }
  EXPECT_LT(before_ms, simulation.end_ms());
  EXPECT_GT(before_ms, simulation.end_ms() - kHourMs);
}

TEST_F(SimulationTest, a_duplicate_is_the_same_event_once_more) {
  model_.duplicates = 0.05;
  model_.days = 14;
  std::map<std::string, int> lines;
  std::int64_t duplicates = 0;
  const std::int64_t count = simulate(5, kAll, [&](const Arrival& arrival) {
    const int before = lines[to_json(arrival.event)]++;
    ASSERT_EQ(arrival.is_duplicate, before == 1);
    ASSERT_LE(before, 1);
    duplicates += arrival.is_duplicate ? 1 : 0;
  });
  const auto events = static_cast<double>(count - duplicates);
  EXPECT_NEAR(static_cast<double>(duplicates) / events, 0.05, tolerance(0.05, events));
}

TEST_F(SimulationTest, commands_failures_and_ends_are_as_frequent_as_the_model_says) {
  model_.releases[4].worse_by = 1;
  std::map<std::string, double> started;
  std::map<std::string, double> exited;
  std::map<std::string, double> failed;
  double ci_runs = 0;
  double all = 0;
  simulate(6, kAll, [&](const Arrival& arrival) {
    if (arrival.is_duplicate) return;
    const Event& event = arrival.event;
    if (arrival.is_start) {
      ++all;
      ++started[event.command + (arrival.run.ci ? " ci" : "")];
      ci_runs += arrival.run.ci ? 1 : 0;
      return;
    }
    ++exited[event.command];
    failed[event.command] += *find_field<std::int64_t>(event.data, field::kExitCode) != 0 ? 1 : 0;
  });
  ASSERT_GT(all, 50'000);
  double local_sum = 0;
  double ci_sum = 0;
  for (const CommandModel& command : model_.commands) {
    local_sum += command.local_share;
    ci_sum += command.ci_share;
  }
  for (const CommandModel& command : model_.commands) {
    const double local = command.local_share / local_sum;
    const double ci = command.ci_share / ci_sum;
    const double runs = started[command.name] + started[command.name + " ci"];
    EXPECT_NEAR(started[command.name] / (all - ci_runs), local, tolerance(local, all - ci_runs));
    EXPECT_NEAR(started[command.name + " ci"] / ci_runs, ci, tolerance(ci, ci_runs));
    EXPECT_NEAR(failed[command.name] / exited[command.name], command.failing,
                tolerance(command.failing, exited[command.name]))
        << command.name;
    // What is at work at the end, or late then, is missing too: a share of 0.002 at most.
    EXPECT_NEAR(1 - exited[command.name] / runs, model_.unfinished,
                tolerance(model_.unfinished, runs) + 0.002)
        << command.name;
  }
}

TEST_F(SimulationTest, one_command_is_worse_in_one_release) {
  double failed = 0;
  double ended = 0;
  simulate(7, kAll, [&](const Arrival& arrival) {
    if (arrival.is_start || arrival.is_duplicate || arrival.event.command != "werf converge")
      return;
    if (*find_field<std::string>(arrival.event.attributes, field::kVersion) != "2.11.0") return;
    ++ended;
    failed += *find_field<std::int64_t>(arrival.event.data, field::kExitCode) != 0 ? 1 : 0;
  });
  ASSERT_GT(ended, 1000);
  EXPECT_NEAR(failed / ended, 0.225, tolerance(0.225, ended));
}

TEST_F(SimulationTest, durations_of_runs_that_succeed_have_their_percentiles) {
  std::map<std::string, std::array<double, 4>> counts;  // below p50, p90, p99, all
  std::map<std::string, std::array<double, 3>> ends;
  for (const CommandModel& command : model_.commands) {
    const LogNormal duration(command.duration_ms);
    ends[command.name] = {duration.quantile(0.5), duration.quantile(0.9), duration.quantile(0.99)};
  }
  simulate(8, kAll, [&](const Arrival& arrival) {
    if (arrival.is_start || arrival.is_duplicate || arrival.run.exit_code != 0) return;
    const auto duration =
        static_cast<double>(*find_field<std::int64_t>(arrival.event.data, field::kDurationMs));
    auto& count = counts[arrival.event.command];
    for (std::size_t i = 0; i < 3; ++i)
      count[i] += duration + 0.5 < ends[arrival.event.command][i] ? 1 : 0;
    ++count[3];
  });
  for (const auto& [command, count] : counts) {
    constexpr std::array<double, 3> kShares = {0.5, 0.9, 0.99};
    for (std::size_t i = 0; i < 3; ++i) {
      // Whole milliseconds: near p50 of the shortest command one of them is a share of 0.012.
      EXPECT_NEAR(count[i] / count[3], kShares[i], tolerance(kShares[i], count[3]) + 0.007)
          << command << " " << kShares[i];
    }
  }
}

TEST_F(SimulationTest, options_are_as_frequent_as_the_model_says_and_one_is_known_to_few) {
  model_.projects_per_day = 20;
  model_.days = 28;
  const CommandModel& converge = model_.commands[0];
  std::vector<double> used(converge.options.size());
  std::vector<double> in_environment(converge.options.size());
  std::set<std::string> projects;
  std::set<std::string> few;
  double runs = 0;
  simulate(9, kAll, [&](const Arrival& arrival) {
    const Event& event = arrival.event;
    if (!arrival.is_start || arrival.is_duplicate || event.command != converge.name) return;
    ++runs;
    projects.insert(event.project_id);
    for (const CommandOption& option :
         *find_field<OptionList>(event.data, field::kCommandOptions)) {
      const auto place = std::ranges::find(converge.options, option.name, &OptionModel::name);
      const auto i = static_cast<std::size_t>(place - converge.options.begin());
      ++used[i];
      in_environment[i] += option.as_env ? 1 : 0;
      ASSERT_NE(option.as_env, option.as_cli);
      if (place->of_projects < 1) few.insert(event.project_id);
    }
  });
  for (std::size_t i = 0; i < used.size(); ++i) {
    const OptionModel& option = converge.options[i];
    if (option.of_projects < 1) continue;
    EXPECT_NEAR(used[i] / runs, option.share, tolerance(option.share, runs)) << option.name;
    EXPECT_NEAR(in_environment[i] / used[i], option.in_environment,
                tolerance(option.in_environment, used[i]) + 1e-9)
        << option.name;
  }
  EXPECT_GT(projects.size(), 1000U);
  EXPECT_GT(few.size(), 2U);
  // Whoever knows it uses it in 4 of 10 runs, so that some who know it were not seen to.
  EXPECT_LT(static_cast<double>(few.size()), 0.02 * static_cast<double>(projects.size()) * 1.6);
}

TEST_F(SimulationTest, late_runs_arrive_whole_days_later_and_never_too_late) {
  model_.late = 0.25;
  double local = 0;
  double late = 0;
  double latest_days = 0;
  // Of the first months only: what is late at the end does not arrive.
  simulate(10, kAll, [&](const Arrival& arrival) {
    const std::int64_t begin_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(model_.first_day.time_since_epoch())
            .count();
    if (!arrival.is_start || arrival.is_duplicate || arrival.run.ci) return;
    if (arrival.event.ts_ms > begin_ms + (model_.days - 30) * kDayMs) return;
    ++local;
    const std::int64_t behind_ms = arrival.received_ms - arrival.event.ts_ms;
    if (arrival.run.late_ms == 0) {
      ASSERT_LE(behind_ms, kPromptMsMax);
      return;
    }
    ++late;
    latest_days = std::max(latest_days, static_cast<double>(behind_ms) / kDayMs);
  });
  EXPECT_NEAR(late / local, 0.25, tolerance(0.25, local));
  EXPECT_GT(latest_days, 8);
  EXPECT_LT(latest_days, 30);
}

TEST_F(SimulationTest, days_and_hours_have_the_models_rhythm) {
  model_.late = 0;
  model_.days = 28;
  model_.projects_per_day = 20;
  std::array<double, 24> hours{};
  std::array<double, 7> weekdays{};
  double local = 0;
  simulate(11, kAll, [&](const Arrival& arrival) {
    if (!arrival.is_start || arrival.is_duplicate || arrival.run.ci) return;
    ++local;
    const std::int64_t hour = arrival.event.ts_ms / kHourMs;
    ++hours[static_cast<std::size_t>(hour % 24)];
    ++weekdays[static_cast<std::size_t>((hour / 24 + 3) % 7)];  // 1970-01-01 was a Thursday
  });
  double hour_sum = 0;
  double weekday_sum = 0;
  for (const double hour : model_.local.hours) hour_sum += hour;
  for (const double weekday : model_.local.weekdays) weekday_sum += weekday;
  for (std::size_t i = 0; i < 24; ++i) {
    const double share = model_.local.hours[i] / hour_sum;
    EXPECT_NEAR(hours[i] / local, share, tolerance(share, local)) << i;
  }
  for (std::size_t i = 0; i < 7; ++i) {
    const double share = model_.local.weekdays[i] / weekday_sum;
    // The projects change from day to day, and the busiest of them are a good part of all runs.
    EXPECT_NEAR(weekdays[i] / local, share, share * 0.1) << i;
  }
}

TEST_F(SimulationTest, a_world_without_projects_has_no_events) {
  model_.projects_per_day = 0;
  EXPECT_EQ(simulate(12, kAll, [](const Arrival&) {}), 0);
}

TEST_F(SimulationTest, keeps_what_has_not_arrived_and_no_more) {
  model_.late = 0;
  model_.projects_per_day = 10;
  Simulation simulation(model_, *contract_, 13);
  std::size_t most = 0;
  std::int64_t count = 0;
  while (simulation.next() != nullptr) {
    most = std::max(most, simulation.pending_runs());
    ++count;
  }
  EXPECT_GT(count, 800'000);
  // Some 10,000 runs a day, 200 seconds of the longest of them, at four times the average hour's
  // rate.
  EXPECT_LT(most, 600U);
  EXPECT_LT(simulation.population().projects().size(), 3000U);
}

}  // namespace
}  // namespace overt::simulate

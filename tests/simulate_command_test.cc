// `overt simulate` as a person runs it: the real program, real collectors.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kContract = OVERT_CONTRACTS "/werf.toml";

class SimulateTest : public ::testing::Test {
 protected:
  Program program(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {OVERT_PROGRAM, "simulate", "--contract", kContract});
    return {.argv = std::move(arguments),
            .environment = std::vector<std::string>{"HOME=" + directory_.path()}};
  }

  Outcome simulate(std::vector<std::string> arguments) const {
    return run_program(program(std::move(arguments)));
  }

  std::string text_of(const std::string& name) const {
    const auto text = read_file(directory_.file(name), std::size_t{64} << 20);
    EXPECT_TRUE(text) << text.error().message;
    return text ? *text : "";
  }

  // A contract for a collector that takes what is simulated.
  std::string synthetic_contract() const {
    const std::string path = directory_.file("synthetic-werf.toml");
    const Outcome outcome = simulate({"--write-contract", path});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return path;
  }

  static json report(const std::string& name, const std::string& where, const std::string& value) {
    const Outcome outcome = run_program({.argv = {OVERT_PROGRAM, "report", name, "--format", "json",
                                                  "--since", "5200w", where, value}});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }

  TemporaryDirectory directory_;
};

std::string url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

std::string date(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int64_t count_lines(const std::string& text) { return std::ranges::count(text, '\n'); }

TEST_F(SimulateTest, the_same_seed_writes_the_same_lines_and_another_one_others) {
  const Outcome first = simulate({"--days", "7"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr(" synthetic events of synthetic-werf; seed 1\n"));
  EXPECT_GT(count_lines(first.out), 5'000);
  EXPECT_EQ(simulate({"--days", "7", "--seed", "1"}).out, first.out);
  EXPECT_NE(simulate({"--days", "7", "--seed", "2"}).out, first.out);
  EXPECT_EQ(simulate({"--days", "7", "--out", directory_.file("lines")}).out, "");
  EXPECT_EQ(text_of("lines"), first.out);
}

TEST_F(SimulateTest, ends_after_so_many_events_as_it_is_told) {
  const Outcome all = simulate({"--days", "2"});
  const Outcome some = simulate({"--days", "2", "--events", "10"});
  EXPECT_EQ(count_lines(some.out), 10);
  EXPECT_TRUE(all.out.starts_with(some.out));
}

TEST_F(SimulateTest, the_truth_is_of_the_events_that_were_written) {
  const Outcome outcome = simulate({"--days", "14", "--truth", directory_.file("truth.json")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json truth = json::parse(text_of("truth.json"));
  EXPECT_EQ(truth["app"], "synthetic-werf");
  const auto& realised = truth["realised"];
  EXPECT_EQ(realised["events"].get<std::int64_t>() + realised["duplicates"].get<std::int64_t>(),
            count_lines(outcome.out));
}

TEST_F(SimulateTest, a_collector_that_was_told_of_it_takes_it_under_its_own_name) {
  const CollectorProcess collector(
      OVERT_PROGRAM, {"--contract", kContract, "--contract", synthetic_contract(), "--data",
                      directory_.file("data")});
  const Outcome outcome = simulate({"--send", url(collector.ingest_port()), "--days", "3",
                                    "--truth", directory_.file("truth.json")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json truth = json::parse(text_of("truth.json"));
  ASSERT_GT(truth["realised"]["duplicates"], 0);
  json coverage;
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  do {
    coverage = report("commands", "--server", url(collector.admin_port()))["coverage"];
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << coverage;
  } while (coverage["events"] != truth["realised"]["events"]);
  EXPECT_THAT(coverage["apps"], ElementsAre("synthetic-werf"));
  EXPECT_EQ(coverage["runs"], truth["realised"]["runs"]);
}

TEST_F(SimulateTest, a_collector_that_was_not_told_of_it_takes_none_and_that_is_an_error) {
  const CollectorProcess collector(OVERT_PROGRAM,
                                   {"--contract", kContract, "--data", directory_.file("data")});
  const Outcome outcome = simulate({"--send", url(collector.ingest_port()), "--events", "1000"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("did not take 512 of 512 events"));
  EXPECT_THAT(outcome.err, HasSubstr("--write-contract"));
  EXPECT_EQ(report("commands", "--server", url(collector.admin_port()))["coverage"]["events"], 0);
}

TEST_F(SimulateTest, a_store_has_the_days_that_were_simulated_and_a_collector_goes_on_with_it) {
  const std::string data = directory_.file("data");
  const Outcome outcome = simulate({"--store", data, "--days", "21", "--first-day", "2025-12-29",
                                    "--truth", directory_.file("truth.json")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json realised = json::parse(text_of("truth.json"))["realised"];
  const json coverage = report("activity", "--data", data)["coverage"];
  EXPECT_EQ(coverage["events"], realised["events"]);
  EXPECT_EQ(coverage["projects"], realised["projects"]);
  EXPECT_EQ(coverage["firstDay"], "2025-12-29");
  EXPECT_EQ(coverage["lastDay"], "2026-01-18");

  const CollectorProcess collector(OVERT_PROGRAM,
                                   {"--contract", synthetic_contract(), "--data", data});
  ASSERT_EQ(
      simulate({"--send", url(collector.ingest_port()), "--events", "10", "--seed", "9"}).exit_code,
      0);
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  while (report("commands", "--server", url(collector.admin_port()))["coverage"]["events"] !=
         realised["events"].get<std::int64_t>() + 10) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
}

TEST_F(SimulateTest, a_collector_that_keeps_thirty_days_forgets_what_is_older) {
  const std::string data = directory_.file("data");
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const auto days_ago = [&](int days) { return date(today - std::chrono::days(days)); };
  ASSERT_EQ(simulate({"--store", data, "--days", "20", "--first-day", days_ago(40)}).exit_code, 0);
  ASSERT_EQ(report("activity", "--data", data)["coverage"]["firstDay"], days_ago(40));

  const CollectorProcess collector(
      OVERT_PROGRAM, {"--contract", synthetic_contract(), "--data", data, "--keep-days", "30"});
  json first_day;
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  do {
    first_day = report("activity", "--server", url(collector.admin_port()))["coverage"]["firstDay"];
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << first_day;
  } while (first_day == days_ago(40));
  // The day may have changed meanwhile.
  EXPECT_THAT(first_day, AnyOf(days_ago(30), days_ago(29)));
}

TEST_F(SimulateTest, a_store_that_is_there_is_left_alone) {
  const std::string data = directory_.file("data");
  ASSERT_EQ(simulate({"--store", data, "--days", "1"}).exit_code, 0);
  const Outcome outcome = simulate({"--store", data, "--days", "1"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("store.duckdb is there already; name a directory"));
}

TEST_F(SimulateTest, a_signal_ends_it_between_two_lines) {
  Process process(program({"--days", "36500"}));
  ASSERT_TRUE(process.wait_for_output("\n"));
  process.send_signal(SIGINT);
  const Outcome outcome = process.wait();
  EXPECT_FALSE(outcome.hung);
  EXPECT_EQ(outcome.signal, SIGINT);
  EXPECT_THAT(outcome.out, EndsWith("}\n"));
  EXPECT_THAT(outcome.err, HasSubstr("stopped after"));
}

TEST_F(SimulateTest, a_file_that_takes_nothing_is_one_line_and_2) {
  const Outcome outcome = simulate({"--days", "7", "--out", "/dev/full"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "overt: cannot write /dev/full: No space left on device\n");
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string says;
};

TEST_F(SimulateTest, a_mistake_is_one_line_that_says_what_to_do_and_2) {
  const std::vector<Mistake> mistakes = {
      {{"--days", "0"}, "--days: must be from 1 to 36500"},
      {{"--days", "36501"}, "--days: must be from 1 to 36500"},
      {{"--projects", "-1"}, "--projects: must be from 0 to 10000"},
      {{"--projects", "10001"}, "--projects: must be from 0 to 10000"},
      {{"--first-day", "2026-02-30"}, "--first-day: must be a day between 1980 and 2100"},
      {{"--first-day", "2026-1-05"}, "--first-day: must be a day between 1980 and 2100"},
      {{"--first-day", "1979-12-31"}, "--first-day: must be a day between 1980 and 2100"},
      {{"--seed", "-1"}, "must not be below 0"},
      {{"--out", "x", "--store", "y"}, "--out, --send and --store: give one of them"},
      {{"--truth", "x", "--events", "5"}, "excludes"},
      {{"--send", "ftp://127.0.0.1"}, "ftp"},
      {{"--out", directory_.file("not/there")}, "cannot write"},
      {{"--contract", directory_.file("nothing.toml")}, "a contract is a TOML file"},
  };
  for (const Mistake& mistake : mistakes) {
    Program wrong = program(mistake.arguments);
    if (mistake.arguments[0] == "--contract")
      wrong.argv.erase(wrong.argv.begin() + 2, wrong.argv.begin() + 4);
    const Outcome outcome = run_program(wrong);
    EXPECT_EQ(outcome.exit_code, 2) << mistake.says;
    EXPECT_THAT(outcome.err, HasSubstr(mistake.says));
    EXPECT_EQ(count_lines(outcome.err), 1) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_F(SimulateTest, its_own_contract_is_not_one_to_simulate_by) {
  const Outcome outcome =
      run_program({.argv = {OVERT_PROGRAM, "simulate", "--contract", synthetic_contract()}});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is synthetic already; name the tool's own contract"));
}

}  // namespace
}  // namespace overt::testing

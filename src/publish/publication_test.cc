// Months in a real store, published, and attacked.
#include "publish/publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/temporary_directory.h"
#include "publish/attacker.h"
#include "publish/publication_file.h"
#include "publish/random_month.h"
#include "store/run_row.h"

namespace overt {
namespace {

using testing::Attacker;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::KnownRun;

constexpr Month kMonth{.year = 2023, .number = 11};

std::string only(const KnownRun& run, const std::string& table) {
  return *run.cells.at(table).begin();
}

// Both halves of a run, as the collector hands them to the store.
void add_rows(const KnownRun& run, std::size_t number, std::int64_t received_ms,
              std::vector<Row>& rows) {
  Row row{.app = "tool", .received_ms = received_ms, .ts_ms = received_ms};
  row.execution_id.bytes[0] = static_cast<std::uint8_t>(number);
  row.execution_id.bytes[1] = static_cast<std::uint8_t>(number >> 8U);
  row.project = run.project < 0 ? 0 : 0x9E3779B97F4A7C15U * static_cast<unsigned>(run.project + 1);
  row.command = only(run, "commands");
  row.version = only(run, "versions");
  row.os = only(run, "os");
  row.arch = only(run, "arch");
  row.group_channel = only(run, "channels");
  row.ci = only(run, "where") != "local";
  row.ci_name = only(run, "where") == "gitlab" ? "gitlab" : "";
  Row& started = rows.emplace_back(row);
  started.event_type = kCommandStarted;
  for (const std::string& option : run.cells.at("options")) {
    started.options.push_back(option);
    started.option_as_cli.push_back(true);
    started.option_as_env.push_back(false);
    started.option_counts.push_back(1);
  }
  if (!run.ended) return;
  row.event_type = kCommandExited;
  row.exit_code = run.failed ? 1 : 0;
  row.duration_ms = 20;
  rows.push_back(std::move(row));
}

class PublicationTest : public ::testing::Test {
 protected:
  // Spread over the month; its first half is closed, and a run of another month is beside it.
  std::unique_ptr<Store> store_of(const std::vector<KnownRun>& runs) {
    const testing::TemporaryDirectory directory;
    auto store = open_duckdb_store(directory.file("store.duckdb"));
    EXPECT_TRUE(store.ok());
    std::vector<Row> rows;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const std::int64_t day = kMonth.first_day() + static_cast<std::int64_t>(20 * i / runs.size());
      add_rows(runs[i], i, day * kDayMs, rows);
    }
    KnownRun later = runs.at(0);
    add_rows(later, 10'000, kMonth.end_day() * kDayMs, rows);
    EXPECT_TRUE((*store)->load(rows, static_cast<std::int64_t>(rows.size())).ok());
    return *std::move(store);
  }

  Publication published(const std::vector<KnownRun>& runs, std::int64_t k) {
    const auto store = store_of(runs);
    auto publication = make_publication(*store, "tool", kMonth, k);
    EXPECT_TRUE(publication.ok()) << (publication ? "" : publication.error().message);
    return publication ? *std::move(publication) : Publication();
  }
};

std::vector<KnownRun> uniform_runs(int projects) {
  std::vector<KnownRun> runs;
  for (int project = 0; project < projects; ++project) {
    KnownRun& run = runs.emplace_back();
    run.project = project;
    run.ended = true;
    for (const char* table :
         {"commands", "versions", "os", "arch", "where", "channels", "options"}) {
      run.cells[table] = {std::string(table) == "where" ? "local" : table};
    }
  }
  return runs;
}

TEST_F(PublicationTest, tells_of_k_projects_in_every_table_and_of_one_less_nothing) {
  const Publication publication = published(uniform_runs(5), 5);
  ASSERT_EQ(publication.tables.size(), 8U);
  for (const PublishedTable& table : publication.tables) {
    ASSERT_EQ(table.rows.size(), 1U) << table.name;
    EXPECT_EQ(table.rows[0].projects, 5);
    EXPECT_EQ(table.rows[0].runs.has_value(), table.name == "all" || table.name == "commands");
    EXPECT_EQ(table.rows[0].ended.has_value(), table.name == "commands");
    EXPECT_FALSE(table.withheld);
  }
  const PublishedRow command{.name = "commands",
                             .projects = 5,
                             .runs = 5,
                             .ended = 5,
                             .failed = 0,
                             .p50_ms = 20,
                             .p90_ms = 20};
  EXPECT_EQ(publication.tables[1].rows[0], command);
  EXPECT_THAT(published(uniform_runs(5), 6).tables, IsEmpty());
}

TEST_F(PublicationTest, runs_of_no_project_are_in_no_number) {
  std::vector<KnownRun> runs = uniform_runs(10);
  KnownRun unknown = runs[0];
  unknown.project = -1;
  for (int i = 0; i < 3; ++i) runs.push_back(unknown);
  const Publication publication = published(runs, 5);
  EXPECT_EQ(publication.tables.at(0).rows.at(0).runs, 10);
  EXPECT_EQ(publication.tables.at(0).rows.at(0).projects, 10);
  EXPECT_EQ(publication.known, KnownShare::kMost) << "10 of 13";
}

TEST_F(PublicationTest, comes_back_from_its_file_as_it_was) {
  const Publication publication = published(testing::random_month(3), 5);
  ASSERT_FALSE(publication.tables.empty());
  EXPECT_EQ(*publication_from_json(to_json(publication)), publication);
  for (const char* text : {"", "{}", "[]", R"({"form":1})", R"({"form":2,"app":"x"})", "{"}) {
    EXPECT_FALSE(publication_from_json(text).ok()) << text;
  }
}

TEST(PublicationProblem, is_a_k_out_of_its_range_and_a_month_that_goes_on) {
  const std::int64_t end_ms = kMonth.end_day() * kDayMs;
  EXPECT_EQ(publication_problem(kMonth, kGroupMin, end_ms), "");
  EXPECT_EQ(publication_problem(kMonth, kGroupMax, end_ms), "");
  EXPECT_EQ(publication_problem(kMonth, kGroupMin - 1, end_ms),
            "k is not a number from 5 to 1000000");
  EXPECT_NE(publication_problem(kMonth, kGroupMax + 1, end_ms), "");
  EXPECT_EQ(publication_problem(kMonth, 50, end_ms - 1),
            "2023-11 has not ended; the last month that has is 2023-10");
}

// Projects that have one run each, with these cells.
struct Crowd {
  int projects;
  std::map<std::string, std::set<std::string>> cells;
};

std::vector<KnownRun> runs_of(const std::vector<Crowd>& crowds) {
  std::vector<KnownRun> runs;
  int project = 0;
  for (const Crowd& crowd : crowds) {
    for (int i = 0; i < crowd.projects; ++i) {
      runs.push_back({.project = project++, .ended = true, .failed = false, .cells = crowd.cells});
    }
  }
  return runs;
}

PublishedTable runs_table(const std::string& name, std::vector<PublishedRow> rows) {
  // Numbers of projects without fault, so that the attacker finds what runs tell.
  for (PublishedRow& row : rows) row.projects = *row.runs / 5 * 5;
  return {.name = name, .rows = std::move(rows)};
}

// The attacker is one who finds something: what is told without care, and what lies within
// something else where no table says so.
TEST_F(PublicationTest, the_attacker_finds_what_one_table_tells) {
  Publication careless{.app = "tool", .month = kMonth, .k = 5, .tables = {}};
  Attacker attacker(runs_of({{10, {{"commands", {"often"}}}}, {2, {{"commands", {"rare"}}}}}));
  careless.tables = {runs_table("all", {{.name = "", .runs = 12}}),
                     runs_table("commands", {{.name = "often", .runs = 10}})};
  EXPECT_THAT(attacker.told(careless), ElementsAre("+ all runs - commands often runs: 2 projects"));
  careless.tables = {{.name = "commands", .rows = {{.name = "rare", .projects = 2}}}};
  EXPECT_THAT(attacker.told(careless),
              ElementsAre("commands rare: 2 projects", "commands rare: 2 projects are told of 2"));
  careless.tables = {{.name = "all", .rows = {{.name = "", .projects = 12}}}};
  EXPECT_THAT(attacker.told(careless), ElementsAre("all: 12 projects are told of 12"));
}

TEST_F(PublicationTest, the_attacker_finds_what_two_tables_tell) {
  Publication careless{.app = "tool", .month = kMonth, .k = 5, .tables = {}};
  // CI is Linux, Windows is local, and so the number of few who are local on Linux is told.
  Attacker attacker(runs_of({{10, {{"os", {"linux"}}, {"where", {"CI"}}}},
                             {10, {{"os", {"windows"}}, {"where", {"local"}}}},
                             {2, {{"os", {"linux"}}, {"where", {"local"}}}}}));
  careless.tables = {runs_table("all", {{.name = "", .runs = 22}}),
                     runs_table("os", {{.name = "linux", .runs = 12}}),
                     runs_table("where", {{.name = "local", .runs = 12}})};
  EXPECT_THAT(attacker.told(careless),
              ElementsAre("- all runs + os linux runs + where local runs: 2 projects"));
}

TEST_F(PublicationTest, the_attacker_finds_what_three_tables_tell) {
  Publication careless{.app = "tool", .month = kMonth, .k = 5, .tables = {}};
  const auto cells = [](const char* os, const char* channel, const char* where) {
    return std::map<std::string, std::set<std::string>>{
        {"os", {os}}, {"channels", {channel}}, {"where", {where}}};
  };
  Attacker attacker(runs_of({{10, cells("windows", "stable", "local")},
                             {10, cells("linux", "beta", "local")},
                             {10, cells("linux", "stable", "CI")},
                             {2, cells("windows", "beta", "local")}}));
  careless.tables = {runs_table("all", {{.name = "", .runs = 32}}),
                     runs_table("os", {{.name = "windows", .runs = 12}}),
                     runs_table("channels", {{.name = "beta", .runs = 12}}),
                     runs_table("where", {{.name = "CI", .runs = 10}})};
  EXPECT_THAT(attacker.told(careless),
              ElementsAre("- all runs + os windows runs + channels beta runs + where CI runs: "
                          "2 projects"));
}

TEST_F(PublicationTest, nothing_of_a_small_group_can_be_subtracted_from_a_random_month) {
  const std::uint64_t months = std::getenv("OVERT_LONG") != nullptr ? 1'000 : 40;
  std::size_t cells = 0;
  for (std::uint64_t seed = 0; seed < months; ++seed) {
    const std::vector<KnownRun> runs = testing::random_month(seed);
    const auto k = static_cast<std::int64_t>(2 + seed % 9);
    const Publication publication = published(runs, k);
    Attacker attacker(runs);
    EXPECT_THAT(attacker.told(publication), IsEmpty()) << "seed " << seed << ", k " << k;
    for (const PublishedTable& table : publication.tables) cells += table.rows.size();
  }
  // What tells nothing at all would be safe, too.
  EXPECT_GT(cells, 4 * months);
}

}  // namespace
}  // namespace overt

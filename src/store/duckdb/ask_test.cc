// What a person may ask a store, and what they may not. tests/query_test.cc has the long list of
// what they may not, through the program.
#include "store/ask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/temporary_directory.h"
#include "store/duckdb/ask_rules.h"
#include "store/duckdb/ask_watch.h"
#include "store/duckdb/database.h"
#include "store/store.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Row row(std::uint8_t run, const char* type) {
  Row row;
  row.app = "git";
  row.received_ms = 1'700'000'000'123;
  row.ts_ms = 1'700'000'000'000;
  row.execution_id.bytes[15] = run;
  row.project = 0xFFFF'FFFF'FFFF'FFFF;
  row.command = "git commit";
  row.version = "2.39.5";
  row.event_type = type;
  return row;
}

class AskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_duckdb_store(directory_.file("store.duckdb"));
    ASSERT_TRUE(opened.ok());
    store_ = *std::move(opened);
    Row started = row(1, "CommandStarted");
    started.options = {"message", "quiet"};
    started.option_as_cli = {true, true};
    started.option_as_env = {false, false};
    started.option_counts = {1, 2};
    Row exited = row(1, "CommandExited");
    exited.exit_code = 1;
    exited.duration_ms = 250;
    const Row rows[] = {started, exited, row(2, "CommandStarted")};
    ASSERT_TRUE(store_->load(rows, 3).ok());
  }

  AskAnswer ask(const std::string& sql, const AskLimits& limits = {}) {
    auto answer = store_->ask(sql, limits, std::stop_token());
    EXPECT_TRUE(answer.ok()) << sql << ": " << (answer ? "" : answer.error().message);
    return answer ? *answer : AskAnswer{.refusal = "failed", .result = {}};
  }

  std::vector<std::vector<Cell>> rows(const std::string& sql) {
    const AskAnswer answer = ask(sql);
    EXPECT_EQ(answer.refusal, "") << sql;
    return answer.result.rows;
  }

  std::string refusal(const std::string& sql) { return ask(sql).refusal; }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

TEST_F(AskTest, answers_about_runs) {
  const AskAnswer answer =
      ask("SELECT command, count(*) AS runs, count(*) FILTER (WHERE exit_code <> 0) failed,"
          " quantile_cont(duration_ms, 0.5) p50 FROM run WHERE ended GROUP BY ALL;\n-- a comment");
  EXPECT_EQ(answer.refusal, "");
  EXPECT_THAT(answer.result.columns, ElementsAre("command", "runs", "failed", "p50"));
  EXPECT_EQ(
      answer.result.rows,
      (std::vector<std::vector<Cell>>{{"git commit", std::int64_t{1}, std::int64_t{1}, 250.0}}));
  EXPECT_FALSE(answer.truncated);
}

TEST_F(AskTest, answers_about_options_and_refusals) {
  const RefusedEvents refused[] = {{.app = "git", .reason = "contract", .events = 7}};
  ASSERT_TRUE(store_->add_refused(refused).ok());
  EXPECT_EQ(
      rows("SELECT option, sum(count) FROM run_option GROUP BY 1 ORDER BY 1"),
      (std::vector<std::vector<Cell>>{{"message", std::int64_t{1}}, {"quiet", std::int64_t{2}}}));
  EXPECT_EQ(rows("SELECT day, events FROM refused"),
            (std::vector<std::vector<Cell>>{{"1970-01-01", std::int64_t{7}}}));
}

// Each table has the columns that are documented, in that order and of those types.
TEST_F(AskTest, has_the_tables_that_it_lists) {
  for (const AskTable& table : ask_tables()) {
    std::string types;
    std::vector<std::string> names;
    for (const AskColumn& column : table.columns) {
      names.emplace_back(column.name);
      EXPECT_FALSE(column.meaning.empty());
    }
    const AskAnswer answer = ask("SELECT * FROM " + std::string(table.name));
    EXPECT_EQ(answer.refusal, "");
    EXPECT_EQ(answer.result.columns, names) << table.name;
  }
}

TEST_F(AskTest, takes_what_statements_are_made_of) {
  for (const char* sql : {
           "SELECT 1",
           "FROM run",
           "SELECT DISTINCT ON (command) command, day FROM run ORDER BY command, day DESC",
           "WITH failed AS (SELECT * FROM run WHERE exit_code <> 0), n AS (SELECT count(*) c FROM "
           "failed) SELECT c FROM n",
           "SELECT command, rank() OVER (PARTITION BY app ORDER BY count(*) DESC) FROM run GROUP "
           "BY app, command",
           "SELECT * FROM (SELECT day, sum(1) OVER (ORDER BY day) AS n FROM run) QUALIFY "
           "row_number() OVER (ORDER BY n) = 1",
           "SELECT CASE WHEN ci THEN 'ci' ELSE 'local' END AS place, 100.0 * count(*) / 3 FROM run "
           "GROUP BY 1 HAVING count(*) > 0",
           "SELECT r.command FROM run AS r JOIN run_option AS o USING (execution_id) WHERE "
           "o.option "
           "LIKE 'mess%' OR o.option ILIKE '%QUIET%'",
           "SELECT regexp_extract(version, '^([0-9]+)[.]', 1), version ~ '2[.].*' FROM run",
           "SELECT date_trunc('week', day), extract(year FROM day), day - INTERVAL 7 DAY, "
           "strftime(day, '%Y-%m') FROM run WHERE day >= DATE '2023-01-01'",
           "SELECT day::VARCHAR, CAST(exit_code AS INTEGER), TRY_CAST(version AS DOUBLE) FROM run",
           "SELECT u.name FROM run, unnest(options) AS u(name)",
           "SELECT unnest(options) FROM run WHERE list_contains(options, 'quiet')",
           "SELECT command FROM run WHERE command IN ('a', 'b') AND exit_code BETWEEN 1 AND 3",
           "SELECT command FROM run UNION ALL SELECT option FROM run_option LIMIT 3 OFFSET 1",
           "SELECT count(*) FROM run WHERE EXISTS (SELECT 1 FROM event) AND project IS NOT NULL",
           "SELECT app, command, count(*) FROM run GROUP BY ROLLUP (app, command)",
           "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY duration_ms) FROM run",
           "SELECT current_date - day, now(), today() FROM run",
           "SELECT COLUMNS('^c') FROM run ORDER BY ALL",
           "SELECT * EXCLUDE (received) FROM run",
           "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(n, t)",
           "SELECT options[1], coalesce(exit_code, -1), nullif(version, '') FROM run",
           "SELECT arg_max(version, version_order), max(day), bool_or(ci) FROM run",
           "SELECT \"command\" FROM \"run\" WHERE NOT ci AND (ended OR started)",
       }) {
    EXPECT_EQ(refusal(sql), "") << sql;
  }
}

TEST_F(AskTest, reads_every_type) {
  EXPECT_EQ(rows("SELECT project, execution_id, options, received, 1.5, CAST(3 AS TINYINT), "
                 "NULL FROM run WHERE ended"),
            (std::vector<std::vector<Cell>>{
                {"18446744073709551615", "00000000-0000-0000-0000-000000000001", "[message, quiet]",
                 "2023-11-14 22:13:20.123", 1.5, std::int64_t{3}, Cell()}}));
}

TEST_F(AskTest, says_what_is_wrong_with_a_statement) {
  EXPECT_EQ(refusal(""), "give one statement");
  EXPECT_EQ(refusal("-- nothing"), "give one statement");
  EXPECT_EQ(refusal("SELECT 1; SELECT 2"), "give one statement");
  EXPECT_EQ(refusal("DELETE FROM run"), "only SELECT can be run");
  EXPECT_THAT(refusal("SELEC 1"), HasSubstr("syntax error at or near \"SELEC\""));
  EXPECT_THAT(refusal("SELECT comand FROM run"), HasSubstr("\"comand\" not found"));
  EXPECT_EQ(refusal("SELECT * FROM users"),
            "there is no table users here; overt query --tables lists those there are");
  EXPECT_EQ(refusal("SELECT repeat('a', 3)"),
            "the function repeat is not among those that may be used");
  EXPECT_EQ(refusal("SELECT * FROM main.run"), "run: tables have no prefix here");
  EXPECT_EQ(refusal("SELECT $1"), "it has a part of a kind that is not taken: VALUE_PARAMETER");
  EXPECT_EQ(refusal(std::string("SELECT 1\0", 9)), "it is not text in UTF-8");
}

TEST_F(AskTest, takes_statements_texts_and_brackets_up_to_their_limits) {
  const std::string longest = "SELECT 1" + std::string(kStatementBytesMax - 8, ' ');
  EXPECT_EQ(refusal(longest), "");
  EXPECT_EQ(refusal(longest + " "), "it is longer than 8192 bytes");
  const auto text = [](std::size_t bytes) { return "SELECT '" + std::string(bytes, 'a') + "'"; };
  EXPECT_EQ(refusal(text(duckdb::kTextBytesMax)), "");
  EXPECT_EQ(refusal(text(duckdb::kTextBytesMax + 1)), "a text is longer than 256 bytes");
  const auto uses = [](std::size_t count) {
    std::string sql = "SELECT count(*) FROM run";
    for (std::size_t i = 1; i < count; ++i) sql += ", run";
    return sql;
  };
  EXPECT_EQ(refusal(uses(duckdb::kTableUsesMax)), "");
  EXPECT_EQ(refusal(uses(duckdb::kTableUsesMax + 1)), "it reads tables in more than 16 places");
  EXPECT_EQ(refusal("SELECT *, *, *, * FROM refused"), "");
  EXPECT_EQ(refusal("SELECT *, *, *, *, * FROM refused"), "it has more than 4 `*`");
  EXPECT_EQ(refusal("SELECT 1 FROM run GROUP BY CUBE (app, command, version, ci, os)"), "");
  EXPECT_EQ(refusal("SELECT 1 FROM run GROUP BY CUBE (app, command, version, ci, os, arch)"),
            "it groups by more than 32 sets");
  const auto brackets = [](int depth) {
    std::string sql = "SELECT 1";
    for (int i = 0; i < depth; ++i) sql = "SELECT (" + sql + ")";
    return sql;
  };
  EXPECT_EQ(refusal(brackets(10)), "");
  EXPECT_EQ(refusal(brackets(200)), "it is nested too deeply");
}

TEST_F(AskTest, gives_as_many_rows_as_are_wanted_and_says_that_there_were_more) {
  EXPECT_FALSE(ask("FROM event", {.rows_max = 3}).truncated);
  const AskAnswer answer = ask("FROM event", {.rows_max = 2});
  EXPECT_EQ(answer.result.rows.size(), 2U);
  EXPECT_TRUE(answer.truncated);
  EXPECT_THAT(ask("SELECT command FROM event", {.bytes_max = 10}).refusal,
              HasSubstr("the answer has more than"));
}

constexpr const char* kForEver =
    "SELECT count(*) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS v(n), event a, event "
    "b,"
    " event c, event d, event e, event f, event g, event h, event i, event j, event k, event l,"
    " event m, event n, event o, event p WHERE a.received + INTERVAL 1 DAY > b.received";

TEST_F(AskTest, ends_a_statement_that_takes_too_long_or_is_told_to_stop) {
  EXPECT_EQ(ask(kForEver, {.timeout = std::chrono::milliseconds(250)}).refusal,
            "it took longer than 0.25 s");
  std::stop_source stop;
  const std::jthread stopper([&stop] { stop.request_stop(); });
  const auto answer = store_->ask(kForEver, {}, stop.get_token());
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->refusal, "it was told to stop");
  EXPECT_EQ(refusal("SELECT 1"), "");
}

TEST_F(AskTest, ends_a_statement_that_takes_too_much_memory) {
  constexpr const char* kMuch =
      "SELECT count(*) FROM (SELECT DISTINCT a.n + 100 * b.n + 10000 * c.n + 1000000 * d.n AS n, "
      "now() FROM v a, v b, v c, v d)";
  std::string values = "WITH v AS (SELECT * FROM (VALUES (0)";
  for (int i = 1; i < 100; ++i) values += ", (" + std::to_string(i) + ")";
  EXPECT_EQ(refusal(values + ") AS t(n)) " + kMuch),
            "it needs more than 256 MB; ask about less at a time");
  EXPECT_EQ(refusal("SELECT 1"), "");
}

// The check is the first wall. Behind it, a connection that asks can neither write nor reach a
// file.
TEST_F(AskTest, cannot_write_even_past_the_check) {
  const auto database = duckdb::open_database(directory_.file("other.duckdb"));
  ASSERT_TRUE(database.ok());
  const auto connection = duckdb::connect(*database);
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE(duckdb::execute(*connection, "BEGIN TRANSACTION READ ONLY").ok());
  EXPECT_FALSE(duckdb::execute(*connection, "CREATE TABLE t (n INTEGER)").ok());
}

TEST_F(AskTest, loads_while_a_statement_runs) {
  std::stop_source stop;
  std::jthread asking([&] { (void)store_->ask(kForEver, {}, stop.get_token()); });
  const Row more[] = {row(3, "CommandStarted")};
  EXPECT_TRUE(store_->load(more, 4).ok());
  EXPECT_EQ(*store_->position(), 4);
  stop.request_stop();
}

}  // namespace
}  // namespace overt

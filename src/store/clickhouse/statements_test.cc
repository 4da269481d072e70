// What is put into statements, before any server sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/clickhouse/address.h"
#include "store/clickhouse/insert.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/schema.h"
#include "store/clickhouse/server.h"
#include "store/clickhouse/usage.h"

namespace overt::clickhouse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ClickhouseParameters, stand_for_what_was_given_whatever_it_is) {
  const QueryParameters parameters = {{"app", std::string("it's \\ $n")}, {"n", std::int64_t{-5}}};
  EXPECT_EQ(with_parameters("SELECT $app, $n, $other, '$app', 'a\\'$n'", parameters),
            "SELECT 'it\\'s \\\\ $n', toInt64(-5), $other, '$app', 'a\\'$n'");
  EXPECT_EQ(sql_text(std::string_view("a\0b", 3)), "'a\\0b'");
}

TEST(ClickhouseAddress, says_what_is_wrong_with_it) {
  const auto problem = [](const std::string& url) { return parse_address(url).error().message; };
  EXPECT_THAT(problem("clickhouse"), HasSubstr("such as https://"));
  EXPECT_THAT(problem("tcp://host/overt"), HasSubstr("http"));
  EXPECT_THAT(problem("http://host:8123"), HasSubstr("database"));
  EXPECT_THAT(problem("http://host/a-b"), HasSubstr("letters, digits and _"));
  EXPECT_THAT(problem("http://host/overt?cluster=a;DROP"), HasSubstr("cluster=NAME"));
  EXPECT_THAT(problem("http://host/overt?user=x"), HasSubstr("cluster=NAME"));
  EXPECT_THAT(problem("http://me:secret@host/overt"), HasSubstr("store_password_file"));
  EXPECT_THAT(problem("http://me:secret@host/overt"), Not(HasSubstr("secret@")));
}

TEST(ClickhouseAddress, has_the_ports_of_clickhouse) {
  const auto plain = parse_address("http://host/overt");
  EXPECT_EQ(plain->server, "http://host:8123");
  EXPECT_EQ(plain->user, "default");
  const auto secure = parse_address("https://me@host/overt?cluster=main");
  EXPECT_EQ(secure->server, "https://host:8443");
  EXPECT_EQ(secure->user, "me");
  EXPECT_EQ(secure->database, "overt");
  EXPECT_EQ(secure->cluster, "main");
}

TEST(ClickhouseErrors, are_one_line_of_old_servers_and_of_new_ones) {
  EXPECT_EQ(error_line("Code: 60, e.displayText() = DB::Exception: Table a.b doesn't exist., "
                       "e.what() = DB::Exception\n\nStack trace:"),
            "Code: 60, Table a.b doesn't exist.");
  EXPECT_EQ(error_line("Code: 60. DB::Exception: Table a.b does not exist. (UNKNOWN_TABLE) "
                       "(version 26.9.1.1 (official build))\n"),
            "Code: 60. Table a.b does not exist. (UNKNOWN_TABLE)");
  EXPECT_EQ(error_line("\x01\x7f"), "??");
  EXPECT_EQ(error_line(""), "an answer without a word");
}

TEST(ClickhouseUsage, takes_three_arguments) {
  EXPECT_TRUE(with_usage("SELECT 1 FROM usage(toDate(1), toDate(2), 0) AS u", {}).ok());
  EXPECT_FALSE(with_usage("SELECT 1 FROM usage(1, 2)", {}).ok());
  EXPECT_FALSE(with_usage("SELECT 1 FROM usage(1, 2, 3", {}).ok());
  EXPECT_EQ(*with_usage("SELECT 1", {}), "SELECT 1");
}

TEST(ClickhouseBuckets, are_those_of_duckdb) {
  EXPECT_EQ(duration_bucket(std::nullopt), -1);
  EXPECT_EQ(duration_bucket(-3), 0);
  EXPECT_EQ(duration_bucket(63), 63);
  EXPECT_EQ(duration_bucket(64), 64);
  EXPECT_EQ(duration_bucket(65), 64);
  EXPECT_EQ(duration_bucket(66), 65);
  EXPECT_EQ(duration_bucket(127), 95);
  EXPECT_EQ(duration_bucket(128), 96);
}

TEST(ClickhouseSchema, has_what_the_server_has) {
  const Address one{.database = "overt"};
  const Address many{.database = "overt", .cluster = "main"};
  const auto text = [](const Address& address, ServerFeatures features) {
    std::string all;
    for (const std::string& statement : schema_statements(address, features)) all += statement;
    return all;
  };
  EXPECT_THAT(text(one, {}), Not(HasSubstr("LowCardinality")));
  EXPECT_THAT(text(one, {}), Not(HasSubstr("CODEC")));
  EXPECT_THAT(text(one, {.low_cardinality = true}), HasSubstr("app LowCardinality(String)"));
  EXPECT_THAT(text(one, {.codecs = true}), HasSubstr("received_ms Int64 CODEC(Delta, LZ4)"));
  EXPECT_THAT(
      text(many, {}),
      HasSubstr(
          "ReplicatedReplacingMergeTree('/clickhouse/tables/overt/{shard}/event', '{replica}')"));
  EXPECT_THAT(text(many, {}), HasSubstr("Distributed(main, overt, event_local"));
}

}  // namespace
}  // namespace overt::clickhouse

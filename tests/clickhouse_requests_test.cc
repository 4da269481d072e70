// What is asked of ClickHouse, whom it reaches, and what becomes of it where nobody answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sender/test_server.h"
#include "store/clickhouse.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/delete_rows.h"
#include "store/clickhouse/replicas.h"
#include "store/clickhouse/replicated_position.h"
#include "store/clickhouse/server.h"
#include "store/read_clickhouse.h"

namespace overt::clickhouse {
namespace {

using overt::testing::Reply;
using overt::testing::TestServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "http://127.0.0.1:PORT"
std::string origin_of(const TestServer& server) {
  const std::string endpoint = server.endpoint();
  return endpoint.substr(0, endpoint.find("/v1/"));
}

const std::string kNumber = R"({"name": "n", "type": "Int64"})";
const std::string kText = R"({"name": "text", "type": "String"})";

// What a SELECT is answered: columns as kNumber, rows as "1, 2".
Reply table(const std::string& columns, const std::vector<std::string>& rows) {
  std::string data;
  for (const std::string& row : rows) data += (data.empty() ? "[" : ", [") + row + "]";
  return overt::testing::answer(200, R"({"meta": [)" + columns + R"(], "data": [)" + data + "]}");
}

class VariableOfProcess {
 public:
  VariableOfProcess(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  VariableOfProcess(const VariableOfProcess&) = delete;
  VariableOfProcess& operator=(const VariableOfProcess&) = delete;
  ~VariableOfProcess() { ::unsetenv(name_); }

 private:
  const char* const name_;
};

TEST(ClickhouseRequests, go_to_no_proxy_of_the_environment) {
  const TestServer proxy;
  const TestServer clickhouse;
  const VariableOfProcess http("http_proxy", origin_of(proxy));
  const VariableOfProcess all("all_proxy", origin_of(proxy));
  Server server({.server = origin_of(clickhouse), .user = "me", .database = "overt"}, "secret", "");
  EXPECT_TRUE(server.run("SELECT 1"));
  EXPECT_TRUE(server.insert("INSERT INTO event FORMAT RowBinary", "rows"));
  EXPECT_THAT(proxy.requests(), IsEmpty());
  ASSERT_EQ(clickhouse.requests().size(), 2);
  EXPECT_EQ(clickhouse.requests()[0].headers.at("x-clickhouse-key"), "secret");
}

TEST(ClickhouseRequests, end_when_it_is_time_whoever_does_not_answer) {
  Server* asking = nullptr;
  const TestServer silent({overt::testing::swallow(), overt::testing::swallow()},
                          [&] { asking->give_up_after(std::chrono::milliseconds(0)); });
  Server server({.server = origin_of(silent), .user = "me", .database = "overt"}, "", "");
  asking = &server;
  const auto answer = server.run("SELECT 1");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("ends"));
  EXPECT_FALSE(server.run("SELECT 2")) << "nor is anything asked later";
}

// The servers of a test keep up with the log; here one of two does not, and one begins anew.
TEST(ReplicatedPosition, stays_until_all_replicas_have_taken_over_the_log) {
  const Reply replicas =
      table(kText + ", " + kNumber, {R"("/events/replicas/0", 7)", R"("/events/replicas/1", 7)"});
  const Reply one_has = table(kNumber, {"1", "0"});
  const Reply all_have = table(kNumber, {"1", "1"});
  const Reply fetches = table(kText, {R"("/events/replicas/1/queue/queue-3")"});
  const Reply nothing = table(kText, {});
  const TestServer clickhouse({replicas, one_has, replicas, all_have, fetches, replicas, one_has,
                               replicas, all_have, nothing});
  Server server({.server = origin_of(clickhouse), .user = "me", .database = "overt"}, "", "");
  const Replicas asked{.of_shard = 2, .logs = {{.path = "/events", .last = 7}}};
  ReplicatedPosition position;
  EXPECT_EQ(position.look(server, asked, 100).value(), 0) << "one has not";
  EXPECT_EQ(position.look(server, asked, 200).value(), 0) << "one has yet to fetch";
  EXPECT_EQ(position.look(server, asked, 300).value(), 0) << "one has lost its queue";
  EXPECT_EQ(position.look(server, asked, 400).value(), 100);
  const auto requests = clickhouse.requests();
  ASSERT_EQ(requests.size(), 10);
  EXPECT_THAT(requests[1].body, HasSubstr("toInt64OrZero(value) > 7"));
  EXPECT_THAT(requests[4].body, HasSubstr("path = '/events/replicas/1/queue'"));
}

TEST(ReplicatedPosition, is_what_is_loaded_where_nothing_is_replicated) {
  Server nobody({}, "", "");
  EXPECT_EQ(ReplicatedPosition().look(nobody, {}, 100).value(), 100);
}

// The server would try it again for ever.
TEST(ClickhouseErrors, say_why_rows_cannot_be_deleted) {
  const std::string both = kNumber + ", " + kText;
  const TestServer clickhouse({overt::testing::answer(200), overt::testing::answer(200),
                               overt::testing::answer(200), table(kNumber, {"1"}),
                               table(both, {R"(2, "")"}),
                               table(both, {R"(2, "Code: 241. DB::Exception: no memory")"})});
  const Address address{.server = origin_of(clickhouse), .user = "me", .database = "overt"};
  Server server(address, "", "");
  const Status deleted = delete_rows(server, address, "project = 1", 5);
  ASSERT_FALSE(deleted);
  EXPECT_THAT(deleted.error().message, HasSubstr("Code: 241. no memory"));
  EXPECT_EQ(clickhouse.requests().size(), 6);
  EXPECT_THAT(clickhouse.requests().back().body, HasSubstr("table IN ('fact', 'half', 'event')"));
}

TEST(ClickhouseErrors, show_no_part_of_an_address_that_has_a_password) {
  const SystemClock clock;
  const ClickhouseOptions options{.url = "http://me:secret@host/overt"};
  const auto opened = open_clickhouse_store(options, clock);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, Not(HasSubstr("secret")));
  EXPECT_THAT(opened.error().message, HasSubstr("store_password_file"));
  const Status read = read_clickhouse_events(options, {}, [](auto&&...) { return Ok{}; });
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace overt::clickhouse

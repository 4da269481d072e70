// The store on a cluster of two shards with two replicas each: real servers, which are killed, cut
// off from each other and come back.
#include "support/clickhouse_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "store/clickhouse.h"
#include "store/run_row.h"
#include "store/store.h"
#include "support/becomes_true.h"

namespace overt {
namespace {

using testing::becomes_true;
using testing::ClickhouseCluster;

constexpr std::int32_t kFirstDay = 20'000;
constexpr std::int32_t kLaterDay = kFirstDay + 3;

class ClickhouseClusterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::has_clickhouse_cluster()) GTEST_SKIP() << testing::kNoClickhouseCluster;
    cluster_ = std::make_unique<ClickhouseCluster>();
  }

  std::unique_ptr<Store> store(std::size_t node, const std::string& collector) {
    auto opened = open_clickhouse_store(
        {.url = cluster_->url(node, "overt"), .collector = collector}, clock_);
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }

  // Whether a node has any of the events.
  bool has_events(std::size_t node) {
    try {
      return cluster_->node(node).ask("SELECT count() FROM overt.event_local") != "0\n";
    } catch (const std::runtime_error&) {
      return false;  // it has no table yet
    }
  }

  SystemClock clock_;
  std::unique_ptr<ClickhouseCluster> cluster_;
};

// Both halves of some runs, of which each is told by its number.
std::vector<Row> runs_of_day(std::int32_t day, std::uint32_t first, std::uint32_t end) {
  std::vector<Row> rows;
  for (std::uint32_t number = first; number < end; ++number) {
    Row row;
    row.app = "git";
    row.command = "git commit";
    row.received_ms = day * kDayMs + number;
    row.ts_ms = row.received_ms;
    for (std::uint32_t byte = 0; byte < 4; ++byte) {
      row.execution_id.bytes[12 + byte] = static_cast<std::uint8_t>(number >> (8 * (3 - byte)));
    }
    row.project = number % 7;
    row.event_type = std::string(kCommandStarted);
    rows.push_back(row);
    row.event_type = std::string(kCommandExited);
    row.exit_code = 0;
    row.duration_ms = 5;
    rows.push_back(row);
  }
  return rows;
}

std::vector<Row> runs(std::uint32_t first, std::uint32_t end) {
  return runs_of_day(kFirstDay, first, end);
}

void load(Store& store, const std::vector<Row>& rows, std::int64_t position) {
  const Status loaded = store.load(rows, position);
  EXPECT_TRUE(loaded) << loaded.error().message;
}

std::int64_t number(Store& store, const std::string& sql) {
  const auto answer = store.query(sql, {});
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? std::get<std::int64_t>(answer->rows.at(0).at(0)) : -1;
}

std::int64_t whole_runs(Store& store) {
  return number(store,
                "SELECT toInt64(sum(whole)) AS n FROM usage(toDate('2000-01-01'), "
                "toDate('2100-01-01'), 0) AS counted");
}

TEST_F(ClickhouseClusterTest, has_what_any_of_its_collectors_loaded_on_every_node) {
  const auto one = store(0, "one");
  const auto other = store(3, "other");
  load(*one, runs(0, 500), 1000);
  load(*other, runs(500, 800), 600);
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  for (std::size_t node = 0; node < testing::kNodes; ++node) {
    const auto any = store(node, "any");
    EXPECT_EQ(whole_runs(*any), 800) << "node " << node;
    const std::string here = cluster_->node(node).ask("SELECT count() FROM overt.event_local");
    EXPECT_THAT(std::stoi(here), ::testing::AllOf(::testing::Gt(600), ::testing::Lt(1000)))
        << "a shard has about half of the events";
  }
}

TEST_F(ClickhouseClusterTest, takes_and_forgets_events_while_a_node_is_away) {
  const auto one = store(0, "one");
  load(*one, runs(0, 500), 1000);
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  cluster_->node(1).kill();
  load(*one, runs(500, 800), 1600);
  EXPECT_EQ(whole_runs(*one), 800);
  load(*one, runs_of_day(kLaterDay, 800, 900), 1800);
  const Status forgotten = one->forget_before(kLaterDay);
  EXPECT_TRUE(forgotten) << forgotten.error().message;
  EXPECT_EQ(whole_runs(*one), 100) << "those of the day that stays";
  cluster_->node(1).start();
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  cluster_->node(0).kill();
  EXPECT_EQ(whole_runs(*store(1, "any")), 100) << "of the node that was away";
}

// The address of a store is what stands in front of the nodes: the next request goes to another.
TEST_F(ClickhouseClusterTest, counts_once_what_is_sent_again_through_another_node) {
  const std::vector<Row> rows = runs(0, 20'000);
  {
    const auto one = store(0, "one");
    ASSERT_TRUE(one->position());
    std::jthread killer([this] {
      becomes_true([this] { return has_events(1); });
      cluster_->node(0).kill();
    });
    const Status loaded = one->load(rows, 40'000);
    EXPECT_FALSE(loaded) << "it was not killed while it took events";
  }
  const auto again = store(2, "one");
  const auto position = again->position();
  ASSERT_TRUE(position) << position.error().message;
  EXPECT_EQ(*position, 0);
  load(*again, rows, 40'000);
  EXPECT_EQ(whole_runs(*again), 20'000);
  cluster_->node(0).start();
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  EXPECT_EQ(whole_runs(*store(0, "any")), 20'000) << "of the node that was killed";
}

}  // namespace
}  // namespace overt

// The store on a cluster of two shards with two replicas each: real servers, which are killed, cut
// off from each other and come back.
#include "support/clickhouse_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/clickhouse.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt {
namespace {

using testing::ClickhouseCluster;

constexpr std::int64_t kFirstMs = 1'700'000'000'123;

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

  SystemClock clock_;
  std::unique_ptr<ClickhouseCluster> cluster_;
};

// Both halves of some runs, of which each is told by its number.
std::vector<Row> runs(std::uint32_t first, std::uint32_t end) {
  std::vector<Row> rows;
  for (std::uint32_t number = first; number < end; ++number) {
    Row row;
    row.app = "git";
    row.command = "git commit";
    row.received_ms = kFirstMs + number;
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

}  // namespace
}  // namespace overt

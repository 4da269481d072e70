// A collector whose store is a cluster, and which is killed: its next requests come to another
// server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>

#include "base/temporary_directory.h"
#include "durable/in_clickhouse.h"
#include "durable/numbered_load.h"
#include "support/becomes_true.h"
#include "support/clickhouse_cluster.h"
#include "support/collector_process.h"
#include "support/cutting_proxy.h"

namespace overt::testing {
namespace {

using ::testing::IsEmpty;

class ClickhouseClusterServeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_clickhouse_cluster()) GTEST_SKIP() << kNoClickhouseCluster;
    cluster_ = std::make_unique<ClickhouseCluster>();
  }

  std::unique_ptr<CollectorProcess> serve(const std::string& store) {
    auto collector = std::make_unique<CollectorProcess>(
        OVERT_PROGRAM, std::vector<std::string>{"--contract", numbered_contract(), "--data",
                                                directory_.file("data"), "--store", store});
    EXPECT_NE(collector->ingest_port(), 0) << collector->log();
    return collector;
  }

  // A server takes an insert, and the collector ends before it hears so.
  void kill_in_the_middle_of_an_insert(std::size_t node) {
    CuttingProxy way(cluster_->node(node).http_port());
    way.lose_answers(kInsertOfEvents, 1);
    const auto collector = serve(ClickhouseCluster::url_by_way(way.port(), "overt"));
    load_.start(collector->ingest_port());
    load_.wait_for(200);
    ASSERT_TRUE(becomes_true([&] { return way.lost() == 1; })) << collector->log();
    collector->end_by(SIGKILL);
    load_.stop();
  }

  TemporaryDirectory directory_;
  std::unique_ptr<ClickhouseCluster> cluster_;
  NumberedLoad load_;
};

TEST_F(ClickhouseClusterServeTest, what_is_answered_is_counted_once_whoever_is_asked_next) {
  for (const std::size_t node : {0, 2, 1}) kill_in_the_middle_of_an_insert(node);
  const auto collector = serve(cluster_->url(3, "overt"));
  ASSERT_TRUE(load_.send_the_rest(collector->ingest_port()));
  const std::size_t acknowledged = load_.acknowledged().size();
  ASSERT_TRUE(
      becomes_true([&] { return stored_numbers(cluster_->node(3)).size() >= acknowledged; }));
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  for (std::size_t node = 0; node < kNodes; ++node) {
    EXPECT_THAT(load_.not_once(stored_numbers(cluster_->node(node))), IsEmpty()) << node;
  }
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(acknowledged));
}

}  // namespace
}  // namespace overt::testing

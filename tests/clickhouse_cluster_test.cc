// The store on a cluster of two shards with two replicas each: real servers, which are killed, cut
// off from each other and come back.
#include "support/clickhouse_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/clickhouse.h"
#include "store/store.h"
#include "support/advanced_clock.h"
#include "support/becomes_true.h"
#include "support/cutting_proxy.h"
#include "support/numbered_runs.h"

namespace overt {
namespace {

using testing::ClickhouseCluster;
using testing::doubled_halves;
using testing::load;
using testing::runs;
using testing::runs_of_day;
using testing::whole_runs;

constexpr std::int32_t kLaterDay = testing::kFirstDay + 3;
constexpr std::int64_t kMinuteMs = 60'000;

class ClickhouseClusterTest : public ::testing::Test {
 protected:
  // One for all cases, as it takes seconds to start; each has a database of its own.
  static void SetUpTestSuite() {
    if (testing::has_clickhouse_cluster()) cluster_ = std::make_unique<ClickhouseCluster>();
  }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    if (!cluster_) GTEST_SKIP() << testing::kNoClickhouseCluster;
  }

  std::unique_ptr<Store> store(std::size_t node, const std::string& collector) {
    return store_at(cluster_->url(node, database_), collector);
  }

  std::unique_ptr<Store> store_at(const std::string& url, const std::string& collector) {
    auto opened = open_clickhouse_store({.url = url, .collector = collector}, clock_);
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }

  // What a store says that it asks all servers for, at its next chance.
  std::int64_t archived(Store& store) {
    clock_.advance(kMinuteMs);
    const auto archived = store.archive();
    EXPECT_TRUE(archived) << archived.error().message;
    return archived ? *archived : -1;
  }

  std::string say_of_fetches(std::size_t node, const std::string& what) {
    return cluster_->node(node).ask("SYSTEM " + what + " FETCHES " + database_ + ".event_local");
  }

  testing::AdvancedClock clock_;
  const std::string database_ = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  static inline std::unique_ptr<ClickhouseCluster> cluster_;
};

TEST_F(ClickhouseClusterTest, has_what_any_of_its_collectors_loaded_on_every_node) {
  const auto one = store(0, "one");
  const auto other = store(3, "other");
  load(*one, runs(0, 500), 1000);
  load(*other, runs(500, 800), 600);
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  for (std::size_t node = 0; node < testing::kNodes; ++node) {
    const auto any = store(node, "any");
    EXPECT_EQ(whole_runs(*any), 800) << "node " << node;
    const std::string here =
        cluster_->node(node).ask("SELECT count() FROM " + database_ + ".event_local");
    EXPECT_THAT(std::stoi(here), ::testing::AllOf(::testing::Gt(600), ::testing::Lt(1000)))
        << "a shard has about half of the events";
  }
}

TEST_F(ClickhouseClusterTest, takes_and_forgets_events_while_a_node_is_away) {
  const auto one = store(0, "one");
  load(*one, runs(0, 500), 1000);
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  cluster_->node(1).kill();
  load(*one, runs(500, 800), 1600);
  EXPECT_EQ(whole_runs(*one), 800);
  load(*one, runs_of_day(kLaterDay, 800, 900), 1800);
  const Status forgotten = one->forget_before(kLaterDay);
  EXPECT_TRUE(forgotten) << forgotten.error().message;
  EXPECT_EQ(whole_runs(*one), 100) << "those of the day that stays";
  cluster_->node(1).start();
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  cluster_->node(0).kill();
  EXPECT_EQ(whole_runs(*store(1, "any")), 100) << "of the node that was away";
  cluster_->node(0).start();
}

TEST_F(ClickhouseClusterTest, forgets_a_project_while_a_node_is_away) {
  const auto one = store(0, "one");
  load(*one, runs(0, 700), 1400);  // of seven projects
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  cluster_->node(2).kill();
  const std::vector<std::uint64_t> projects = {3};
  const auto forgotten = one->forget_project("git", projects);
  ASSERT_TRUE(forgotten) << forgotten.error().message;
  EXPECT_EQ(forgotten->runs, 100);
  EXPECT_EQ(whole_runs(*one), 600);
  cluster_->node(2).start();
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  ASSERT_TRUE(testing::becomes_true([&] {
    return cluster_->node(2).ask("SELECT count() FROM " + database_ +
                                 ".event_local WHERE project = 3") == "0\n";
  })) << "the node that was away";
}

// The inbox keeps what is not.
TEST_F(ClickhouseClusterTest, says_that_events_are_there_twice_while_all_nodes_are) {
  load(*store(0, "one"), runs(0, 100), 200);
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  const auto before = store(0, "one");
  EXPECT_EQ(*before->archive(), 200);
  cluster_->node(1).kill();
  load(*before, runs(100, 150), 300);
  // A store that is opened anew has never seen all of them.
  EXPECT_TRUE(testing::becomes_true([&] {
    const auto archived = store(0, "one")->archive();
    return archived && *archived == 0;
  }));
  EXPECT_EQ(*before->archive(), 200);
  cluster_->node(1).start();
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  EXPECT_TRUE(testing::becomes_true([&] {
    const auto archived = store(0, "one")->archive();
    return archived && *archived == 300;
  }));
}

// The one that has them may be gone before the other has fetched them.
TEST_F(ClickhouseClusterTest, does_not_take_a_replica_that_has_yet_to_fetch_for_a_second_copy) {
  const auto one = store(0, "one");
  load(*one, runs(0, 100), 200);
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  EXPECT_EQ(archived(*one), 200);
  say_of_fetches(1, "STOP");
  load(*one, runs(100, 150), 300);
  EXPECT_EQ(archived(*one), 200);
  EXPECT_EQ(archived(*store(3, "one")), 0) << "whoever is asked";
  say_of_fetches(1, "START");
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  EXPECT_EQ(archived(*one), 300);
}

// Else an inbox would grow for as long as something is loaded all the time.
TEST_F(ClickhouseClusterTest, takes_what_is_fetched_for_copied_while_later_loads_are_not) {
  const auto one = store(0, "one");
  load(*one, runs(0, 100), 200);
  say_of_fetches(1, "STOP");
  load(*one, runs(100, 200), 400);
  EXPECT_EQ(archived(*one), 0);
  say_of_fetches(1, "START");
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  say_of_fetches(1, "STOP");
  load(*one, runs(200, 300), 600);
  EXPECT_EQ(archived(*one), 400);
  EXPECT_EQ(archived(*one), 400);
  say_of_fetches(1, "START");
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  EXPECT_EQ(archived(*one), 600);
}

// The address of a store is what stands in front of the nodes: the next request goes to another.
TEST_F(ClickhouseClusterTest, counts_once_what_is_sent_again_through_another_node) {
  const std::vector<Row> rows = runs(0, 20'000);
  testing::CuttingProxy way(cluster_->node(0).http_port());
  way.lose_answers(testing::kInsertOfEvents, testing::kTries);
  const auto one = store_at(ClickhouseCluster::url_by_way(way.port(), database_), "one");
  EXPECT_FALSE(one->load(rows, 40'000));
  cluster_->node(0).kill();
  const auto again = store(2, "one");
  const auto position = again->position();
  ASSERT_TRUE(position) << position.error().message;
  EXPECT_EQ(*position, 0);
  load(*again, rows, 40'000);
  EXPECT_EQ(whole_runs(*again), 20'000);
  EXPECT_EQ(doubled_halves(*again), 0);
  cluster_->node(0).start();
  ASSERT_TRUE(cluster_->becomes_equal(database_));
  const auto any = store(0, "any");
  EXPECT_EQ(whole_runs(*any), 20'000) << "of the node that was killed";
  EXPECT_EQ(doubled_halves(*any), 0);
}

}  // namespace
}  // namespace overt

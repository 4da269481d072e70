// The store on a cluster whose servers cannot hear each other for a while.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/clickhouse.h"
#include "store/store.h"
#include "support/clickhouse_cluster.h"
#include "support/cutting_proxy.h"
#include "support/network.h"
#include "support/numbered_runs.h"

namespace overt::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

// The real time, and what a test adds to it.
class AdvancedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return SystemClock().unix_ms() + ahead_ms_; }
  std::int64_t steady_ms() const override { return SystemClock().steady_ms() + ahead_ms_; }
  void advance(std::int64_t ms) { ahead_ms_ += ms; }

 private:
  std::atomic<std::int64_t> ahead_ms_ = 0;
};

// A collector's loader: loads again what is not known to be there.
class Loader {
 public:
  Loader(std::unique_ptr<Store> store, std::uint32_t first)
      : store_(std::move(store)), number_(first), thread_([this] {
          for (int wanted = wanted_; wanted != kEnd; wanted = wanted_) {
            loads_ < wanted ? load_next() : wanted_.wait(wanted);
          }
        }) {}
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  ~Loader() { set_wanted(kEnd); }

  Store& store() { return *store_; }

  // Lets it do so many more loads, and does not wait for them.
  void begin(int loads) { set_wanted(wanted_ + loads); }

  void wait() {
    for (int now = loads_; now < wanted_; now = loads_) loads_.wait(now);
  }

  std::int64_t loaded_runs() const { return std::int64_t{loads_} * kRunsOfLoad; }

 private:
  static constexpr std::uint32_t kRunsOfLoad = 50;
  static constexpr int kEnd = -1;

  void set_wanted(int loads) {
    wanted_ = loads;
    wanted_.notify_all();
  }

  void load_next() {
    const std::int64_t position = 2 * kRunsOfLoad * (loads_ + 1);
    while (!store_->load(runs(number_, number_ + kRunsOfLoad), position)) continue;
    number_ += kRunsOfLoad;
    ++loads_;
    loads_.notify_all();
  }

  std::unique_ptr<Store> store_;
  std::uint32_t number_;
  std::atomic<int> wanted_ = 0;
  std::atomic<int> loads_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

class ClickhouseCutTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_clickhouse_cluster()) GTEST_SKIP() << kNoClickhouseCluster;
    if (const std::string missing = Network::missing(); !missing.empty()) GTEST_SKIP() << missing;
    network_ = std::make_unique<Network>(kNodes);
    ClickhouseClusterPlaces places{.zookeeper_host = Network::address_of_test()};
    for (std::size_t node = 0; node < kNodes; ++node) {
      places.nodes.at(node).host = Network::address(node);
      places.nodes.at(node).launcher = network_->launcher(node);
    }
    cluster_ = std::make_unique<ClickhouseCluster>(std::move(places));
  }

  std::unique_ptr<Store> store(std::size_t node, const std::string& collector) {
    return store_at(cluster_->url(node, "overt"), collector);
  }

  std::unique_ptr<Store> store_at(const std::string& url, const std::string& collector) {
    return open_clickhouse_store({.url = url, .collector = collector}, clock_).value();
  }

  void expect_everywhere(std::int64_t runs) {
    ASSERT_TRUE(cluster_->becomes_equal("overt"));
    for (std::size_t node = 0; node < kNodes; ++node) {
      const auto any = store(node, "any");
      EXPECT_EQ(whole_runs(*any), runs) << "node " << node;
      EXPECT_EQ(doubled_halves(*any), 0) << "node " << node;
    }
  }

  // Whether the events of the one day are read from its counts.
  bool is_counted() {
    return cluster_->node(0).ask(
               "SELECT max(events) = (SELECT count() FROM overt.event) FROM overt.fact_day") ==
           "1\n";
  }

  AdvancedClock clock_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<ClickhouseCluster> cluster_;
};

TEST_F(ClickhouseCutTest, counts_each_run_once_whoever_could_not_hear_whom) {
  CuttingProxy way(cluster_->node(0).http_port(), Network::address(0));
  Loader one(store(0, "one"), 0);
  Loader other(store(1, "other"), 1'000'000);
  const auto through_one = store_at(ClickhouseCluster::url_by_way(way.port(), "overt"), "third");
  const auto through_other = store(1, "third");
  ASSERT_TRUE(through_one->position() && through_other->position());
  const auto begin_loads = [&] {
    one.begin(3);
    other.begin(3);
  };

  begin_loads();
  network_->cut(0, 1);  // the replicas of one shard, of which each takes the same rows
  way.lose_answers(kInsertOfEvents, kTries);
  EXPECT_FALSE(through_one->load(runs(2'000'000, 2'000'300), 600));
  load(*through_other, runs(2'000'000, 2'000'300), 600);
  one.wait();
  other.wait();
  EXPECT_FALSE(store(0, "any")->archive()) << "not all replicas have the counts";
  network_->heal(0, 1);

  const auto through_zero = store(0, "third");
  ASSERT_TRUE(through_zero->position());
  begin_loads();
  network_->cut(0, 2);  // a replica, and all of another shard
  network_->cut(0, 3);
  EXPECT_FALSE(through_zero->load(runs(2'000'300, 2'000'400), 800));
  other.wait();
  network_->heal(0, 2);
  network_->heal(0, 3);
  load(*through_zero, runs(2'000'300, 2'000'400), 800);
  one.wait();

  const std::int64_t in_all = one.loaded_runs() + other.loaded_runs() + 400;
  expect_everywhere(in_all);
  EXPECT_FALSE(is_counted());
  clock_.advance(kHourMs);  // what was begun to be counted is nobody's any more
  const auto counted = other.store().archive();
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_TRUE(is_counted());
  expect_everywhere(in_all);
}

}  // namespace
}  // namespace overt::testing

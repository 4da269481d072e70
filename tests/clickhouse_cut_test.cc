// The store on a cluster whose servers cannot hear each other for a while.
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/clickhouse.h"
#include "store/store.h"
#include "support/advanced_clock.h"
#include "support/clickhouse_cluster.h"
#include "support/cutting_proxy.h"
#include "support/network.h"
#include "support/numbered_runs.h"

namespace overt::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

// A request that nobody answers ends after five minutes, and the next one should not.
constexpr std::chrono::minutes kLoadsTimeMax{7};

// A collector's loader: loads again what is not known to be there.
class Loader {
 public:
  Loader(std::unique_ptr<Store> store, std::uint32_t first)
      : store_(std::move(store)),
        number_(first),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  ~Loader() { store_->give_up_after(std::chrono::milliseconds(0)); }

  Store& store() { return *store_; }

  // Lets it do so many more loads, and does not wait for them.
  void begin(int loads) {
    const std::lock_guard lock(mutex_);
    wanted_ += loads;
    changed_.notify_all();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    const bool are_done =
        changed_.wait_for(lock, kLoadsTimeMax, [this] { return loads_ == wanted_; });
    EXPECT_TRUE(are_done) << loads_ << " of " << wanted_ << " loads are done: " << last_error_;
  }

  std::int64_t loaded_runs() {
    const std::lock_guard lock(mutex_);
    return std::int64_t{loads_} * kRunsOfLoad;
  }

 private:
  static constexpr std::uint32_t kRunsOfLoad = 50;

  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return loads_ < wanted_; })) {
      const std::int64_t position = std::int64_t{2} * kRunsOfLoad * (loads_ + 1);
      lock.unlock();
      const Status loaded = store_->load(runs(number_, number_ + kRunsOfLoad), position);
      lock.lock();
      if (loaded) {
        number_ += kRunsOfLoad;
        ++loads_;
        changed_.notify_all();
      } else {
        last_error_ = loaded.error().message;
      }
      if (stop.stop_requested()) return;
    }
  }

  std::unique_ptr<Store> store_;
  std::uint32_t number_;  // of its thread
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int wanted_ = 0;          // under mutex_
  int loads_ = 0;           // under mutex_
  std::string last_error_;  // under mutex_
  std::jthread thread_;     // last: it uses all of the above
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
  ASSERT_TRUE(cluster_->becomes_equal("overt"));
  const auto position = through_zero->position();
  ASSERT_TRUE(position) << position.error().message;
  EXPECT_EQ(*position, 600) << "what the other one was told";
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

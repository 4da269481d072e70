// For tests: a cluster of Debian's clickhouse-servers, two shards of two replicas, and the
// ZooKeeper that they agree through.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "support/clickhouse_server.h"
#include "support/zookeeper.h"

namespace overt::testing {

inline constexpr std::size_t kShards = 2;
inline constexpr std::size_t kReplicas = 2;
inline constexpr std::size_t kNodes = kShards * kReplicas;

// Whether what it is made of is there; tests that need it skip themselves where it is not.
bool has_clickhouse_cluster();

inline constexpr const char* kNoClickhouseCluster =
    "clickhouse-server or zookeeper is not installed (Debian: apt install clickhouse-server "
    "zookeeper)";

// Where the nodes of a cluster and its ZooKeeper are.
struct ClickhouseClusterPlaces {
  std::array<ClickhousePlace, kNodes> nodes = {};
  std::string zookeeper_host = "127.0.0.1";
};

class ClickhouseCluster {
 public:
  // Starts everything and waits until it answers; throws as ClickhouseServer.
  explicit ClickhouseCluster(ClickhouseClusterPlaces places = {});
  ClickhouseCluster(const ClickhouseCluster&) = delete;
  ClickhouseCluster& operator=(const ClickhouseCluster&) = delete;
  ~ClickhouseCluster() = default;

  // Nodes 0 and 1 are the replicas of one shard, 2 and 3 those of the other.
  ClickhouseServer& node(std::size_t number) { return *nodes_.at(number); }

  // The address of a store that is asked through a node.
  std::string url(std::size_t node, const std::string& database) const;

  // The same through a way to a node that begins at a port of 127.0.0.1.
  static std::string url_by_way(std::uint16_t port, const std::string& database);

  // Waits until both replicas of each shard have the same, as the servers themselves say; false if
  // they never do.
  bool becomes_equal(const std::string& database);

 private:
  Zookeeper zookeeper_;
  std::array<std::unique_ptr<ClickhouseServer>, kNodes> nodes_;
};

}  // namespace overt::testing

#include "support/clickhouse_cluster.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "support/becomes_true.h"

namespace overt::testing {
namespace {

constexpr std::string_view kCluster = "overt_test";

std::string element(const std::string& name, const std::string& value) {
  return "<" + name + ">" + value + "</" + name + ">";
}

std::string shards(const ClickhouseClusterPlaces& places) {
  std::string shards;
  for (std::size_t shard = 0; shard < kShards; ++shard) {
    std::string replicas = element("internal_replication", "true");
    for (std::size_t replica = 0; replica < kReplicas; ++replica) {
      const ClickhousePlace& place = places.nodes.at(shard * kReplicas + replica);
      replicas += element(
          "replica", element("host", place.host) + element("port", std::to_string(place.tcp_port)));
    }
    shards += element("shard", replicas);
  }
  return shards;
}

// The shortest session that ZooKeeper gives with its ticks: a node that was killed is known for
// dead, and can come back, after it.
constexpr const char* kSessionMs = "3000";

std::string settings(const ClickhouseClusterPlaces& places, std::size_t node,
                     const Zookeeper& zookeeper) {
  return element("remote_servers", element(std::string(kCluster), shards(places))) +
         "<zookeeper><node index=\"1\">" + element("host", zookeeper.host()) +
         element("port", std::to_string(zookeeper.port())) + "</node>" +
         element("session_timeout_ms", kSessionMs) + "</zookeeper>" +
         element("macros", element("shard", std::to_string(node / kReplicas)) +
                               element("replica", std::to_string(node % kReplicas))) +
         element("distributed_ddl", element("path", "/clickhouse/task_queue/ddl")) + "\n";
}

}  // namespace

bool has_clickhouse_cluster() { return has_clickhouse_server() && has_zookeeper(); }

ClickhouseCluster::ClickhouseCluster(ClickhouseClusterPlaces places)
    : zookeeper_(places.zookeeper_host) {
  for (std::size_t node = 0; node < kNodes; ++node) {
    nodes_.at(node) = std::make_unique<ClickhouseServer>(settings(places, node, zookeeper_),
                                                         places.nodes.at(node));
  }
}

std::string ClickhouseCluster::url(std::size_t node, const std::string& database) const {
  return nodes_.at(node)->url(database) + "?cluster=" + std::string(kCluster);
}

std::string ClickhouseCluster::url_by_way(std::uint16_t port, const std::string& database) {
  return "http://127.0.0.1:" + std::to_string(port) + "/" + database +
         "?cluster=" + std::string(kCluster);
}

bool ClickhouseCluster::becomes_equal(const std::string& database) {
  const auto has_all = [&](const std::unique_ptr<ClickhouseServer>& node) {
    try {
      const std::string tables = node->ask("SELECT table FROM system.replicas WHERE database = '" +
                                           database + "' ORDER BY table");
      std::istringstream lines(tables);
      for (std::string table; std::getline(lines, table);) {
        node->ask("SYSTEM SYNC REPLICA " + database + "." + table);
      }
      return !tables.empty();
    } catch (const std::runtime_error&) {
      return false;  // it is not back yet
    }
  };
  return becomes_true([&] { return std::ranges::all_of(nodes_, has_all); });
}

}  // namespace overt::testing

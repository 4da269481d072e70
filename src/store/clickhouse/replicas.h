// How many servers of a cluster have the same rows, and whether they are there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// What the replicas of one shard have to do to the events, in ZooKeeper.
struct ReplicationLog {
  std::string path;       // of the table, to which the log belongs
  std::int64_t last = 0;  // the number of the newest entry
};

struct Replicas {
  std::int64_t of_shard = 1;              // of the one that has fewest
  bool are_all_there = true;              // which is not to say that they have the same already
  std::vector<ReplicationLog> logs = {};  // of each shard; none where nothing is replicated
};

// One that is there, where there is no cluster.
Result<Replicas> replicas_of(Server& server, const Address& address);

// Settings for an INSERT that succeeds only once all replicas of a shard have the rows: whoever
// reads them anywhere has all of them. It fails while one of them is away.
Settings settings_of_all(const Replicas& replicas);

}  // namespace overt::clickhouse

// How many servers of a cluster have the same rows, and whether they are there.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

struct Replicas {
  std::int64_t of_shard = 1;  // of the one that has fewest
  bool are_all_there = true;
};

// One that is there, where there is no cluster.
Result<Replicas> replicas_of(Server& server, const Address& address);

// Settings for an INSERT that succeeds only once all replicas of a shard have the rows: whoever
// reads them anywhere has all of them. It fails while one of them is away.
Settings settings_of_all(const Replicas& replicas);

}  // namespace overt::clickhouse

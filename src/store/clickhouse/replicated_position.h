// Up to where every replica of a cluster has had what was loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/clickhouse/replicas.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// Asks ZooKeeper, through whichever server is asked: what each replica has yet to fetch stands
// there, so nobody needs a way, or a password, to the others. To be asked now and then by one
// thread.
class ReplicatedPosition {
 public:
  std::int64_t position() const { return position_; }

  // Looks once, and gives what position() is then. `replicas` all are there, and were asked after
  // everything up to `loaded` had been loaded. Where nothing is replicated that is the answer.
  Result<std::int64_t> look(Server& server, const Replicas& replicas, std::int64_t loaded);

 private:
  // A position that all replicas are to reach. Something is being loaded at nearly every moment, so
  // it stays the one while others are loaded.
  struct Sought {
    std::int64_t position = 0;
    std::vector<ReplicationLog> logs;              // as they were when it was loaded
    std::optional<std::set<std::string>> fetches;  // that it waits for; none before they are known
  };

  std::int64_t position_ = 0;
  std::optional<Sought> sought_;
};

}  // namespace overt::clickhouse

// Partitions that go as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// A server of a cluster that has not done what all of them are told by then, in seconds, is away;
// one that is there takes a second at most. Loading waits meanwhile.
inline constexpr std::string_view kWaitSecondsMax = "3";

// Only a shard's leader can drop and delete. If it has just gone, and the others have not agreed on
// a new one, the statement is lost; so it is said again until they have. ZooKeeper lets them within
// session_timeout_ms, which is 30 s where nobody says otherwise.
inline constexpr int kTriesMax = 12;

// Whether all of a cluster were told something, and some have not answered.
bool is_because_some_are_away(const Address& address, const Error& error);

struct Partition {
  std::string day;                         // "2026-10-29"
  std::optional<std::int64_t> generation;  // of the tables that have them
};

// Drops one partition of a table. It succeeds once no row of it can be read: of a cluster's
// servers, those that are away follow the others when they are back.
Status drop_partition(Server& server, const Address& address, std::string_view table,
                      const Partition& partition);

}  // namespace overt::clickhouse

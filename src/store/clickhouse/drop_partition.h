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

struct Partition {
  std::string day;                         // "2026-10-29"
  std::optional<std::int64_t> generation;  // of the tables that have them
};

// Drops one partition of a table. It succeeds once no row of it can be read: of a cluster's
// servers, those that are away follow the others when they are back.
Status drop_partition(Server& server, const Address& address, std::string_view table,
                      const Partition& partition);

}  // namespace overt::clickhouse

// Rows that go for good.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// Deletes the rows of which `condition` is true from events, halves and facts, and waits until no
// part has any that was there at `now_ms`. Servers of a cluster that are away follow when they are
// back. An error says what keeps ClickHouse from it.
Status delete_rows(Server& server, const Address& address, const std::string& condition,
                   std::int64_t now_ms);

}  // namespace overt::clickhouse

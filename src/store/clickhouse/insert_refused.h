// Rows into the tables of what was refused and of what was lost.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/server.h"
#include "store/store.h"

namespace overt::clickhouse {

// Adds the first of the rows, as many as one insert may have, and gives how many that were.
Result<std::size_t> insert_refused(Server& server, std::span<const RefusedEvents> refused);

// Sets all of them. After an error some may be set.
Status insert_lost(Server& server, std::string_view collector,
                   std::span<const LostBeforeSending> lost);

}  // namespace overt::clickhouse

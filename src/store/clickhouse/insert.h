// Rows into the table of events.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/server.h"
#include "store/row.h"

namespace overt::clickhouse {

// The bucket of a duration: the duration itself below 64 ms, above that 32 to each doubling, as the
// macro of this name counts in DuckDB. -1 of none.
std::int16_t duration_bucket(const std::optional<std::int64_t>& ms);

// Rows of one load, at most, so that a row is told by the position at which its load began and its
// place in it.
inline constexpr std::size_t kLoadRowsMax = std::size_t{1} << 20U;

// Partitions that rows of one insert may be of: ClickHouse of 2019 and later refuses more
// (max_partitions_per_insert_block). Days are partitions.
inline constexpr std::size_t kPartitionsOfInsertMax = 100;

// Settings for an INSERT into tables that add up: its rows must not be taken for rows that were
// sent again. They are where they belong when it has succeeded.
Settings settings_of_adding();

// Inserts the rows in one block, as what `collector` has behind `position`. The same rows again are
// known for the same ones.
Status insert_events(Server& server, std::span<const Row> rows, std::string_view collector,
                     std::int64_t position);

}  // namespace overt::clickhouse

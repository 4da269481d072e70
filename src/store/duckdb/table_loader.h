// The one writer of the database: events in, rows and counts out, a transaction a batch.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/duckdb/archive.h"
#include "store/duckdb/dictionaries.h"
#include "store/duckdb/handles.h"
#include "store/duckdb/tables.h"
#include "store/pairing.h"
#include "store/row.h"
#include "store/store.h"

namespace overt::duckdb {

// One caller at a time. After a failure it reads what the tables hold before it goes on.
class TableLoader {
 public:
  static Result<TableLoader> open(Connection connection);

  Status load(std::span<const Row> rows, std::int64_t position);
  Status add_refused(std::span<const RefusedEvents> refused);
  Status set_lost(std::span<const LostBeforeSending> lost);
  Status forget_before(std::int32_t day);

  // Store::archive() into `folder`.
  Result<std::int64_t> archive(const std::string& folder);

 private:
  explicit TableLoader(Connection connection) : connection_(std::move(connection)) {}

  // What is here beside the tables: it must be what they hold.
  Status read_tables();
  Status read_state();

  // `write` within a transaction; what it did is undone if it or the commit fails.
  template <typename Write>
  Status in_transaction(Write write);

  Status write_batch(std::span<const Row> rows, std::int64_t position);
  Status end_days(std::int32_t next_day);
  void take(const Row& row);
  Status write_changes();
  Status close_days();

  Connection connection_;
  Dictionaries dictionaries_;
  Pairing pairing_;
  std::vector<RunRow> halves_;              // of the batch, in the order in which they came
  std::vector<const Row*> rows_of_halves_;  // what they were made of
  std::vector<OtherEventRow> other_events_;
  LostSums lost_;
  std::int64_t position_ = 0;
  std::int32_t closed_day_ = kNoDay;
  std::int32_t newest_day_ = kNoDay;
  EndedDays ended_;  // and not archived yet, if any
  bool is_in_doubt_ = false;
};

}  // namespace overt::duckdb

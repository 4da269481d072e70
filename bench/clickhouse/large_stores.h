// The same simulated runs in a store of each kind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "store/store.h"
#include "support/clickhouse_server.h"

namespace overt::bench {

class LargeStores {
 public:
  // Loads so many runs into both, at once, a thread each; `server` is borrowed.
  LargeStores(const testing::ClickhouseServer& server, std::int64_t runs);

  Store& duckdb() { return *duckdb_; }
  Store& clickhouse() { return *clickhouse_; }

  std::int64_t events() const { return events_; }
  std::int64_t days() const;
  std::int64_t now_ms() const { return clock_.unix_ms(); }

  // Seconds that ClickHouse took to count all days but the last, which is not over. DuckDB's loads
  // do the same.
  double counting_seconds() const { return counting_seconds_; }

  std::int64_t duckdb_bytes() const;
  std::int64_t clickhouse_bytes() const;  // when it has merged all that it wanted to

 private:
  // It is the last moment of the last run.
  class EndOfRuns final : public Clock {
   public:
    explicit EndOfRuns(std::int64_t ms) : ms_(ms) {}
    std::int64_t unix_ms() const override { return ms_; }
    std::int64_t steady_ms() const override { return ms_; }

   private:
    std::int64_t ms_;
  };

  void count_days();

  const testing::ClickhouseServer& server_;
  const EndOfRuns clock_;
  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> duckdb_;
  std::unique_ptr<Store> clickhouse_;
  std::int64_t events_ = 0;
  double counting_seconds_ = 0;
};

}  // namespace overt::bench

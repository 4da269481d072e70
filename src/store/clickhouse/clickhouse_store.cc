// The store in ClickHouse. Every row tells which collector has it from which place of its inbox,
// and every question knows what came twice; so whatever is in doubt is sent again.
#include <curl/curl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "store/clickhouse.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/closed_days.h"
#include "store/clickhouse/delete_rows.h"
#include "store/clickhouse/drop_partition.h"
#include "store/clickhouse/insert.h"
#include "store/clickhouse/insert_refused.h"
#include "store/clickhouse/loaded_parts.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/replicas.h"
#include "store/clickhouse/replicated_position.h"
#include "store/clickhouse/schema.h"
#include "store/clickhouse/server.h"
#include "store/clickhouse/usage.h"
#include "store/run_row.h"

namespace overt {
namespace clickhouse {
namespace {

// How often a collector looks for days that have ended.
constexpr std::int64_t kCloseIntervalMs = 60'000;

// Few large blocks: each is a part on the server's disk, which merges them later.
constexpr std::size_t kLoadRows = 100'000;
constexpr std::chrono::milliseconds kLoadEvery = std::chrono::seconds(1);

bool is_select(std::string_view sql) {
  const auto begin = sql.find_first_not_of(" \t\n");
  return begin != std::string_view::npos &&
         (sql.substr(begin).starts_with("SELECT") || sql.substr(begin).starts_with("WITH"));
}

// Lines that begin with `--`.
std::string without_comments(std::string_view sql) {
  std::string rest;
  while (!sql.empty()) {
    const auto end = std::min(sql.find('\n'), sql.size() - 1) + 1;
    const auto first = sql.substr(0, end).find_first_not_of(' ');
    const bool is_comment = first != std::string_view::npos && sql.substr(first).starts_with("--");
    if (!is_comment) rest += sql.substr(0, end);
    sql.remove_prefix(end);
  }
  return rest;
}

class ClickhouseStore final : public Store {
 public:
  ClickhouseStore(Address address, const ClickhouseOptions& options, const Clock& clock)
      : address_(std::move(address)),
        collector_(options.collector),
        parts_(options.collector, options.parts),
        clock_(clock),
        server_(address_, options.password, options.ca_file) {}

  Result<std::int64_t> position() override {
    const std::lock_guard lock(mutex_);
    if (position_) return *position_;
    if (Status ready = be_ready(); !ready) return ready.error();
    const auto loaded = read_loaded(server_, parts_.names());
    if (!loaded) return loaded.error();
    position_ = parts_.position(*loaded);
    return *position_;
  }

  // Rows first, and then how far they go: between the two a crash sends them again, which changes
  // nothing.
  Status load(std::span<const Row> rows, std::int64_t position) override {
    const auto before = this->position();
    if (!before) return before.error();
    const std::string& name = parts_.name_behind(*before);
    Status done = insert_events(server_, rows, name, *before);
    if (!done) return done;
    done = write_loaded(server_, name, position);
    if (!done) return done;
    const std::lock_guard lock(mutex_);
    position_ = position;
    return Ok{};
  }

  std::int64_t load_end(std::int64_t position) const override { return parts_.end(position); }
  std::size_t load_rows_max() const override { return kLoadRows; }
  std::chrono::milliseconds load_interval() const override { return kLoadEvery; }

  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    if (Status ready = be_ready_alone(); !ready) return ready.error();
    return insert_refused(server_, refused);
  }

  Status set_lost(std::span<const LostBeforeSending> lost) override {
    if (lost.empty()) return Ok{};
    if (Status ready = be_ready_alone(); !ready) return ready;
    const std::vector<LostBeforeSending> told(lost.begin(), lost.end());
    if (told == told_lost_) return Ok{};
    if (Status set = insert_lost(server_, collector_, lost); !set) return set;
    told_lost_ = told;
    return Ok{};
  }

  Status forget_before(std::int32_t day) override {
    if (Status ready = be_ready_alone(); !ready) return ready;
    told_lost_.clear();
    for (const std::string_view table : tables_of_days()) {
      if (Status forgotten = drop_days(table, day); !forgotten) return forgotten;
    }
    return Ok{};
  }

  // What was counted of its days no longer has as many events as they have; they are counted anew.
  Result<ForgottenRows> forget_project(const std::string& app,
                                       std::span<const std::uint64_t> projects) override {
    if (Status ready = be_ready_alone(); !ready) return ready.error();
    const std::string condition =
        fmt::format("app = {} AND project IN ({})", sql_text(app), fmt::join(projects, ", "));
    const auto found =
        select(server_, fmt::format("SELECT toInt64(uniqExactIf(execution_id, half != 0)), "
                                    "toInt64(countIf(half = 0)) FROM event WHERE {}",
                                    condition));
    if (!found) return found.error();
    const auto days = days_of(condition);
    if (!days) return days.error();
    if (Status distrusted = distrust_counts(server_, *days); !distrusted) return distrusted.error();
    Status deleted = delete_rows(server_, address_, condition, clock_.unix_ms());
    if (!deleted) return deleted.error();
    if (Status distrusted = distrust_counts(server_, *days); !distrusted) return distrusted.error();
    closed_ms_ = 0;
    return ForgottenRows{.runs = std::get<std::int64_t>(found->rows.at(0).at(0)),
                         .other_events = std::get<std::int64_t>(found->rows.at(0).at(1))};
  }

  // Counts a day that has ended, if there is one. What a cluster has is on more than one server
  // once all have fetched it, and the inbox need not have it any more; of a single server, and
  // while one is away, it is the second copy. While a replica is away days stay as they are: their
  // events are read.
  Result<std::int64_t> archive() override {
    const auto position = this->position();
    if (!position) return position.error();
    if (clock_.unix_ms() - closed_ms_ < kCloseIntervalMs) return replicated_.position();
    closed_ms_ = clock_.unix_ms();
    const auto replicas = replicas_of(server_, address_);
    if (!replicas) return replicas.error();
    if (!replicas->are_all_there) return replicated_.position();
    const auto closed = close_next_day(*replicas);
    if (!closed) return closed.error();
    if (*closed) closed_ms_ = 0;
    if (address_.cluster.empty()) return 0;
    return replicated_.look(server_, *replicas, *position);
  }

  Status check(const std::function<bool()>& /*keep_going*/) override { return be_ready_alone(); }

  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override {
    std::string statement = without_comments(sql);
    if (!is_select(statement)) return Error{"cannot query ClickHouse: only SELECT can be run"};
    if (Status ready = be_ready_alone(); !ready) return ready.error();
    if (names_usage(statement)) {
      const auto states = read_day_states(server_);
      if (!states) return states.error();
      auto whole = with_usage(statement, *states);
      if (!whole) return whole.error();
      statement = *std::move(whole);
    }
    return select(server_, with_parameters(statement, parameters));
  }

  std::string_view dialect() const override { return "clickhouse"; }

  void give_up_after(std::chrono::milliseconds time) override { server_.give_up_after(time); }

 private:
  Status be_ready_alone() {
    const std::lock_guard lock(mutex_);
    return be_ready();
  }

  // Under mutex_.
  Status be_ready() {
    if (is_ready_) return Ok{};
    Status made = make_tables(server_, address_);
    is_ready_ = made.ok();
    return made;
  }

  // True if there was one.
  Result<bool> close_next_day(const Replicas& replicas) {
    const auto states = read_day_states(server_);
    if (!states) return states.error();
    const std::int64_t now = clock_.unix_ms();
    const auto over = stale_.over(states->stale, now);
    if (Status removed = remove_counts(server_, address_, over); !removed) return removed.error();
    for (const std::int32_t day : states->open) {
      const bool is_over = day < day_of(now);
      const bool is_claimed =
          std::ranges::any_of(states->stale, [day, now](const Generation& generation) {
            return generation.day == day && generation.events == 0 &&
                   now - generation.number < kClaimMs;
          });
      if (!is_over || is_claimed) continue;
      if (Status closed = close_day(server_, replicas, day, now); !closed) return closed.error();
      return true;
    }
    return false;
  }

  // That have any such event.
  Result<std::vector<std::int32_t>> days_of(const std::string& condition) {
    const auto answer =
        select(server_, "SELECT DISTINCT toInt64(day) FROM event WHERE " + condition);
    if (!answer) return answer.error();
    std::vector<std::int32_t> days;
    for (const auto& row : answer->rows) {
      days.push_back(static_cast<std::int32_t>(std::get<std::int64_t>(row.at(0))));
    }
    return days;
  }

  Status drop_days(std::string_view table, std::int32_t end_day) {
    const bool has_generations = table == "half" || table == "fact" || table == "fact_day";
    const auto days = select(
        server_,
        fmt::format("SELECT DISTINCT toString(day){} FROM {} WHERE day < toDate({})",
                    has_generations ? ", toInt64(generation)" : "", table, std::max(end_day, 0)));
    if (!days) return days.error();
    for (const auto& row : days->rows) {
      Partition partition{.day = std::get<std::string>(row.at(0))};
      if (has_generations) partition.generation = std::get<std::int64_t>(row.at(1));
      Status dropped = drop_partition(server_, address_, table, partition);
      if (!dropped) return dropped;
    }
    return Ok{};
  }

  const Address address_;
  const std::string collector_;
  const LoadedParts parts_;
  const Clock& clock_;
  Server server_;
  StaleCounts stale_;                         // of the one thread that loads
  std::int64_t closed_ms_ = 0;                // likewise
  ReplicatedPosition replicated_;             // likewise
  std::vector<LostBeforeSending> told_lost_;  // likewise
  std::mutex mutex_;
  bool is_ready_ = false;                 // under mutex_: the tables are there
  std::optional<std::int64_t> position_;  // under mutex_
};

}  // namespace
}  // namespace clickhouse

Result<std::unique_ptr<Store>> open_clickhouse_store(const ClickhouseOptions& options,
                                                     const Clock& clock) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  auto address = clickhouse::parse_address(options.url);
  if (!address) return Error{"store: " + address.error().message};  // the URL may have a password
  return std::unique_ptr<Store>(
      std::make_unique<clickhouse::ClickhouseStore>(*std::move(address), options, clock));
}

}  // namespace overt

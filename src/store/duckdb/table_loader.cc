#include "store/duckdb/table_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/event.h"
#include "store/duckdb/database.h"
#include "store/duckdb/sums.h"

namespace overt::duckdb {
namespace {

bool is_half(const Row& row) {
  return row.event_type == kCommandStarted || row.event_type == kCommandExited;
}

// Whether a half tells what a row of `run` has no column for.
bool has_more_than_its_half(const Row& row, bool is_start) {
  if (!row.data.empty()) return true;
  return is_start ? row.exit_code || row.duration_ms : !row.options.empty();
}

template <typename Value>
std::vector<Value> values_of(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<Value> values;
  values.reserve(fields.size());
  for (const auto& [name, value] : fields) values.push_back(value);
  return values;
}

}  // namespace

Result<TableLoader> TableLoader::open(Connection connection) {
  TableLoader loader(std::move(connection));
  if (const Status made = make_temporary_tables(loader.connection_); !made) return made.error();
  if (const Status read = loader.read_tables(); !read) return read.error();
  return loader;
}

Status TableLoader::read_tables() {
  if (Status read = dictionaries_.read(connection_); !read) return read;
  const auto runs = read_recent_runs(connection_, kRecentRuns);
  if (!runs) return runs.error();
  const auto halves = read_halves(connection_);
  if (!halves) return halves.error();
  auto lost = read_lost(connection_);
  if (!lost) return lost.error();
  lost_ = *std::move(lost);
  pairing_ = Pairing();
  for (const RunRow& run : *runs) pairing_.restore_run(run);
  for (const RunRow& half : *halves) pairing_.restore_half(half);
  if (Status read = read_state(); !read) return read;
  is_in_doubt_ = false;
  return Ok{};
}

Status TableLoader::read_state() {
  const auto state = query(connection_,
                           "SELECT position, closed_day, newest_day, ended_day, ended_position, "
                           "archived_day, archived_position FROM store_state");
  if (!state) return state.error();
  if (state->rows.empty()) return Error{"a table that must have a row is empty"};
  const auto number = [&](std::size_t i) { return std::get<std::int64_t>(state->rows[0].at(i)); };
  const auto day = [&](std::size_t i) { return static_cast<std::int32_t>(number(i)); };
  position_ = number(0);
  closed_day_ = day(1);
  newest_day_ = day(2);
  ended_ = {.after_day = day(5), .after_position = number(6), .day = day(3), .position = number(4)};
  return Ok{};
}

template <typename Write>
Status TableLoader::in_transaction(Write write) {
  if (is_in_doubt_) {
    if (Status read = read_tables(); !read) return read;
  }
  if (Status begun = execute(connection_, "BEGIN"); !begun) return begun;
  is_in_doubt_ = true;
  Status written = write();
  if (written) written = execute(connection_, "COMMIT");
  if (written) {
    is_in_doubt_ = false;
    return written;
  }
  // A failed COMMIT has already rolled back, and then this fails; either way nothing is open.
  (void)execute(connection_, "ROLLBACK");
  return written;
}

Status TableLoader::load(std::span<const Row> rows, std::int64_t position) {
  return in_transaction([&] { return write_batch(rows, position); });
}

Status TableLoader::write_batch(std::span<const Row> rows, std::int64_t position) {
  halves_.clear();
  rows_of_halves_.clear();
  other_events_.clear();
  if (!rows.empty()) {
    if (Status ended = end_days(day_of(rows.front().received_ms)); !ended) return ended;
  }
  for (const Row& row : rows) {
    newest_day_ = std::max(newest_day_, day_of(row.received_ms));
    take(row);
  }
  for (const RunRow& half : halves_) pairing_.take(half, closed_day_);
  if (!rows.empty()) pairing_.give_up(newest_day_);
  if (Status written = write_changes(); !written) return written;
  if (Status closed = close_days(); !closed) return closed;
  position_ = position;
  return execute(
      connection_,
      fmt::format("UPDATE store_state SET position = {}, closed_day = {}, newest_day = {}",
                  position, closed_day_, newest_day_)
          .c_str());
}

// What is there when a load begins with a later day is exactly what came up to the position, and a
// file that is written of it afterwards needs to know of the halves only: they may join any time.
Status TableLoader::end_days(std::int32_t next_day) {
  if (newest_day_ == kNoDay || next_day <= newest_day_) return Ok{};
  ended_.day = newest_day_;
  ended_.position = position_;
  return execute(connection_,
                 fmt::format("DELETE FROM archive_half;"
                             "INSERT INTO archive_half FROM half"
                             " WHERE settled > DATE '1970-01-01' + ({0});"
                             "UPDATE store_state SET ended_day = {1}, ended_position = {2}",
                             ended_.after_day, ended_.day, ended_.position)
                     .c_str());
}

Result<std::int64_t> TableLoader::archive(const std::string& folder) {
  if (is_in_doubt_) {
    if (const Status read = read_tables(); !read) return read.error();
  }
  if (ended_.day <= ended_.after_day) return ended_.after_position;
  const auto is_whole = write_days(connection_, folder, ended_);
  if (!is_whole) return is_whole.error();
  if (!*is_whole) return ended_.after_position;
  const Status noted = in_transaction([&] {
    return execute(connection_,
                   "DELETE FROM archive_half;"
                   "UPDATE store_state SET archived_day = ended_day,"
                   " archived_position = ended_position");
  });
  if (!noted) return noted.error();
  ended_.after_day = ended_.day;
  ended_.after_position = ended_.position;
  return ended_.position;
}

void TableLoader::take(const Row& row) {
  const std::int32_t command = dictionaries_.command(row);
  const std::int32_t environment = dictionaries_.environment(row);
  const bool is_start = row.event_type == kCommandStarted;
  if (is_half(row)) {
    RunRow& half = halves_.emplace_back();
    half = {.day = day_of(row.received_ms),
            .execution_id = row.execution_id,
            .project = row.project,
            .user = row.user,
            .command = command,
            .environment = environment,
            .ci = row.ci,
            .options = is_start ? dictionaries_.option_set(row) : 0};
    (is_start ? half.started_received_ms : half.exited_received_ms) = row.received_ms;
    (is_start ? half.started_ms : half.exited_ms) = row.ts_ms;
    if (!is_start) {
      half.exit_code = row.exit_code;
      half.duration_ms = row.duration_ms;
    }
    rows_of_halves_.push_back(&row);
    if (!has_more_than_its_half(row, is_start)) return;
  }
  other_events_.push_back({.settled = newest_day_,
                           .received_ms = row.received_ms,
                           .ts_ms = row.ts_ms,
                           .execution_id = row.execution_id,
                           .project = row.project,
                           .user = row.user,
                           .command = command,
                           .environment = environment,
                           .options = row.options.empty() ? 0 : dictionaries_.option_set(row),
                           .shape = dictionaries_.shape(row),
                           .exit_code = row.exit_code,
                           .duration_ms = row.duration_ms,
                           .flags = values_of(row.data.flags),
                           .numbers = values_of(row.data.numbers),
                           .texts = values_of(row.data.texts)});
}

Status TableLoader::write_changes() {
  const PairingChanges changes = pairing_.changes(newest_day_);
  if (Status written = dictionaries_.append_new(connection_); !written) return written;
  if (Status written = append_runs(connection_, "run", changes.runs); !written) return written;
  if (Status written = remove_halves(connection_, changes.half_gone); !written) return written;
  if (Status written = append_runs(connection_, "half", changes.half_added); !written)
    return written;
  if (Status written = append_other_events(connection_, other_events_); !written) return written;
  if (Status written = append_facts(connection_, changes.facts, closed_day_); !written)
    return written;
  std::vector<RefusedEvents> doubled;
  for (const std::size_t place : changes.doubled) {
    const Row& row = *rows_of_halves_[place];
    doubled.push_back({.day = day_of(row.received_ms),
                       .app = row.app,
                       .reason = std::string(kDoubled),
                       .version = row.version,
                       .events = 1});
  }
  return append_refused(connection_, doubled, newest_day_);
}

Status TableLoader::close_days() {
  if (newest_day_ == kNoDay || newest_day_ - 1 <= closed_day_) return Ok{};
  if (Status closed = duckdb::close_days(connection_, closed_day_, newest_day_ - 1); !closed) {
    return closed;
  }
  closed_day_ = newest_day_ - 1;
  return Ok{};
}

Status TableLoader::add_refused(std::span<const RefusedEvents> refused) {
  return in_transaction([&] { return append_refused(connection_, refused, newest_day_); });
}

Status TableLoader::set_lost(std::span<const LostBeforeSending> lost) {
  if (is_in_doubt_) {
    if (Status read = read_tables(); !read) return read;
  }
  std::vector<RefusedEvents> more;
  for (const LostBeforeSending& sum : lost) {
    const auto known = lost_.find({sum.day, sum.app});
    const std::int64_t events = sum.events - (known == lost_.end() ? 0 : known->second);
    if (events == 0) continue;
    more.push_back({.day = sum.day,
                    .app = sum.app,
                    .reason = std::string(kLost),
                    .version = {},
                    .events = events});
  }
  if (more.empty()) return Ok{};
  return in_transaction([&] {
    for (const RefusedEvents& events : more) lost_[{events.day, events.app}] += events.events;
    return append_refused(connection_, more, newest_day_);
  });
}

Status TableLoader::forget_before(std::int32_t day) {
  constexpr std::array kForget = {"run WHERE day <",     "half WHERE day <",
                                  "fact WHERE day <",    "duration WHERE day <",
                                  "refusal WHERE day <", "other_event WHERE settled <"};
  return in_transaction([&]() -> Status {
    pairing_.forget_before(day);
    std::erase_if(lost_, [day](const auto& sum) { return sum.first.first < day; });
    for (const char* rows : kForget) {
      const auto sql = fmt::format("DELETE FROM {} DATE '1970-01-01' + ({})", rows, day);
      if (Status forgotten = execute(connection_, sql.c_str()); !forgotten) return forgotten;
    }
    return forget_sums_before(connection_, day, closed_day_);
  });
}

}  // namespace overt::duckdb

// The store: rows in, tables out. Implemented by duckdb/ and clickhouse/; one conformance suite for
// every kind.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/own_files.h"
#include "base/result.h"
#include "store/ask.h"
#include "store/query_result.h"
#include "store/row.h"

namespace overt {

// What `$name` stands for in a query. A query need not name every parameter.
struct QueryParameter {
  std::string name;
  std::variant<std::int64_t, std::string> value;
};
using QueryParameters = std::vector<QueryParameter>;

// Events of one day that were not let in, for one reason.
struct RefusedEvents {
  std::int32_t day = 0;  // since 1970-01-01, by the collector's clock in UTC
  std::string app;       // empty if it is of no tool that is known
  std::string reason;    // a word of a closed set, never a value that was sent
  std::string version;   // of the tool; empty if it was refused as well
  std::int64_t events = 0;
};

// Events of a tool that were lost before they could be sent, as far as is known by now.
struct LostBeforeSending {
  std::int32_t day = 0;  // as above: on which the collector heard of it
  std::string app;
  std::int64_t events = 0;

  friend bool operator==(const LostBeforeSending&, const LostBeforeSending&) = default;
};

// What was forgotten of a project.
struct ForgottenRows {
  std::int64_t runs = 0;
  std::int64_t halves = 0;
  std::int64_t other_events = 0;
  std::int64_t archived_rows = 0;
  std::int64_t archived_days = 0;  // files that had any of them
  std::int64_t damaged_days = 0;   // files that could not be read, and were removed for that

  std::int64_t all() const { return runs + halves + other_events; }
};

// Rows of one load, at most, of a store that has no wish of its own: DuckDB takes 250,000 rows a
// second in commits of this size, five times fewer in commits of a hundred; their lines are some 15
// MB.
inline constexpr std::size_t kLoadRowsUsual = 20'000;

class Store {
 public:
  virtual ~Store() = default;

  // The position in the inbox up to which rows have been loaded; 0 at the beginning.
  virtual Result<std::int64_t> position() = 0;

  // Adds the rows and moves the position, in one transaction: both are there, or neither. Large
  // batches (thousands of rows) are many times faster than small ones. The halves of a run find
  // each other (pairing.h), and a row that is one of them for a second time is counted as doubled.
  virtual Status load(std::span<const Row> rows, std::int64_t position) = 0;

  // The last position to which a load that begins behind `position` may go.
  virtual std::int64_t load_end(std::int64_t /*position*/) const {
    return std::numeric_limits<std::int64_t>::max();
  }

  // How many rows a load should have at most, and how long it should wait after the one before.
  virtual std::size_t load_rows_max() const { return kLoadRowsUsual; }
  virtual std::chrono::milliseconds load_interval() const { return {}; }

  // Adds to what was refused, and gives how many of them it has added: the first one at least,
  // where there is any. The others are for another call, so that what is added once is not there
  // twice when a later part fails. Not part of what load() makes exact: what was not added before a
  // crash is lost.
  virtual Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) = 0;

  // Makes the events that are lost on these days be so many: told twice they count once. Days and
  // apps that are not named stay as they are. They are refusals of the reason "lost".
  virtual Status set_lost(std::span<const LostBeforeSending> lost) = 0;

  // Forgets rows, counts and refusals of the days before `day`, in the archive too.
  virtual Status forget_before(std::int32_t day) = 0;

  // Writes some of the days that have ended and are not archived yet, if there are any; to be
  // called again and again. Seconds for a million runs. Days end where a load begins with a row of
  // a later day. Gives the position up to which everything is in the archive, durably; 0 of a store
  // that has none.
  virtual Result<std::int64_t> archive() { return 0; }

  // Reads everything once, as queries do beside it, as long as `keep_going`, asked every few tenths
  // of a second, is true; an error if something of it cannot be read. A second for some ten million
  // rows.
  virtual Status check(const std::function<bool()>& keep_going) = 0;

  // Runs one statement; an error for any but SELECT. It can read no file and change no setting.
  // Columns may be BOOLEAN, INTEGER, BIGINT, HUGEINT (if it fits), DOUBLE, VARCHAR, and DATE, which
  // comes as "2006-01-02"; others need a cast. Threads: any, also while load runs.
  virtual Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) = 0;

  // Grows when what queries may answer has changed; nothing if others change it as well. Threads:
  // any.
  virtual std::optional<std::uint64_t> revision() const { return std::nullopt; }

  // Takes everything of these projects of one tool out of the store, as forget_in_duckdb_store()
  // does of one that is not open. For the thread that loads.
  virtual Result<ForgottenRows> forget_project(const std::string& /*app*/,
                                               std::span<const std::uint64_t> /*projects*/) {
    return Error{"this store forgets no project"};
  }

  // From then on nobody is waited for: what is being asked of a server and what will be fails. For
  // the end of a collector. Threads: any.
  virtual void give_up_after(std::chrono::milliseconds /*time*/) {}

  // Which statements it takes: "" for DuckDB's, else the middle of NAME.DIALECT.sql. Only reports
  // and tests need to know.
  virtual std::string_view dialect() const { return ""; }

  // The same as query() for a statement of a person, whom nobody has to trust: one SELECT of what
  // ask.h names, with functions that are known, within the limits; it ends early when `stop` asks
  // for it. An error only if the store fails. Threads: any; one statement at a time.
  virtual Result<AskAnswer> ask(const std::string& /*sql*/, const AskLimits& /*limits*/,
                                const std::stop_token& /*stop*/) {
    return Error{"`overt query` is of DuckDB's store; ask this one's server itself"};
  }
};

// What an archive has, without what is damaged in it.
struct ArchiveExtent {
  std::int64_t days = 0;             // that have a file
  std::int64_t position = 0;         // up to which events are in it
  std::int64_t missing = 0;          // events between those of two files that are in none; those of
                                     // days that ended together are not known to be missing
  std::vector<std::string> damaged;  // files that cannot be read; they stay as they are
  std::vector<std::string> without_digest;  // files whose `.sha256` is damaged: they are read as
                                            // those that have none
};

// Opens or makes the file at `path`; its archive is the folder `archive` beside it. The error says
// who holds the file if another process does; within this process it must be open once only.
Result<std::unique_ptr<Store>> open_duckdb_store(const std::string& path);

// Whether an error, of opening or later, tells that what is in the file cannot be read, now or
// ever: it was cut or overwritten. False for a disk that is full or fails, and for a file in use.
bool is_damage_of_duckdb_store(const Error& error);

// Whether an error, of opening or later, is the disk's: it is full, or fails, and may be in order
// when it is asked again.
bool is_trouble_of_the_disk(const Error& error);

// What stands in the archive of the store at `path`, whether that is there or not. Of damage only
// what shows in the description of a file.
Result<ArchiveExtent> extent_of_duckdb_archive(const std::string& path);

// The same, and reads every file: it is damaged if its checksum does not fit or, if it has none, if
// something of it cannot be read. Some seconds for a gigabyte; `tell` is called before each step
// with how many are done, of how many.
Result<ArchiveExtent> check_duckdb_archive(
    const std::string& path, const std::function<void(std::int64_t, std::int64_t)>& tell);

// Makes the file at `path`, which is not there, from its archive: what the store held when the last
// of the archived days ended, position and counts too. `tell` is called after each day with how
// many are done, of how many. A kill at any moment leaves no file.
Result<ArchiveExtent> fill_duckdb_store(
    const std::string& path, const std::function<void(std::int64_t, std::int64_t)>& tell);

// Takes everything of these projects of one tool out of the store at `path`, which is not open, and
// of its archive, byte for byte: files that have any of it are written anew, words that only these
// projects used are left out. A kill at any moment leaves all in order; done again, it finishes.
// Refusals, which are of no project, stay. Takes as long as filling.
Result<ForgottenRows> forget_in_duckdb_store(const std::string& path, const std::string& app,
                                             std::span<const std::uint64_t> projects);

// Renames what `damage` tells of, as name_aside() says; gives back the new name. That is the log of
// the last commits if it is alone damaged: the store without it is what it was before them, rows
// and position. The store must not be open.
Result<std::string> set_duckdb_store_aside(const std::string& path, const Error& damage,
                                           std::int64_t now_ms);

// Of the file `name` beside a store that is called `store`: left over is what was set aside, or
// what a kill has left of a store that was made anew or of a query that was too large for memory.
FileOrigin origin_beside_duckdb_store(std::string_view name, std::string_view store);

// Of the file `name` in the archive of a store.
FileOrigin origin_in_duckdb_archive(std::string_view name);

}  // namespace overt

// overt migrate: what a DuckDB store has into ClickHouse, with a proof that it is there.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "base/move_aside.h"
#include "base/random.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/format.h"
#include "cli/open_store.h"
#include "cli/progress_line.h"
#include "cli/serve_config.h"
#include "cli/stop_signal.h"
#include "collector/collector_id.h"
#include "collector/data_directory.h"
#include "collector/left_overs.h"
#include "store/exchange.h"
#include "store/migrate_to_clickhouse.h"

namespace overt::cli {
namespace {

struct MigrateOptions {
  std::string from;
  ServeSettings to;  // of them, those that say where the store is
};

constexpr std::int32_t kFirstDay = -1'000'000;
constexpr std::int32_t kLastDay = 1'000'000;

// Where the events are on their way; gone at the end.
class ExportedFile {
 public:
  explicit ExportedFile(std::string path) : path_(std::move(path)) {}
  ExportedFile(const ExportedFile&) = delete;
  ExportedFile& operator=(const ExportedFile&) = delete;
  ~ExportedFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The store's position, with all in it that its collector has acknowledged.
Result<std::int64_t> bring_up_to_date(const std::string& directory) {
  const auto store = open_store(directory);
  if (!store) return store.error();
  return (*store)->position();
}

// So that this directory's collector goes on behind what was migrated, with ClickHouse as its
// store.
Status note_position(const DataDirectory& directory, ClickhouseOptions options,
                     std::int64_t position) {
  SystemRandom random;
  auto id = open_or_make_collector_id(directory.collector_id(), false, random);
  if (!id) return id.error();
  options.collector = *std::move(id);
  const SystemClock clock;
  const auto store = open_clickhouse_store(options, clock);
  if (!store) return store.error();
  const auto known = (*store)->position();
  if (!known) return known.error();
  return *known >= position ? Status(Ok{}) : (*store)->load({}, position);
}

// What a collector whose store is ClickHouse does not use and nobody would look through. The store
// goes last: as long as it is there, all of this can be done again. Gives the folder.
Result<std::string> set_store_aside(const DataDirectory& directory) {
  const std::string& path = directory.path();
  const std::string folder =
      name_aside(path + "/" + kMigratedStore, SystemClock().unix_ms(), kMigrated);
  if (const Status made = make_directories(folder); !made) return made.error();
  for (const char* name : {"archive", "store.duckdb.wal", "store.duckdb"}) {
    const Status moved =
        rename_if_there(fmt::format("{}/{}", path, name), fmt::format("{}/{}", folder, name));
    if (!moved) return moved.error();
  }
  if (const Status kept = sync_directory_of(folder + "/store.duckdb"); !kept) return kept.error();
  if (const Status kept = sync_directory_of(folder); !kept) return kept.error();
  return folder;
}

// What was migrated, and where the store is that it was in.
struct Outcome {
  Migrated migrated;
  std::string store_folder;
};

Result<Outcome> migrate(const DataDirectory& directory, ClickhouseOptions options) {
  const auto position = bring_up_to_date(directory.path());
  if (!position) return position.error();
  const ExportedFile file(directory.path() + "/migrate.parquet");
  {
    ProgressLine progress("reading the store");
    const Status exported = export_duckdb_store(
        directory.store(), {.output = file.path(), .first_day = kFirstDay, .end_day = kLastDay},
        [&](double share) {
          progress.show(share);
          return !is_told_to_stop();
        });
    if (!exported) return exported.error();
  }
  const auto events = open_event_file(file.path(), FileFormat::kParquet, 0);
  if (!events) return events.error();
  // Positions here are places in the file, not those of the inbox. Until the proof the directory is
  // one of DuckDB, for every command.
  SystemRandom random;
  const auto id = open_or_make_collector_id(directory.migration_id(), false, random);
  if (!id) return id.error();
  const ClickhouseOptions plain = options;
  options.collector = *id + "-migrated";
  const SystemClock clock;
  ProgressLine progress("migrating events");
  auto migrated = migrate_to_clickhouse(**events, options, clock, [&](double share) {
    progress.show(share);
    return !is_told_to_stop();
  });
  if (!migrated) return migrated.error();
  if (const Status noted = note_position(directory, plain, *position); !noted) return noted.error();
  auto folder = set_store_aside(directory);
  if (!folder) return folder.error();
  return Outcome{.migrated = *migrated, .store_folder = *std::move(folder)};
}

int run(const MigrateOptions& options) {
  if (std::string problem = problem_of_clickhouse_url(options.to.store); !problem.empty()) {
    return fail("--to: " + problem);
  }
  const auto to = clickhouse_options(options.to);
  if (!to) return fail(to.error().message);
  if (!std::filesystem::exists(store_path(options.from))) {
    if (std::filesystem::exists(collector_id_path(options.from))) {
      return fail(fmt::format("--from: the store of the collector in {} is ClickHouse already",
                              options.from));
    }
    return fail(fmt::format("--from: no collector's data in {}", options.from));
  }
  const auto claimed = DataDirectory::claim(options.from);
  if (!claimed) return fail(claimed.error().message);
  ::umask(077);
  stop_on_signals();
  const auto outcome = migrate(*claimed, **to);
  if (is_told_to_stop()) return end_by_signal();
  if (!outcome) return fail(outcome.error().message);
  fmt::print(
      "{} events of {} days are in ClickHouse; count and checksum of each day are the same.\n"
      "Now start the collector with --store. The DuckDB store is in {}.\n",
      format_count(outcome->migrated.rows), format_count(outcome->migrated.days),
      outcome->store_folder);
  return 0;
}

constexpr const char* kFooter =
    "The collector must not run. What is interrupted goes on where it was when it is run again; "
    "until it\n"
    "succeeds nothing has changed for the directory. Then the DuckDB store is set aside, with its "
    "archive and its\n"
    "refusals, for you to remove (`overt forget` removes it too), and the collector starts with "
    "--store.\n\n"
    "Example: overt migrate --from /var/lib/overt --to "
    "https://overt@clickhouse.example:8443/overt";

}  // namespace

Command migrate_command() {
  const auto options = std::make_shared<MigrateOptions>();
  return {.name = "migrate",
          .summary = kMigrateSummary,
          .options = {{.name = "--from",
                       .value = &options->from,
                       .help = "The data directory of a collector that does not run",
                       .value_name = "DIR",
                       .required = true},
                      {.name = "--to",
                       .value = &options->to.store,
                       .help = "The ClickHouse database, as `overt serve --store` takes it",
                       .value_name = "URL",
                       .required = true},
                      {.name = "--store-password-file",
                       .value = &options->to.store_password_file,
                       .help = "File of mode 0600 with the password of its user",
                       .value_name = "FILE"},
                      {.name = "--store-ca-file",
                       .value = &options->to.store_ca_file,
                       .help = "PEM: whose certificates to trust",
                       .value_name = "FILE"}},
          .footer = kFooter,
          .run = [options] { return run(*options); }};
}

}  // namespace overt::cli

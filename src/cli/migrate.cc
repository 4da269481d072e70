// overt migrate: what a DuckDB store has into ClickHouse, with a proof that it is there.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
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

Result<Migrated> migrate(const DataDirectory& directory, ClickhouseOptions options) {
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
  SystemRandom random;
  const auto id = open_or_make_collector_id(directory.collector_id(), false, random);
  if (!id) return id.error();
  // Positions here are places in the file, not those of the inbox.
  const ClickhouseOptions plain = options;
  options.collector = *id + "-migrated";
  const SystemClock clock;
  ProgressLine progress("migrating events");
  auto migrated = migrate_to_clickhouse(**events, options, clock, [&](double share) {
    progress.show(share);
    return !is_told_to_stop();
  });
  if (!migrated) return migrated;
  if (const Status noted = note_position(directory, plain, *position); !noted) return noted.error();
  return migrated;
}

int run(const MigrateOptions& options) {
  if (std::string problem = problem_of_clickhouse_url(options.to.store); !problem.empty()) {
    return fail("--to: " + problem);
  }
  const auto to = clickhouse_options(options.to);
  if (!to) return fail(to.error().message);
  if (!std::filesystem::exists(store_path(options.from))) {
    return fail(fmt::format("--from: no collector's data in {}", options.from));
  }
  const auto claimed = DataDirectory::claim(options.from);
  if (!claimed) return fail(claimed.error().message);
  ::umask(077);
  stop_on_signals();
  const auto migrated = migrate(*claimed, **to);
  if (is_told_to_stop()) return end_by_signal();
  if (!migrated) return fail(migrated.error().message);
  fmt::print(
      "{} events of {} days are in ClickHouse; count and checksum of each day are the same.\n",
      format_count(migrated->rows), format_count(migrated->days));
  return 0;
}

constexpr const char* kFooter =
    "The collector must not run. What is interrupted goes on where it was when it is run again. "
    "The DuckDB\n"
    "store stays as it is; refusals stay there. Afterwards start the collector with --store.\n\n"
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

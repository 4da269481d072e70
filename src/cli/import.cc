// overt import: events of a file into a store, each once.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/event_files.h"
#include "cli/format.h"
#include "cli/progress_line.h"
#include "cli/serve_config.h"
#include "cli/stop_signal.h"
#include "collector/data_directory.h"
#include "collector/import_events.h"
#include "collector/kept_store.h"
#include "collector/open_clickhouse.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

struct ImportOptions {
  std::string file;
  std::string format;         // empty for what the file's name says
  std::string contract_path;  // for lines of a log
  std::string data;           // a directory, or empty
  ServeSettings into;         // of them, those that say where the store is, if it is ClickHouse
};

// Of an export the first are looked for in the store: enough not to meet one by chance only.
constexpr std::size_t kRunsLookedFor = 200;

// All that an import writes to.
struct Target {
  DataDirectory directory;
  Pepper pepper;
  std::unique_ptr<Inbox> inbox;
  std::unique_ptr<Store> store;
};

// An inbox is loaded into one store: the other one would get what this one has.
Status check_kind_of_store(const DataDirectory& directory, bool is_clickhouse) {
  std::error_code ignored;
  if (is_clickhouse && std::filesystem::exists(directory.store(), ignored)) {
    return Error{fmt::format(
        "the data directory {} has a store of its own; bring that into ClickHouse with `overt "
        "migrate`, or name another directory with --data",
        directory.path())};
  }
  if (!is_clickhouse && std::filesystem::exists(directory.collector_id(), ignored)) {
    return Error{fmt::format("the store of the collector in {} is ClickHouse; name it with --store",
                             directory.path())};
  }
  return Ok{};
}

Result<std::unique_ptr<Store>> open_duckdb(const DataDirectory& directory, Inbox& inbox,
                                           const Clock& clock, ServerLog& log) {
  auto store = KeptStore::open(directory.store(), inbox, clock, log);
  if (!store) return store.error();
  return std::unique_ptr<Store>(*std::move(store));
}

Result<Target> open_target(const std::string& path,
                           const std::optional<ClickhouseOptions>& clickhouse, const Clock& clock,
                           ServerLog& log) {
  auto directory = DataDirectory::claim(path);
  if (!directory) return directory.error();
  if (const Status fits = check_kind_of_store(*directory, clickhouse.has_value()); !fits) {
    return fits.error();
  }
  SystemRandom random;
  auto pepper = Pepper::open_or_make(directory->pepper(), random);
  if (!pepper) return pepper.error();
  std::error_code ignored;
  const bool is_new_inbox = !std::filesystem::exists(directory->inbox(), ignored);
  auto inbox = Inbox::open(directory->inbox());
  if (!inbox) return inbox.error();
  auto store =
      clickhouse
          ? open_clickhouse_of(
                {.inbox = **inbox, .id_path = directory->collector_id(), .is_new = is_new_inbox},
                *clickhouse, clock, random)
          : open_duckdb(*directory, **inbox, clock, log);
  if (!store) return store.error();
  // One that could not be opened yet is opened by this.
  if (const auto position = (*store)->position(); !position) return position.error();
  return Target{.directory = *std::move(directory),
                .pepper = *std::move(pepper),
                .inbox = *std::move(inbox),
                .store = *std::move(store)};
}

// The first runs of a file, as SQL lists them; empty if there are none.
Result<std::string> first_runs(const std::string& path, FileFormat format) {
  const auto file = open_event_file(path, format, 0);
  if (!file) return file.error();
  const auto first = (*file)->next(1);
  if (!first) return first.error();
  std::string runs;
  for (std::size_t i = 0; i < std::min(first->events.size(), kRunsLookedFor); ++i) {
    runs += fmt::format("{}'{}'", runs.empty() ? "" : ", ",
                        to_string(first->events[i].event.execution_id));
  }
  return runs;
}

// An export that goes into the store it came from would count everything twice.
Status refuse_what_is_there(const ImportOptions& options, const std::string& runs, Store& store) {
  if (runs.empty()) return Ok{};
  const auto known =
      store.query(fmt::format("SELECT count(*) FROM event WHERE execution_id IN ({})", runs), {});
  if (!known) return known.error();
  if (std::get<std::int64_t>(known->rows.at(0).at(0)) == 0) return Ok{};
  return Error{fmt::format(
      "cannot import {}: runs of it are in the store already, by another way than this file",
      options.file)};
}

Result<Imported> import_from(ImportSource& source, ImportNotes& notes, Target& target) {
  ProgressLine progress("importing events");
  const auto rows = static_cast<double>(std::max<std::int64_t>(source.rows(), 1));
  return import_events(source, notes, *target.inbox, *target.store, [&](std::int64_t done) {
    progress.show(static_cast<double>(done) / rows);
    return !is_told_to_stop();
  });
}

// What an import is of, looked at before anything is made.
struct Given {
  FileFormat format = FileFormat::kParquet;
  Sha256 content;
  std::optional<LoadedContract> contract;  // of the tool whose log it is
  std::string first_runs;                  // of an export
};

Result<Given> look_at(const ImportOptions& options) {
  const auto format = file_format(options.file, options.format);
  if (!format) return format.error();
  const auto content = content_digest(options.file);
  if (!content) return content.error();
  Given given{.format = *format, .content = *content, .contract = {}, .first_runs = {}};
  if (*format == FileFormat::kNdjson && holds_log_lines(options.file)) {
    if (options.contract_path.empty()) {
      return Error{options.file + " is a log; name the tool's contract with --contract"};
    }
    auto contract = load_contract(options.contract_path);
    if (!contract) return contract.error();
    given.contract = *std::move(contract);
    return given;
  }
  auto runs = first_runs(options.file, *format);
  if (!runs) return runs.error();
  given.first_runs = *std::move(runs);
  return given;
}

Result<Imported> import_log(const ImportOptions& options, const LoadedContract& contract,
                            ImportNotes& notes, Target& target, const Clock& clock) {
  const std::string app(contract->app);
  auto set = ContractSet::make({contract});
  if (!set) return set.error();
  const CurrentContracts contracts(*std::move(set));
  const Door door(contracts, target.pepper);
  const auto lines = log_lines(options.file, app, notes.rows(), door, clock.unix_ms());
  if (!lines) return lines.error();
  return import_from(**lines, notes, target);
}

Result<Imported> import_export(const ImportOptions& options, const Given& given, ImportNotes& notes,
                               Target& target) {
  if (!notes.is_begun()) {
    const Status fresh = refuse_what_is_there(options, given.first_runs, *target.store);
    if (!fresh) return fresh.error();
  }
  const auto events = exported_events(options.file, given.format, notes.rows(), target.pepper);
  if (!events) return events.error();
  return import_from(**events, notes, target);
}

int run(const ImportOptions& options) {
  const auto given = look_at(options);
  if (!given) return fail(given.error().message);
  const auto data = options.data.empty() ? default_data_directory(Environment::of_this_process())
                                         : Result<std::string>(options.data);
  if (!data) return fail(data.error().message);
  if (!options.into.store.empty()) {
    if (std::string problem = problem_of_clickhouse_url(options.into.store); !problem.empty()) {
      return fail("--store: " + problem);
    }
  }
  const auto clickhouse = clickhouse_options(options.into);
  if (!clickhouse) return fail(clickhouse.error().message);
  const SystemClock clock;
  ServerLog log(clock, write_to_stderr);
  auto target = open_target(*data, *clickhouse, clock, log);
  if (!target) return fail(target.error().message);
  auto notes = ImportNotes::open(*data + "/imports", given->content);
  if (!notes) return fail(notes.error().message);
  const std::int64_t before = notes->rows();
  stop_on_signals();
  const auto imported = given->contract
                            ? import_log(options, *given->contract, *notes, *target, clock)
                            : import_export(options, *given, *notes, *target);
  if (!imported) return fail(imported.error().message);
  fmt::print(stderr, "overt: {} rows imported{}\n", format_count(imported->rows - before),
             before == 0 ? "" : fmt::format(", {} were before", format_count(before)));
  if (imported->refused > 0) {
    fmt::print(stderr, "overt: {} of them are not let in: {}\n", format_count(imported->refused),
               imported->why);
  }
  if (!imported->is_whole) return end_by_signal();
  return 0;
}

constexpr const char* kFooter =
    "Reads what `overt export` has written, and logs of tools as they are, which need --contract. "
    "The store must\n"
    "not be in use. An import that was interrupted goes on where it was when it is run again; one "
    "that is run\n"
    "twice counts nothing twice. docs/exchange.md.\n\n"
    "Examples:\n"
    "  overt import events.parquet --data ./data\n"
    "  overt import events.parquet --data ./data --store "
    "https://overt@clickhouse.example:8443/overt\n"
    "  overt import ~/.local/state/overt/git/events.ndjson --contract contracts/git.toml --data "
    "./data";

}  // namespace

Command import_command() {
  const auto options = std::make_shared<ImportOptions>();
  return {.name = "import",
          .summary = kImportSummary,
          .options = {{.name = "file",
                       .value = &options->file,
                       .help = "What to import: .parquet, .csv or .ndjson",
                       .value_name = "FILE",
                       .required = true},
                      {.name = "--format",
                       .value = &options->format,
                       .help = "What it is if its name does not say it",
                       .value_name = "FORMAT",
                       .choices = {"parquet", "csv", "ndjson"}},
                      {.name = "--contract",
                       .value = &options->contract_path,
                       .help = "The contract of the tool whose log it is",
                       .value_name = "TOML"},
                      {.name = "--data",
                       .value = &options->data,
                       .help = "The data directory of a collector, which is made if it is missing",
                       .value_name = "DIR"},
                      {.name = "--store",
                       .value = &options->into.store,
                       .help = "The ClickHouse database that this directory's collector loads "
                               "into, as `overt serve --store` takes it",
                       .value_name = "URL"},
                      {.name = "--store-password-file",
                       .value = &options->into.store_password_file,
                       .help = "File of mode 0600 with the password of its user",
                       .value_name = "FILE"},
                      {.name = "--store-ca-file",
                       .value = &options->into.store_ca_file,
                       .help = "PEM: whose certificates to trust",
                       .value_name = "FILE"}},
          .footer = kFooter,
          .run = [options] { return run(*options); }};
}

}  // namespace overt::cli

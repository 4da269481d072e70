// overt export: events or runs of a store as a file, for other programs and other stores.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/event_files.h"
#include "cli/fetched_store.h"
#include "cli/format.h"
#include "cli/open_store.h"
#include "cli/progress_line.h"
#include "cli/serve_config.h"
#include "cli/stop_signal.h"
#include "reports/since.h"
#include "store/run_row.h"

namespace overt::cli {
namespace {

struct ExportOptions {
  std::string what = "events";
  std::string output;
  std::string format;  // empty for what the output's name says
  std::string app;     // empty for all
  std::string since;   // empty for all
  std::string until;   // empty for all
  std::string data;    // a directory, or empty
  ServeSettings of;    // of them, those that say where the store is, if it is ClickHouse
};

// A day after every other.
constexpr std::int32_t kLastDay = 1'000'000;

Result<std::int32_t> day_in(const std::string& text, const char* name, std::int32_t otherwise) {
  if (text.empty()) return otherwise;
  const auto ms = parse_since(text, SystemClock().unix_ms(), name);
  if (!ms) return Error{"--" + ms.error().message};
  return day_of(*ms);
}

Result<ExportRequest> request_of(const ExportOptions& options) {
  const auto format = file_format(options.output, options.format);
  if (!format) return Error{"--output " + format.error().message};
  const auto first_day = day_in(options.since, "since", kNoDay);
  if (!first_day) return first_day.error();
  const auto end_day = day_in(options.until, "until", kLastDay);
  if (!end_day) return end_day.error();
  if (*end_day <= *first_day) return Error{"--until is not after --since"};
  return ExportRequest{.output = options.output,
                       .format = *format,
                       .runs = options.what == "runs",
                       .app = options.app,
                       .first_day = *first_day,
                       .end_day = *end_day};
}

// Opened as a report would, so that all that was acknowledged is in it, and closed again.
Result<std::string> up_to_date_store(const ExportOptions& options) {
  const auto directory = options.data.empty()
                             ? default_data_directory(Environment::of_this_process())
                             : Result<std::string>(options.data);
  if (!directory) return directory.error();
  std::error_code ignored;
  if (std::filesystem::exists(collector_id_path(*directory), ignored)) {
    return Error{fmt::format("the store of the collector in {} is ClickHouse; name it with --store",
                             *directory)};
  }
  const auto store = open_store(*directory);
  if (!store) return store.error();
  return store_path(*directory);
}

TellShare shown_by(ProgressLine& progress) {
  return [&progress](double share) {
    progress.show(share);
    return !is_told_to_stop();
  };
}

Status write(const std::string& store, const ExportRequest& request, const std::string& what) {
  ProgressLine progress("exporting " + what);
  return export_duckdb_store(store, request, shown_by(progress));
}

Status write_from_clickhouse(const ClickhouseOptions& from, const ExportRequest& request,
                             const std::string& what) {
  std::unique_ptr<FetchedStore> fetched;
  {
    ProgressLine progress("reading ClickHouse");
    auto done = FetchedStore::fetch(from, request, shown_by(progress));
    if (!done) return done.error();
    fetched = *std::move(done);
  }
  return write(fetched->path(), request, what);
}

int run(const ExportOptions& options) {
  const auto request = request_of(options);
  if (!request) return fail(request.error().message);
  if (!options.of.store.empty()) {
    if (std::string problem = problem_of_clickhouse_url(options.of.store); !problem.empty()) {
      return fail("--store: " + problem);
    }
  }
  const auto clickhouse = clickhouse_options(options.of);
  if (!clickhouse) return fail(clickhouse.error().message);
  const auto store = *clickhouse ? Result<std::string>("") : up_to_date_store(options);
  if (!store) return fail(store.error().message);
  stop_on_signals();
  const Status exported = *clickhouse ? write_from_clickhouse(**clickhouse, *request, options.what)
                                      : write(*store, *request, options.what);
  if (is_told_to_stop()) return end_by_signal();
  if (!exported) return fail(exported.error().message);
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(options.output, ignored);
  fmt::print(stderr, "overt: {} written, {} bytes\n", options.output,
             format_count(static_cast<std::int64_t>(bytes)));
  return 0;
}

constexpr const char* kFooter =
    "The store must not be in use: stop its collector, or export from a copy of the data "
    "directory.\n"
    "One that is ClickHouse may be; what is loaded meanwhile may be missing.\n"
    "Ids in the file are the keyed ones. What is interrupted leaves no file; docs/exchange.md has "
    "the columns.\n\n"
    "Examples:\n"
    "  overt export --data ./data --output events.parquet\n"
    "  overt export runs --data ./data --app git --since 8w --output runs.csv\n"
    "  overt export --store https://overt@clickhouse.example:8443/overt --output events.parquet\n"
    "  overt import events.parquet --data ./other";

}  // namespace

Command export_command() {
  const auto options = std::make_shared<ExportOptions>();
  return {.name = "export",
          .summary = kExportSummary,
          .options = {{.name = "what",
                       .value = &options->what,
                       .help = "events or runs",
                       .value_name = "WHAT",
                       .choices = {"events", "runs"},
                       .shows_default = true},
                      {.name = "-o,--output",
                       .value = &options->output,
                       .help = "The file, which is replaced: .parquet, .csv or .ndjson",
                       .value_name = "FILE",
                       .required = true},
                      {.name = "--format",
                       .value = &options->format,
                       .help = "What it is if its name does not say it",
                       .value_name = "FORMAT",
                       .choices = {"parquet", "csv", "ndjson"}},
                      {.name = "--app",
                       .value = &options->app,
                       .help = "Only of this tool",
                       .value_name = "NAME"},
                      {.name = "--since",
                       .value = &options->since,
                       .help = "How far back, in whole days: 12h, 30d, 8w; all if left out",
                       .value_name = "TIME"},
                      {.name = "--until",
                       .value = &options->until,
                       .help = "Where to end, in the same form",
                       .value_name = "TIME"},
                      {.name = "--data",
                       .value = &options->data,
                       .help = "The data directory of a collector",
                       .value_name = "DIR"},
                      {.name = "--store",
                       .value = &options->of.store,
                       .help = "The ClickHouse database, as `overt serve --store` takes it",
                       .value_name = "URL",
                       .excludes = "--data"},
                      {.name = "--store-password-file",
                       .value = &options->of.store_password_file,
                       .help = "File of mode 0600 with the password of its user",
                       .value_name = "FILE"},
                      {.name = "--store-ca-file",
                       .value = &options->of.store_ca_file,
                       .help = "PEM: whose certificates to trust",
                       .value_name = "FILE"}},
          .footer = kFooter,
          .run = [options] { return run(*options); }};
}

}  // namespace overt::cli

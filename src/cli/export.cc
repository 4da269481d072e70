// overt export: events or runs of a store as a file, for other programs and other stores.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/event_files.h"
#include "cli/format.h"
#include "cli/open_store.h"
#include "cli/progress_line.h"
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
Status bring_up_to_date(const std::string& directory) {
  const auto store = open_store(directory);
  return store ? Status(Ok{}) : Status(store.error());
}

int run(const ExportOptions& options) {
  const auto request = request_of(options);
  if (!request) return fail(request.error().message);
  const auto directory = options.data.empty()
                             ? default_data_directory(Environment::of_this_process())
                             : Result<std::string>(options.data);
  if (!directory) return fail(directory.error().message);
  if (const Status ready = bring_up_to_date(*directory); !ready) return fail(ready.error().message);
  stop_on_signals();
  Status exported = Ok{};
  {
    ProgressLine progress("exporting " + options.what);
    exported = export_duckdb_store(store_path(*directory), *request, [&](double share) {
      progress.show(share);
      return !is_told_to_stop();
    });
  }
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
    "Ids in the file are the keyed ones. What is interrupted leaves no file; docs/exchange.md has "
    "the columns.\n\n"
    "Examples:\n"
    "  overt export --data ./data --output events.parquet\n"
    "  overt export runs --data ./data --app git --since 8w --output runs.csv\n"
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
                       .value_name = "DIR"}},
          .footer = kFooter,
          .run = [options] { return run(*options); }};
}

}  // namespace overt::cli

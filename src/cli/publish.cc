// overt publish: a month of a tool for everybody to see.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_source.h"
#include "cli/http_get.h"
#include "cli/open_store.h"
#include "publish/publication.h"
#include "publish/publication_file.h"
#include "publish/site.h"
#include "store/exchange.h"

namespace overt::cli {
namespace {

struct PublishOptions {
  std::string directory;
  std::string app;
  std::string month;  // empty for the last one that has ended
  std::int64_t k = kGroupDefault;
  DataSource source;
};

Result<Publication> publication_of_server(const PublishOptions& options, const Month& month,
                                          const Environment& environment) {
  const AdminAddress admin = admin_address_of(options.source, environment);
  const std::string url = fmt::format("{}/v1/publication?app={}&month={}&k={}", admin.url,
                                      percent_encoded(options.app), month.text(), options.k);
  const auto body = http_get(url, admin.token);
  if (!body) return body.error();
  auto publication = publication_from_json(*body);
  if (!publication) return Error{fmt::format("{}: {}", url, publication.error().message)};
  return publication;
}

Result<Publication> publication_of_directory(const PublishOptions& options, const Month& month,
                                             const Environment& environment) {
  const auto directory = directory_of(options.source, environment);
  if (!directory) return directory.error();
  const auto store = open_store(*directory);
  if (!store) return store.error();
  return make_publication(**store, options.app, month, options.k);
}

std::string told(const Publication& publication) {
  if (publication.tables.empty()) {
    return fmt::format("fewer than {} projects, so nothing is told of it", publication.k);
  }
  std::size_t rows = 0;
  for (const PublishedTable& table : publication.tables) rows += table.rows.size();
  const bool withheld = std::ranges::any_of(publication.tables, &PublishedTable::withheld);
  return fmt::format("{} projects or more, {} rows{}", publication.tables[0].rows.at(0).projects,
                     rows, withheld ? ", others withheld" : "");
}

int publish(const PublishOptions& options) {
  const Environment environment = Environment::of_this_process();
  const std::int64_t now_ms = SystemClock().unix_ms();
  const auto month =
      options.month.empty() ? Result<Month>(last_ended_month(now_ms)) : parse_month(options.month);
  if (!month) return fail("--month: " + month.error().message);
  if (std::string problem = publication_problem(*month, options.k, now_ms); !problem.empty()) {
    return fail(problem);
  }
  const auto months = read_site(options.directory, options.app, options.k);
  if (!months) return fail(months.error().message);
  const std::string page = options.directory + "/index.html";
  if (std::ranges::find(*months, *month, &Publication::month) != months->end()) {
    if (const Status written = write_pages(options.directory, *months); !written) {
      return fail(written.error().message);
    }
    return print(
        fmt::format("{} was published before and stays as it is: {}\n", month->text(), page),
        "what was published");
  }
  const auto publication = options.source.server.empty()
                               ? publication_of_directory(options, *month, environment)
                               : publication_of_server(options, *month, environment);
  if (!publication) return fail(publication.error().message);
  if (const Status written = write_site(options.directory, *months, *publication, parquet_of_csv);
      !written) {
    return fail(written.error().message);
  }
  return print(fmt::format("{}: {}\n{}\n", month->text(), told(*publication), page),
               "what was published");
}

}  // namespace

Command publish_command() {
  const auto options = std::make_shared<PublishOptions>();
  return {
      .name = "publish",
      .summary = kPublishSummary,
      .options = with_data_source(
          {{.name = "directory",
            .value = &options->directory,
            .help = "Where the site is written; empty, not there, or published before",
            .value_name = "DIR",
            .required = true},
           {.name = "--app",
            .value = &options->app,
            .help = "The tool",
            .value_name = "NAME",
            .required = true},
           {.name = "--month",
            .value = &options->month,
            .help = "Such as 2026-10; if not given, the last one that has ended",
            .value_name = "MONTH"},
           {.name = "--k",
            .value = &options->k,
            .help = "Tell of no group of fewer projects",
            .value_name = "PROJECTS"}},
          options->source),
      .footer =
          "Writes pages, English and Russian, that need no server and no script, and their data as "
          "JSON, CSV\nand Parquet. No number in it, and no difference of numbers, tells of fewer "
          "than "
          "K projects;\ndocs/publish.md says how. A month is published once and never changes.\n\n"
          "Examples: overt publish ./public --app git\n"
          "          overt publish ./public --app git --month 2026-09 --server "
          "http://127.0.0.1:4319",
      .run = [options] { return publish(*options); }};
}

}  // namespace overt::cli

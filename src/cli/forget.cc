// overt forget: a project out of everything that was collected of it.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/printable.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/data_source.h"
#include "cli/http_get.h"
#include "cli/project_ids.h"
#include "collector/data_directory.h"
#include "collector/forget_desk.h"
#include "collector/forget_project.h"
#include "collector/pepper.h"

namespace overt::cli {
namespace {

// Everything that has the project is written anew: an hour is for some hundred gigabytes.
constexpr std::int64_t kForgetTimeoutMs = 3'600'000;

struct ForgetOptions {
  std::string app;
  std::string project;
  DataSource source;
};

Result<Forgotten> forget_on_server(const ForgetOptions& options,
                                   const std::vector<std::string>& ids,
                                   const Environment& environment) {
  const AdminAddress admin = admin_address_of(options.source, environment);
  const std::string url = fmt::format("{}/v1/forget?app={}&project={}", admin.url,
                                      percent_encoded(options.app), fmt::join(ids, ","));
  auto answer = http_post(
      url, {.body = "", .content_type = kForgetType, .timeout_ms = kForgetTimeoutMs}, admin.token);
  if (!answer) return answer.error();
  if (answer->status != 200) {
    return Error{fmt::format("{} answered {}: {}", printable(admin.url), answer->status,
                             printable(answer->body))};
  }
  return Forgotten{.receipt = std::move(answer->body)};
}

Result<Forgotten> forget_in_directory(const std::string& path, const ForgetRequest& request) {
  std::error_code ignored;
  if (std::filesystem::exists(collector_id_path(path), ignored)) {
    return Error{"its events are in ClickHouse; start its collector and ask it with --server URL"};
  }
  if (!std::filesystem::is_regular_file(store_path(path), ignored) ||
      !std::filesystem::is_regular_file(inbox_path(path), ignored)) {
    return Error{"no collector's data in " + path +
                 "; name its directory with --data, or the collector with --server"};
  }
  const auto directory = DataDirectory::claim(path);
  if (!directory) {
    return Error{directory.error().message + "; while it runs, ask it with --server URL"};
  }
  // What is written anew is this user's alone.
  ::umask(077);
  const auto pepper = Pepper::open(directory->pepper());
  if (!pepper) return pepper.error();
  const auto inbox = Inbox::open(directory->inbox());
  if (!inbox) return inbox.error();
  const ForgetInStore in_store = [&](const std::string& app,
                                     std::span<const std::uint64_t> projects) {
    return forget_in_duckdb_store(directory->store(), app, projects);
  };
  const SystemClock clock;
  return forget_project({.directory = path,
                         .pepper = *pepper,
                         .inbox = **inbox,
                         .forget_in_store = in_store,
                         .clock = clock},
                        request);
}

int forget(const ForgetOptions& options) {
  const Environment environment = Environment::of_this_process();
  const auto ids = project_ids_of(options.project);
  if (!ids) return fail("--project: " + ids.error().message);
  const bool is_here = options.source.server.empty();
  const auto directory = directory_of(options.source, environment);
  if (is_here && !directory) return fail(directory.error().message);
  const auto forgotten = is_here
                             ? forget_in_directory(*directory, {.app = options.app, .ids = *ids})
                             : forget_on_server(options, *ids, environment);
  if (!forgotten) return fail(forgotten.error().message);
  fmt::print("{}\n", forgotten->receipt);
  for (const std::string& path : forgotten->others) {
    fmt::print(stderr, "overt: {} is not overt's and stays; it may hold the project\n",
               printable(path));
  }
  return 0;
}

}  // namespace

Command forget_command() {
  const auto options = std::make_shared<ForgetOptions>();
  return {
      .name = "forget",
      .summary = kForgetSummary,
      .options = with_data_source(
          {{.name = "--app",
            .value = &options->app,
            .help = "The tool",
            .value_name = "NAME",
            .required = true},
           {.name = "--project",
            .value = &options->project,
            .help = "The URL of its remote, or the id that its users find in their logs",
            .value_name = "URL",
            .required = true}},
          options->source),
      .footer =
          "Prints a receipt, which is also kept in the data directory. Of events that tools sent "
          "under\nschema 1 a URL finds those of just this spelling. What comes later is "
          "collected again.\nBackups are yours to clean. Where several collectors load into one "
          "ClickHouse, ask each: "
          "what it has\nnot loaded yet is in its own inbox.\n\n"
          "Example: overt forget --app git --project https://example.com/group/project.git \\\n"
          "           --server http://127.0.0.1:4319",
      .run = [options] { return forget(*options); }};
}

}  // namespace overt::cli

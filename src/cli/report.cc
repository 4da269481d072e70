// overt report: what the collected events say.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_source.h"
#include "cli/http_get.h"
#include "cli/open_store.h"
#include "cli/report_csv.h"
#include "cli/report_markdown.h"
#include "cli/report_text.h"
#include "cli/text_style.h"
#include "reports/catalogue.h"
#include "reports/report_json.h"
#include "reports/run_report.h"
#include "reports/since.h"

namespace overt::cli {
namespace {

struct ReportOptions {
  std::string name;     // empty for all
  std::string about;    // of a report about one thing
  std::string app;      // empty for all
  std::string command;  // empty for all, as the version
  std::string version;
  std::string where = "all";
  std::string per = "week";
  std::string since{kSinceDefault};
  std::string until;  // empty for now
  std::string format = "table";
  std::string color = "auto";
  DataSource source;
};

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

Result<std::vector<std::string>> names_of(const ReportOptions& options, const Question& question) {
  std::vector<std::string> names;
  if (!options.name.empty()) {
    const auto report = find_report(options.name);
    if (!report) return report.error();
    if (!report->about.empty() && options.about.empty()) {
      return Error{fmt::format("say which {}: overt report {} {}", report->about, report->name,
                               upper_case(report->about))};
    }
    if (std::string problem = problem_of(*report, question); !problem.empty()) {
      return Error{std::move(problem)};
    }
    names.push_back(options.name);
    return names;
  }
  if (options.format == "csv") {
    return Error{"a csv file holds one report; say which: overt report NAME --format csv"};
  }
  for (const ReportQuery& query : report_catalogue()) {
    if (query.about.empty()) names.push_back(query.name);
  }
  return names;
}

std::string query_of(const ReportOptions& options) {
  const ReportOptions defaults;
  const std::tuple<const char*, std::string, std::string> all[] = {
      {"since", options.since, ""},
      {"until", options.until, ""},
      {"app", options.app, ""},
      {"command", options.command, ""},
      {"version", options.version, ""},
      {"about", options.about, ""},
      {"where", options.where, defaults.where},
      {"per", options.per, defaults.per}};
  std::string query;
  for (const auto& [name, value, otherwise] : all) {
    if (value == otherwise) continue;
    query += fmt::format("{}{}={}", query.empty() ? "" : "&", name, percent_encoded(value));
  }
  return query;
}

Result<Question> question_of(const ReportOptions& options, std::int64_t now_ms) {
  Question question{.app = options.app,
                    .command = options.command,
                    .version = options.version,
                    .about = options.about,
                    .where = options.where,
                    .per = options.per,
                    .now_ms = now_ms};
  const auto since_ms = parse_since(options.since, now_ms);
  if (!since_ms) return since_ms.error();
  question.since_ms = *since_ms;
  if (!options.until.empty()) {
    const auto until_ms = parse_since(options.until, now_ms, "until");
    if (!until_ms) return until_ms.error();
    question.until_ms = *until_ms;
  }
  if (std::string problem = problem_of(question); !problem.empty())
    return Error{std::move(problem)};
  return question;
}

Result<std::vector<Report>> reports_of_server(const ReportOptions& options,
                                              const std::vector<std::string>& names,
                                              const Environment& environment) {
  const AdminAddress admin = admin_address_of(options.source, environment);
  std::vector<Report> reports;
  for (const std::string& name : names) {
    const std::string url = fmt::format("{}/v1/reports/{}?{}", admin.url, name, query_of(options));
    const auto body = http_get(url, admin.token);
    if (!body) return body.error();
    auto report = report_from_json(*body);
    if (!report) return Error{fmt::format("{}: {}", url, report.error().message)};
    reports.push_back(*std::move(report));
  }
  return reports;
}

Result<std::vector<Report>> reports_of_directory(const ReportOptions& options,
                                                 const std::vector<std::string>& names,
                                                 const Environment& environment,
                                                 const Question& question) {
  const auto directory = directory_of(options.source, environment);
  if (!directory) return directory.error();
  const auto store = open_store(*directory);
  if (!store) return store.error();
  std::vector<Report> reports;
  for (const std::string& name : names) {
    auto report = run_report(**store, name, question);
    if (!report) return report.error();
    reports.push_back(*std::move(report));
  }
  return reports;
}

std::string text_of(const std::vector<Report>& reports, const std::string& format,
                    const TextStyle& style) {
  std::string text;
  for (const Report& report : reports) {
    if (format == "json") {
      text += to_json(report) + "\n";
    } else if (format == "csv") {
      text += report_csv(report);
    } else if (format == "markdown") {
      text += (text.empty() ? "" : "\n") + report_markdown(report);
    } else {
      text += (text.empty() ? "" : "\n\n") + report_text(report, style);
    }
  }
  return text;
}

int report(const ReportOptions& options) {
  const Environment environment = Environment::of_this_process();
  const std::int64_t now_ms = SystemClock().unix_ms();
  const auto question = question_of(options, now_ms);
  if (!question) return fail("--" + question.error().message);
  const auto names = names_of(options, *question);
  if (!names) return fail(names.error().message);

  const auto reports = options.source.server.empty()
                           ? reports_of_directory(options, *names, environment, *question)
                           : reports_of_server(options, *names, environment);
  if (!reports) return fail(reports.error().message);
  return print(text_of(*reports, options.format, style_of_stdout(environment, options.color)),
               "the report");
}

std::string list_of_reports() {
  std::string list = "Reports:\n";
  for (const ReportQuery& query : report_catalogue()) {
    const std::string call =
        query.about.empty() ? query.name : query.name + " " + upper_case(query.about);
    list += fmt::format("  {:<15} {}\n", call, query.question);
  }
  return list +
         "\nExamples:\n"
         "  overt report failures --app git --since 8w\n"
         "  overt report option force --since 90d\n"
         "  overt report release 2.11.0 --command \"werf converge\"";
}

}  // namespace

Command report_command() {
  const auto options = std::make_shared<ReportOptions>();
  return {.name = "report",
          .summary = kReportSummary,
          .options = with_data_source(
              {{.name = "name",
                .value = &options->name,
                .help = "Which report; all of them if left out",
                .value_name = "NAME"},
               {.name = "about",
                .value = &options->about,
                .help = "The option, without hyphens, or the version, for a report about one",
                .value_name = "ABOUT"},
               {.name = "--app",
                .value = &options->app,
                .help = "Only about this tool",
                .value_name = "NAME"},
               {.name = "--command",
                .value = &options->command,
                .help = "Only about this command",
                .value_name = "COMMAND"},
               {.name = "--version",
                .value = &options->version,
                .help = "Only about this version",
                .value_name = "VERSION"},
               {.name = "--where",
                .value = &options->where,
                .help = "Runs in ci, local ones, or all",
                .value_name = "WHERE",
                .choices = {"all", "ci", "local"},
                .shows_default = true},
               {.name = "--per",
                .value = &options->per,
                .help = "What reports over time count by: day, week or month",
                .value_name = "PERIOD",
                .choices = {"day", "week", "month"},
                .shows_default = true},
               {.name = "--since",
                .value = &options->since,
                .help = "How far back, in whole days: 12h, 30d, 8w",
                .value_name = "TIME",
                .shows_default = true},
               {.name = "--until",
                .value = &options->until,
                .help = "Where to end, in the same form; now if left out",
                .value_name = "TIME"},
               {.name = "--format",
                .value = &options->format,
                .help = "table, json, csv or markdown",
                .value_name = "FORMAT",
                .choices = {"table", "json", "csv", "markdown"},
                .shows_default = true},
               {.name = "--color",
                .value = &options->color,
                .help = "auto: at a terminal, unless NO_COLOR is set or TERM is dumb",
                .value_name = "WHEN",
                .choices = {"auto", "always", "never"},
                .shows_default = true}},
              options->source),
          .footer = list_of_reports(),
          .run = [options] { return report(*options); }};
}

}  // namespace overt::cli

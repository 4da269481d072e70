// overt query: a statement of SQL about what was collected, which can only read.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

#include "base/environment.h"
#include "cli/answer_text.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_source.h"
#include "cli/http_get.h"
#include "cli/open_store.h"
#include "cli/text_style.h"
#include "reports/answer_json.h"

namespace overt::cli {
namespace {

struct QueryOptions {
  std::string sql;
  bool tables = false;
  std::string format = "table";
  std::int64_t timeout_s = kAskTimeout.count();
  DataSource source;
};

// For the answer to come back, beside the time that the statement may take.
constexpr std::int64_t kOnTheWayMs = 10'000;

Result<AskAnswer> answer_of_server(const QueryOptions& options, const Environment& environment) {
  const AdminAddress admin = admin_address_of(options.source, environment);
  const std::string url = fmt::format("{}/v1/query?timeout={}", admin.url, options.timeout_s);
  const auto answer = http_post(url,
                                {.body = options.sql,
                                 .content_type = "application/sql",
                                 .timeout_ms = options.timeout_s * 1000 + kOnTheWayMs},
                                admin.token);
  if (!answer) return answer.error();
  if (answer->status == 200) {
    auto read = answer_from_json(answer->body);
    if (!read) return Error{fmt::format("{}: {}", url, read.error().message)};
    return read;
  }
  std::string refusal = error_from_json(answer->body);
  if (answer->status == 400 && !refusal.empty()) return AskAnswer{.refusal = refusal, .result = {}};
  return Error{fmt::format("{} answered {}{}{}", printable(url), answer->status,
                           refusal.empty() ? "" : ": ", printable(refusal))};
}

Result<AskAnswer> answer_of_directory(const QueryOptions& options, const Environment& environment) {
  const auto directory = directory_of(options.source, environment);
  if (!directory) return directory.error();
  const auto store = open_store(*directory);
  if (!store) return store.error();
  return (*store)->ask(options.sql, {.timeout = std::chrono::seconds(options.timeout_s)},
                       std::stop_token());
}

std::string text_of(const AskAnswer& answer, const std::string& format, Glyphs glyphs) {
  if (format == "json") return to_json(answer) + "\n";
  return format == "csv" ? answer_csv(answer) : answer_table(answer, glyphs);
}

int query(const QueryOptions& options) {
  const Environment environment = Environment::of_this_process();
  const Glyphs glyphs = style_of_stdout(environment, "never").glyphs;
  if (options.tables) return print(ask_tables_text(glyphs), "the tables");
  if (options.sql.empty()) {
    return fail("give a statement: overt query \"SELECT command, count(*) FROM run GROUP BY ALL\"");
  }
  if (options.timeout_s < 1 || options.timeout_s > kAskTimeoutMax.count()) {
    return fail(fmt::format("--timeout: must be from 1 to {} seconds", kAskTimeoutMax.count()));
  }
  const auto answer = options.source.server.empty() ? answer_of_directory(options, environment)
                                                    : answer_of_server(options, environment);
  if (!answer) return fail(answer.error().message);
  if (!answer->refusal.empty()) {
    return fail("the statement is not run: " + printable(answer->refusal));
  }
  if (const int failed = print(text_of(*answer, options.format, glyphs), "the answer"); failed != 0)
    return failed;
  if (answer->truncated) {
    fmt::print(stderr, "overt: these are the first {} rows, there are more\n",
               answer->result.rows.size());
  }
  return 0;
}

constexpr const char* kFooter =
    "One SELECT over the tables that --tables lists. It can write nothing and read nothing else, "
    "whatever it\n"
    "says, and ends when it takes too long or too much memory: docs/query.md.\n\n"
    "Examples:\n"
    "  overt query \"SELECT command, count(*) AS runs FROM run GROUP BY ALL ORDER BY runs DESC\"\n"
    "  overt query \"SELECT day, count(*) FROM run WHERE ci GROUP BY day ORDER BY day\" --format "
    "csv\n"
    "  overt query --server http://127.0.0.1:4319 \"SELECT count(DISTINCT project) FROM run\"";

}  // namespace

Command query_command() {
  const auto options = std::make_shared<QueryOptions>();
  return {
      .name = "query",
      .summary = kQuerySummary,
      .options = with_data_source(
          {{.name = "sql", .value = &options->sql, .help = "The statement", .value_name = "SQL"},
           {.name = "--tables",
            .value = &options->tables,
            .help = "List the tables and their columns instead"},
           {.name = "--format",
            .value = &options->format,
            .help = "table, json or csv",
            .value_name = "FORMAT",
            .choices = {"table", "json", "csv"},
            .shows_default = true},
           {.name = "--timeout",
            .value = &options->timeout_s,
            .help = "Seconds that the statement may take",
            .value_name = "SECONDS",
            .shows_default = true}},
          options->source),
      .footer = kFooter,
      .run = [options] { return query(*options); }};
}

}  // namespace overt::cli

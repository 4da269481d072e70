#include "reports/clickhouse_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <variant>
#include <vector>

#include "reports/near_options.h"
#include "store/run_row.h"

namespace overt {
namespace {

// The first Monday there is: toMonday() of an earlier day is none. And ClickHouse's days end with
// the year 2149.
constexpr std::int64_t kFirstDay = 4;
constexpr std::int64_t kLastDay = 65'535;

// The duration that stands for the bucket b: its middle.
constexpr std::string_view kMiddle =
    "if(b < 64, toInt64(b), bitShiftLeft(toInt64(32 + b % 32), toUInt8(greatest(intDiv(b, 32), 1) "
    "- "
    "1)) + intDiv(bitShiftLeft(toInt64(1), toUInt8(greatest(intDiv(b, 32), 1) - 1)), 2))";

// Of `buckets`, pairs of a bucket and its runs, and their sum n: the first duration up to which so
// many runs come; -1 if that is none. Old servers overlook n where only a function in brackets
// needs it.
std::string at_rank(std::string_view condition) {
  return fmt::format(
      "if(n = 0, toInt64(-1), arrayFirst((ms, up_to) -> {}, arrayPushBack(arrayMap(b -> {}, "
      "arrayMap(t -> t.1, buckets)), "
      "toInt64(-1)), arrayPushBack(arrayCumSum(arrayMap(t -> toInt64(t.2), buckets)), "
      "toInt64(1000000000000000))))",
      condition, kMiddle);
}

std::string day_sql(std::int64_t day) {
  return fmt::format("toDate({})", std::clamp(day, kFirstDay, kLastDay));
}

std::string begins_sql(std::string_view per) {
  if (per == "day") return "day";
  return per == "week" ? "toMonday(day)" : "toStartOfMonth(day)";
}

std::string filter_sql(const Question& question) {
  std::string filter;
  if (!question.app.empty()) filter += " AND app = $app";
  if (!question.command.empty()) filter += " AND command = $command";
  if (!question.version.empty()) filter += " AND version = $version";
  if (question.where == "ci") filter += " AND ci = 1";
  if (question.where == "local") filter += " AND ci = 0";
  return filter;
}

// Refusals are counted by fewer things: what they do not tell leaves nothing.
std::string refusal_filter_sql(const Question& question) {
  std::string filter;
  if (!question.app.empty()) filter += " AND app = $app";
  if (!question.version.empty()) filter += " AND version = $version";
  if (!question.command.empty() || question.where != "all") filter += " AND 0";
  return filter;
}

// What stands for each {placeholder}.
struct Words {
  std::string first_day;
  std::string end_day;
  std::string today;
  std::string begins;
  std::string other_event_filter;
  std::string used;
  std::string ever;
  std::string ever_of_app;
  std::string timed;
  std::string refused;
  std::string outcomes;
  std::string shown;
  std::string shown_names;
};

Words words_of(const Question& question) {
  const std::int64_t end_day = question.until_ms == 0 ? kLastDay : day_of(question.until_ms);
  Words words;
  words.first_day = day_sql(day_of(question.since_ms));
  words.end_day = day_sql(end_day);
  words.today = day_sql(day_of(question.now_ms));
  words.begins = begins_sql(question.per);
  words.other_event_filter = filter_sql(question);
  const auto from = [](std::string_view macro, const std::string& first, const std::string& end,
                       const std::string& filter) {
    return fmt::format("(SELECT * FROM {}({}, {}, 0) WHERE 1{}) AS counted", macro, first, end,
                       filter);
  };
  const std::string filter = filter_sql(question);
  words.used = from("usage", words.first_day, words.end_day, filter);
  words.ever = from("usage", day_sql(kFirstDay), words.end_day, filter);
  words.timed = from("timing", words.first_day, words.end_day, filter);
  words.ever_of_app = from("usage", day_sql(kFirstDay), day_sql(kLastDay),
                           question.app.empty() ? "" : " AND app = $app");
  words.refused = from("refusals", words.first_day, words.end_day, refusal_filter_sql(question));
  return words;
}

std::string with_words(std::string_view sql, const Words& words) {
  return fmt::format(
      fmt::runtime(sql), fmt::arg("first_day", words.first_day), fmt::arg("end_day", words.end_day),
      fmt::arg("today", words.today), fmt::arg("begins", words.begins),
      fmt::arg("other_event_filter", words.other_event_filter), fmt::arg("used", words.used),
      fmt::arg("ever", words.ever), fmt::arg("ever_of_app", words.ever_of_app),
      fmt::arg("timed", words.timed), fmt::arg("refused", words.refused),
      fmt::arg("outcomes", words.outcomes), fmt::arg("shown", words.shown),
      fmt::arg("shown_names", words.shown_names), fmt::arg("middle", kMiddle),
      fmt::arg("at90", at_rank("up_to * 100 >= n * 90")),
      fmt::arg("at_low", at_rank("up_to >= floor(0.9 * n - 1.959964 * sqrt(0.09 * n))")),
      fmt::arg("at_high", at_rank("up_to >= ceil(0.9 * n + 1.959964 * sqrt(0.09 * n)) + 1")),
      fmt::arg("is_seen",
               fmt::format("$about IN (SELECT version FROM {} WHERE version_order >= '0' "
                           "AND ended > 0)",
                           words.used)));
}

// A text of a store, which may have come from anywhere, as ClickHouse reads it.
std::string text_sql(std::string_view text) {
  std::string sql = "unhex('";
  for (const char c : text)
    fmt::format_to(std::back_inserter(sql), "{:02X}", static_cast<unsigned char>(c));
  return sql + "')";
}

Status find_shown(Store& store, const Question& question, const std::string& about, Words& words) {
  const auto answer =
      store.query(with_words(sql_of("known-options", kClickhouse), words), {{"app", question.app}});
  if (!answer) return answer.error();
  std::vector<KnownOption> known;
  for (const auto& row : answer->rows) {
    known.push_back({.app = std::get<std::string>(row.at(0)),
                     .option = std::get<std::string>(row.at(1)),
                     .last_day = std::get<std::int64_t>(row.at(2))});
  }
  // An empty list has no type.
  words.shown = "[('', '', toInt64(-1), toInt64(0))";
  words.shown_names = "''";
  for (const ShownOption& option : shown_options(known, about)) {
    words.shown += fmt::format(", ({}, {}, toInt64({}), toInt64({}))", text_sql(option.app),
                               text_sql(option.option), option.edits, option.last_day.value_or(0));
    words.shown_names += ", " + text_sql(option.option);
  }
  words.shown += "]";
  return Ok{};
}

}  // namespace

Result<std::string> clickhouse_statement(Store& store, std::string_view name,
                                         const Question& question, const std::string& about) {
  Words words = words_of(question);
  if (name == "release") {
    words.outcomes = with_words(without_comments(sql_of("release-outcomes", kClickhouse)), words);
  }
  if (name == "option") {
    if (const Status found = find_shown(store, question, about, words); !found) {
      return found.error();
    }
  }
  return with_words(without_comments(sql_of(name, kClickhouse)), words);
}

}  // namespace overt

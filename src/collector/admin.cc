#include "collector/admin.h"

#include <algorithm>
#include <charconv>

#include "collector/inbox_outlook.h"
#include "model/json_writer.h"
#include "publish/publication.h"
#include "publish/publication_file.h"
#include "reports/catalogue.h"
#include "reports/latest_events.h"
#include "reports/report_json.h"
#include "reports/run_report.h"
#include "reports/since.h"

namespace overt {
namespace {

constexpr std::string_view kReportsPath = "/v1/reports/";

// An error may quote what was asked, and that may be any bytes.
std::string printable(std::string_view text) {
  std::string result(text);
  std::ranges::replace_if(result, [](char c) { return c < ' ' || c > '~'; }, '?');
  return result;
}

bool is_app_name(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// "since" and "until" as parse_since() takes them.
Result<Question> question_of(const ReportQuery& query, const HttpRequest& request,
                             std::int64_t now_ms) {
  const auto value = [&](std::string_view name, std::string_view otherwise) {
    return query_parameter(request.query, name).value_or(std::string(otherwise));
  };
  Question question{.app = value("app", ""),
                    .command = value("command", ""),
                    .version = value("version", ""),
                    .about = value("about", ""),
                    .where = value("where", "all"),
                    .per = value("per", "week"),
                    .now_ms = now_ms};
  if (!is_app_name(question.app)) return Error{"app is not the name of a tool"};
  const auto since_ms = parse_since(value("since", kSinceDefault), now_ms);
  if (!since_ms) return since_ms.error();
  question.since_ms = *since_ms;
  if (const std::string until = value("until", ""); !until.empty()) {
    const auto until_ms = parse_since(until, now_ms, "until");
    if (!until_ms) return until_ms.error();
    question.until_ms = *until_ms;
  }
  if (std::string problem = problem_of(query, question); !problem.empty())
    return Error{std::move(problem)};
  return question;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [stopped, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_count(std::string_view text) {
  const auto count = parse_number(text);
  return count && *count >= 1 && *count <= kLatestEventsMax ? count : std::nullopt;
}

std::string state(bool failing) { return failing ? "failing" : "ok"; }

}  // namespace

std::chrono::seconds accepted_age(std::string_view cache_control) {
  constexpr std::string_view kMaxAge = "max-age=";
  if (!cache_control.starts_with(kMaxAge)) return {};
  const auto seconds = parse_number(cache_control.substr(kMaxAge.size()));
  if (!seconds || *seconds < 0) return {};
  return std::min(std::chrono::seconds(*seconds), kAnswerAgeMax);
}

HttpResponse Admin::readiness() const {
  JsonWriter json;
  json.begin_object();
  json.key("inbox");
  json.string(state(ingest_.failing()));
  json.key("store");
  json.string(state(loader_.failing()));
  if (inbox_ != nullptr && loader_.failing()) {
    if (const auto seconds = inbox_outlook(*inbox_, store_, clock_)) {
      json.key("inboxFullInSeconds");
      json.integer(*seconds);
    }
  }
  if (const std::int64_t missing = missing_events_(); missing > 0) {
    json.key("missingEvents");
    json.integer(missing);
  }
  json.end_object();
  return admin_json(ingest_.failing() ? 503 : 200, std::move(json).take());
}

HttpResponse Admin::report(const HttpRequest& request) const {
  const std::string name = request.path.substr(kReportsPath.size());
  const auto query = find_report(name);
  if (!query) return admin_error(request, 404, query.error().message);
  const auto question = question_of(*query, request, clock_.unix_ms());
  if (!question) return admin_error(request, 400, question.error().message);
  const auto age_max = accepted_age(request.cache_control);
  const auto report = run_report(
      store_, name, *question, [&](const std::string& sql, const QueryParameters& parameters) {
        return cache_ == nullptr ? store_.query(sql, parameters)
                                 : cache_->query(store_, sql, parameters, age_max);
      });
  if (!report) return admin_error(request, 500, report.error().message);
  return admin_json(200, to_json(*report));
}

HttpResponse Admin::latest(const HttpRequest& request) const {
  const std::string app = query_parameter(request.query, "app").value_or("");
  if (!is_app_name(app)) return admin_error(request, 400, "app is not the name of a tool");
  const auto count = parse_count(query_parameter(request.query, "count").value_or("50"));
  if (!count) {
    return admin_error(
        request, 400,
        "count is not a number from 1 to " + std::to_string(kLatestEventsMax) + ", such as 50");
  }
  auto events = latest_events_json(store_, app, *count);
  if (!events) return admin_error(request, 500, events.error().message);
  return admin_json(200, *std::move(events));
}

HttpResponse Admin::publication(const HttpRequest& request) const {
  const std::string app = query_parameter(request.query, "app").value_or("");
  if (app.empty() || !is_app_name(app)) {
    return admin_error(request, 400, "app is not the name of a tool");
  }
  const auto month = parse_month(query_parameter(request.query, "month").value_or(""));
  if (!month) return admin_error(request, 400, "month is " + month.error().message);
  const auto k =
      parse_number(query_parameter(request.query, "k").value_or(std::to_string(kGroupDefault)));
  const std::string problem =
      publication_problem(*month, k.value_or(kGroupMin - 1), clock_.unix_ms());
  if (!problem.empty()) return admin_error(request, 400, problem);
  const auto publication = make_publication(store_, app, *month, *k);
  if (!publication) return admin_error(request, 500, publication.error().message);
  return admin_json(200, to_json(*publication));
}

HttpResponse admin_json(int status, std::string body) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(body),
          .headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
}

HttpResponse admin_health() { return admin_json(200, R"({"status":"ok"})"); }

HttpResponse admin_report_list() {
  JsonWriter json;
  json.begin_object();
  json.key("reports");
  json.begin_array();
  for (const ReportQuery& query : report_catalogue()) {
    json.begin_object();
    json.key("name");
    json.string(query.name);
    json.key("title");
    json.string(query.title);
    json.key("question");
    json.string(query.question);
    json.key("rules");
    json.string(query.rules);
    if (!query.about.empty()) {
      json.key("about");
      json.string(query.about);
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return admin_json(200, std::move(json).take());
}

HttpResponse admin_error(const HttpRequest& /*head*/, int status, std::string_view message) {
  JsonWriter json;
  json.begin_object();
  json.key("error");
  json.string(printable(message));
  json.end_object();
  return admin_json(status, std::move(json).take());
}

}  // namespace overt

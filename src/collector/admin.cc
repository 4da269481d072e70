#include "collector/admin.h"

#include <algorithm>

#include "model/json_writer.h"
#include "reports/catalogue.h"
#include "reports/report_json.h"
#include "reports/run_report.h"
#include "reports/since.h"

namespace overt {
namespace {

constexpr std::string_view kReportsPath = "/v1/reports/";

HttpResponse json_response(int status, std::string body) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(body),
          .headers = {{"Cache-Control", "no-store"}}};
}

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

std::string state(bool failing) { return failing ? "failing" : "ok"; }

}  // namespace

HttpResponse Admin::readiness() const {
  JsonWriter json;
  json.begin_object();
  json.key("inbox");
  json.string(state(ingest_.failing()));
  json.key("store");
  json.string(state(loader_.failing()));
  if (const std::int64_t missing = missing_events_(); missing > 0) {
    json.key("missingEvents");
    json.integer(missing);
  }
  json.end_object();
  return json_response(ingest_.failing() ? 503 : 200, std::move(json).take());
}

HttpResponse Admin::report(const HttpRequest& request) const {
  const std::string name = request.path.substr(kReportsPath.size());
  if (const auto known = find_report(name); !known) {
    return admin_error(request, 404, known.error().message);
  }
  const auto since = query_parameter(request.query, "since").value_or(std::string(kSinceDefault));
  const auto app = query_parameter(request.query, "app").value_or("");
  if (!is_app_name(app)) return admin_error(request, 400, "app is not the name of a tool");
  const std::int64_t now_ms = clock_.unix_ms();
  const auto since_ms = parse_since(since, now_ms);
  if (!since_ms) return admin_error(request, 400, since_ms.error().message);
  const auto report = run_report(store_, name, app, *since_ms, now_ms);
  if (!report) return admin_error(request, 500, report.error().message);
  return json_response(200, to_json(*report));
}

HttpResponse admin_health() { return json_response(200, R"({"status":"ok"})"); }

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
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(200, std::move(json).take());
}

HttpResponse admin_error(const HttpRequest& /*head*/, int status, std::string_view message) {
  JsonWriter json;
  json.begin_object();
  json.key("error");
  json.string(printable(message));
  json.end_object();
  return json_response(status, std::move(json).take());
}

}  // namespace overt

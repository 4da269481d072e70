#include "collector/telemetry_pages.h"

#include "collector/admin.h"
#include "model/json_writer.h"

namespace overt {
namespace {

constexpr std::string_view kContractsPath = "/v1/contracts/";

}  // namespace

HttpResponse TelemetryPages::list() const {
  const auto contracts = contracts_.get();
  JsonWriter json;
  json.begin_object();
  json.key("apps");
  json.begin_array();
  for (const std::string_view app : contracts->names()) json.string(app);
  json.end_array();
  json.end_object();
  return admin_json(200, std::move(json).take());
}

HttpResponse TelemetryPages::page(const HttpRequest& request) const {
  const auto contracts = contracts_.get();
  const Contract* contract = contracts->find_by_app(request.path.substr(kContractsPath.size()));
  if (contract == nullptr || !page_of_) {
    return admin_error(request, 404,
                       "no tool of that name has a contract here; there are: " + contracts->apps());
  }
  const std::string language = query_parameter(request.query, "lang").value_or("en");
  if (language != "en" && language != "ru") {
    return admin_error(request, 400, "lang is not one of en, ru");
  }
  return {.status = 200,
          .content_type = "text/markdown; charset=utf-8",
          .body = page_of_(*contract, language),
          .headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace overt

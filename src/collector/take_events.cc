// POST /v1/events?app=NAME: lines of a log, as docs/log-format.md has them, for who has no SDK.
#include "collector/ingest.h"
#include "collector/ingest_keys.h"
#include "collector/otlp_response.h"
#include "collector/request_body.h"
#include "model/json_writer.h"

namespace overt {
namespace {

constexpr std::string_view kLinesType = "application/x-ndjson";

// In the form of OTLP's answers.
HttpResponse answer_to_lines(const ExportResponse& response) {
  JsonWriter json;
  json.begin_object();
  if (response != ExportResponse{}) {
    json.key("partialSuccess");
    json.begin_object();
    json.key("rejectedEvents");
    json.integer(response.rejected_spans);
    json.key("errorMessage");
    json.string(response.error_message);
    json.end_object();
  }
  json.end_object();
  return {.status = 200, .content_type = "application/json", .body = std::move(json).take()};
}

}  // namespace

void Ingest::take_events(const HttpRequest& request, Respond respond) {
  if (media_type(request.content_type) != kLinesType) {
    respond(
        unsupported(request, "the Content-Type is not application/x-ndjson", "Accept", kLinesType));
    return;
  }
  const auto app = query_parameter(request.query, "app");
  if (!app) {
    respond(otlp_error(request, 400, "app: is missing (try: /v1/events?app=NAME)"));
    return;
  }
  auto body = plain_body(request);
  if (auto* refusal = std::get_if<HttpResponse>(&body)) {
    respond(std::move(*refusal));
    return;
  }
  auto admission = door_.admit_lines(std::get<PlainBody>(body).text(), *app, clock_.unix_ms(),
                                     bearer_token(request.authorization));
  answer(request, std::move(admission), answer_to_lines, std::move(respond));
}

}  // namespace overt

#include "collector/routes.h"

#include "collector/otlp_response.h"

namespace overt {

Router ingest_routes(Ingest& ingest) {
  Router router([&ingest](const HttpRequest& head, int status, std::string_view message) {
    HttpResponse response = otlp_error(head, status, message);
    if (status != 503) return response;
    return with_retry_after(std::move(response), ingest.retry_after());
  });
  router.add("POST", "/v1/traces", [&ingest](const HttpRequest& request, Respond respond) {
    ingest.take_traces(request, std::move(respond));
  });
  router.add("POST", "/v1/events", [&ingest](const HttpRequest& request, Respond respond) {
    ingest.take_events(request, std::move(respond));
  });
  return router;
}

Router admin_routes(const Admin& admin, const AdminAccess& access, const MetricsSources& metrics) {
  Router router(admin_error, [&access](const HttpRequest& head) { return access.refuse(head); });
  router.add("GET", "/healthz", [](const HttpRequest& /*request*/, const Respond& respond) {
    respond(admin_health());
  });
  router.add("GET", "/readyz", [&admin](const HttpRequest& /*request*/, const Respond& respond) {
    respond(admin.readiness());
  });
  router.add("GET", "/metrics", [&metrics](const HttpRequest& /*request*/, const Respond& respond) {
    respond(metrics_response(metrics));
  });
  router.add("GET", "/v1/reports", [](const HttpRequest& /*request*/, const Respond& respond) {
    respond(admin_report_list());
  });
  router.add("GET", "/v1/reports/*", [&admin](const HttpRequest& request, const Respond& respond) {
    respond(admin.report(request));
  });
  return router;
}

}  // namespace overt

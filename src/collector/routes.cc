#include "collector/routes.h"

#include "collector/otlp_response.h"

namespace overt {
namespace {

// What is small is taken at once, what is large when its turn has come.
Router::Handler in_turn(LargeBodies& large_bodies, LargeBodies::Take take) {
  return [&large_bodies, take = std::move(take)](HttpRequest request, Respond respond) {
    if (LargeBodies::is_large(request)) {
      large_bodies.add(std::move(request), std::move(respond), take);
    } else {
      take(request, std::move(respond));
    }
  };
}

}  // namespace

Router ingest_routes(Ingest& ingest, LargeBodies& large_bodies) {
  Router router([&ingest](const HttpRequest& head, int status, std::string_view message) {
    HttpResponse response = otlp_error(head, status, message);
    if (status != 503) return response;
    return with_retry_after(std::move(response), ingest.retry_after());
  });
  const auto take_traces = [&ingest](const HttpRequest& request, Respond respond) {
    ingest.take_traces(request, std::move(respond));
  };
  const auto take_events = [&ingest](const HttpRequest& request, Respond respond) {
    ingest.take_events(request, std::move(respond));
  };
  router.add("POST", "/v1/traces", in_turn(large_bodies, take_traces));
  router.add("POST", "/v1/events", in_turn(large_bodies, take_events));
  return router;
}

Router admin_routes(const Admin& admin, const AdminAccess& access, const MetricsSources& metrics,
                    QueryDesk& queries, ForgetDesk& forgets, const TelemetryPages& pages,
                    const Dashboard& dashboard) {
  // A browser that is given an address sends no token: it needs the page to ask for one.
  Router router(admin_error, [&access](const HttpRequest& head) {
    return Dashboard::is_at(head.path) ? access.refuse_name(head) : access.refuse(head);
  });
  const auto file = [&dashboard](const HttpRequest& request, const Respond& respond) {
    respond(dashboard.file(request));
  };
  router.add("GET", "/", file);
  router.add("GET", "/assets/*", file);
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
  router.add("GET", "/v1/publication",
             [&admin](const HttpRequest& request, const Respond& respond) {
               respond(admin.publication(request));
             });
  router.add("POST", "/v1/query", [&queries](const HttpRequest& request, Respond respond) {
    queries.take(request, std::move(respond));
  });
  router.add("POST", "/v1/forget", [&forgets](const HttpRequest& request, Respond respond) {
    forgets.take(request, std::move(respond));
  });
  router.add("GET", "/v1/latest", [&admin](const HttpRequest& request, const Respond& respond) {
    respond(admin.latest(request));
  });
  router.add(
      "GET", "/v1/contracts",
      [&pages](const HttpRequest& /*request*/, const Respond& respond) { respond(pages.list()); });
  router.add("GET", "/v1/contracts/*",
             [&pages](const HttpRequest& request, const Respond& respond) {
               respond(pages.page(request));
             });
  return router;
}

}  // namespace overt

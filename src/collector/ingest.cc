#include "collector/ingest.h"

#include "collector/otlp_response.h"
#include "collector/request_body.h"

namespace overt {

void Ingest::take_traces(const HttpRequest& request, Respond respond) {
  const auto encoding = encoding_of(request);
  if (!encoding) {
    respond(unsupported(request, "the Content-Type is not one of OTLP's", "Accept",
                        "application/x-protobuf, application/json"));
    return;
  }
  auto body = plain_body(request);
  if (auto* refusal = std::get_if<HttpResponse>(&body)) {
    respond(std::move(*refusal));
    return;
  }
  auto admission = door_.admit(std::get<PlainBody>(body).text(), *encoding, clock_.unix_ms());
  if (!admission) {
    respond(otlp_error(request, 400, admission.error().message));
    return;
  }
  keep(request, std::move(admission->accepted), otlp_success(admission->response, *encoding),
       std::move(respond));
}

void Ingest::keep(const HttpRequest& request, std::vector<AcceptedEvent> accepted,
                  HttpResponse success, Respond respond) {
  if (accepted.empty()) {
    respond(std::move(success));
    return;
  }
  HttpResponse failure = otlp_error(request, 503, "events cannot be kept now, try again later");
  inbox_.submit(std::move(accepted),
                [this, respond = std::move(respond), success = std::move(success),
                 failure = std::move(failure)](const Status& committed) {
                  note(committed);
                  respond(committed ? success : failure);
                });
}

void Ingest::note(const Status& committed) {
  const bool failing = !committed.ok();
  if (failing_.exchange(failing) != failing) {
    if (failing) {
      log_.error("the inbox takes no events, senders are told to come back",
                 {{.name = "reason", .value = committed.error().message}});
    } else {
      log_.info("the inbox takes events again");
    }
  }
  if (!failing) on_commit_();
}

}  // namespace overt

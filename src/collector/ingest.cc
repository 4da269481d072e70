#include "collector/ingest.h"

#include <algorithm>

#include "collector/ingest_keys.h"
#include "collector/otlp_response.h"
#include "collector/request_body.h"

namespace overt {
namespace {

// What a batch is to the disk, nearly: waiting and drained are measured alike.
std::size_t size_of(const std::vector<AcceptedEvent>& batch) {
  std::size_t bytes = 0;
  for (const AcceptedEvent& event : batch) bytes += event.line.size() + sizeof(AcceptedEvent);
  return bytes;
}

std::vector<std::pair<std::string, std::uint64_t>> counts_of(
    const std::vector<AcceptedEvent>& events) {
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  for (const AcceptedEvent& event : events) {
    const auto known =
        std::ranges::find(counts, event.app, &std::pair<std::string, std::uint64_t>::first);
    if (known == counts.end()) {
      counts.emplace_back(event.app, 1);
    } else {
      ++known->second;
    }
  }
  return counts;
}

}  // namespace

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
  auto admission = door_.admit(std::get<PlainBody>(body).text(), *encoding, clock_.unix_ms(),
                               bearer_token(request.authorization));
  const auto success = [&](const ExportResponse& response) {
    return otlp_success(response, *encoding);
  };
  answer(request, std::move(admission), success, std::move(respond));
}

HttpResponse Ingest::come_back(const HttpRequest& request) const {
  return with_retry_after(otlp_error(request, 503, "too much at once, try again later"),
                          retry_after());
}

void Ingest::answer(const HttpRequest& request, Result<Admission> admission, const Success& success,
                    Respond respond) {
  if (!admission) {
    respond(otlp_error(request, 400, admission.error().message));
  } else if (admission->needs_key) {
    respond(otlp_error(request, 401, "the request does not bear a key of the tool it sends for"));
  } else {
    keep(request, std::move(admission->accepted), success(admission->response), std::move(respond));
  }
}

void Ingest::keep(const HttpRequest& request, std::vector<AcceptedEvent> accepted,
                  HttpResponse success, Respond respond) {
  if (accepted.empty()) {
    respond(std::move(success));
    return;
  }
  HttpResponse failure = otlp_error(request, 503, "events cannot be kept now, try again later");
  const std::size_t bytes = size_of(accepted);
  AppCounts counts = counts_of(accepted);
  drain_.wait(bytes);
  inbox_.submit(std::move(accepted),
                [this, bytes, respond = std::move(respond), success = std::move(success),
                 failure = std::move(failure), counts = std::move(counts),
                 submitted_ms = clock_.steady_ms()](const Status& committed) {
                  count(committed, counts, submitted_ms);
                  note(committed, bytes);
                  respond(committed ? success : with_retry_after(failure, retry_after()));
                });
}

void Ingest::count(const Status& committed, const AppCounts& counts, std::int64_t submitted_ms) {
  if (counters_ == nullptr) return;
  if (!committed) {
    counters_->commits_failed.add();
    return;
  }
  counters_->commit_duration.add(clock_.steady_ms() - submitted_ms);
  for (const auto& [app, events] : counts) counters_->accepted.add(app, events);
}

void Ingest::note(const Status& committed, std::size_t bytes) {
  const bool failing = !committed.ok();
  failing ? drain_.fail(bytes) : drain_.keep(bytes);
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

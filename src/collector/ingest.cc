#include "collector/ingest.h"

#include <algorithm>

#include "collector/gzip.h"
#include "collector/ingest_keys.h"
#include "collector/limits.h"
#include "collector/otlp_response.h"

namespace overt {
namespace {

HttpResponse unsupported(const HttpRequest& request, std::string_view message,
                         std::string_view header, std::string_view supported) {
  HttpResponse response = otlp_error(request, 415, message);
  response.headers.emplace_back(header, supported);
  return response;
}

// The body as it was before it was compressed, or the answer if it cannot be.
std::variant<std::string, HttpResponse> inflated_body(const HttpRequest& request) {
  auto inflated = gunzip(request.body, kHttpBodyBytesMax);
  if (auto* body = std::get_if<std::string>(&inflated)) return std::move(*body);
  if (std::get<GunzipError>(inflated) == GunzipError::kTooLarge) {
    return otlp_error(request, 413, "the body is too large once inflated");
  }
  return otlp_error(request, 400, "the body is not gzip, as its Content-Encoding says");
}

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
  auto read_request = read(request, *encoding);
  if (auto* refusal = std::get_if<HttpResponse>(&read_request)) {
    respond(std::move(*refusal));
    return;
  }
  auto& admission = std::get<Admission>(read_request);
  HttpResponse success = otlp_success(admission.response, *encoding);
  if (admission.accepted.empty()) {
    respond(std::move(success));
    return;
  }
  HttpResponse failure = otlp_error(request, 503, "events cannot be kept now, try again later");
  const std::size_t bytes = size_of(admission.accepted);
  AppCounts counts = counts_of(admission.accepted);
  drain_.wait(bytes);
  inbox_.submit(std::move(admission.accepted),
                [this, bytes, respond = std::move(respond), success = std::move(success),
                 failure = std::move(failure), counts = std::move(counts),
                 submitted_ms = clock_.steady_ms()](const Status& committed) {
                  count(committed, counts, submitted_ms);
                  note(committed, bytes);
                  respond(committed ? success : with_retry_after(failure, retry_after()));
                });
}

std::variant<Admission, HttpResponse> Ingest::read(const HttpRequest& request,
                                                   OtlpEncoding encoding) const {
  const std::string coding = media_type(request.content_encoding);
  std::string inflated;
  std::string_view body = request.body;
  if (coding == "gzip") {
    auto result = inflated_body(request);
    if (auto* refusal = std::get_if<HttpResponse>(&result)) return std::move(*refusal);
    inflated = std::move(std::get<std::string>(result));
    body = inflated;
  } else if (!coding.empty() && coding != "identity") {
    return unsupported(request, "the Content-Encoding is not gzip", "Accept-Encoding", "gzip");
  }
  auto admission =
      door_.admit(body, encoding, clock_.unix_ms(), bearer_token(request.authorization));
  if (!admission) return otlp_error(request, 400, admission.error().message);
  if (admission->needs_key) {
    return otlp_error(request, 401, "the request does not bear a key of the tool it sends for");
  }
  return *std::move(admission);
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

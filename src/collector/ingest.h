// POST /v1/traces and /v1/events: from a request to its answer. Decides and hands over; answers
// after the commit.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "collector/admission.h"
#include "collector/http_message.h"
#include "collector/retry_after.h"
#include "collector/server_log.h"
#include "inbox/inbox.h"

namespace overt {

// Threads: any. Everything is borrowed, until the inbox has called back for every batch.
class Ingest {
 public:
  // `on_commit` is called after each commit, on the inbox's thread. Without `counters` nothing is
  // counted.
  Ingest(const Door& door, Inbox& inbox, const Clock& clock, ServerLog& log,
         std::function<void()> on_commit, IngestCounters* counters = nullptr)
      : door_(door),
        inbox_(inbox),
        clock_(clock),
        log_(log),
        on_commit_(std::move(on_commit)),
        drain_(clock),
        counters_(counters) {}

  // An ExportTraceServiceRequest, in either encoding.
  void take_traces(const HttpRequest& request, Respond respond);

  // Lines of a log; docs/collector-api.md.
  void take_events(const HttpRequest& request, Respond respond);

  // 503, with when to return: for a request that cannot be taken now.
  HttpResponse come_back(const HttpRequest& request) const;

  // True from a batch that the inbox did not take to the next one that it did.
  bool failing() const { return failing_; }

  // When a sender is to come back that found no room.
  std::chrono::seconds retry_after() const { return drain_.retry_after(); }

 private:
  // How many events of a batch are of which application: of one, as a rule.
  using AppCounts = std::vector<std::pair<std::string, std::uint64_t>>;

  // The answer where something is let in, by what the rest came to.
  using Success = std::function<HttpResponse(const ExportResponse&)>;

  // Answers by what holding the body against the contracts came to; what is let in is kept first.
  void answer(const HttpRequest& request, Result<Admission> admission, const Success& success,
              Respond respond);
  // Answers `success` once all is kept, 503 if it cannot be.
  void keep(const HttpRequest& request, std::vector<AcceptedEvent> accepted, HttpResponse success,
            Respond respond);
  void note(const Status& committed, std::size_t bytes);
  void count(const Status& committed, const AppCounts& counts, std::int64_t submitted_ms);

  const Door& door_;
  Inbox& inbox_;
  const Clock& clock_;
  ServerLog& log_;
  std::function<void()> on_commit_;
  DrainMeter drain_;
  IngestCounters* const counters_;
  std::atomic<bool> failing_ = false;
};

}  // namespace overt

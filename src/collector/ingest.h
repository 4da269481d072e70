// POST /v1/traces and /v1/events: from a request to its answer. Decides and hands over; answers
// after the commit.
#pragma once

#include <atomic>
#include <functional>

#include "base/clock.h"
#include "collector/admission.h"
#include "collector/http_message.h"
#include "collector/server_log.h"
#include "inbox/inbox.h"

namespace overt {

// Threads: any. Everything is borrowed, until the inbox has called back for every batch.
class Ingest {
 public:
  // `on_commit` is called after each commit, on the inbox's thread.
  Ingest(const Door& door, Inbox& inbox, const Clock& clock, ServerLog& log,
         std::function<void()> on_commit)
      : door_(door), inbox_(inbox), clock_(clock), log_(log), on_commit_(std::move(on_commit)) {}

  // An ExportTraceServiceRequest, in either encoding.
  void take_traces(const HttpRequest& request, Respond respond);

  // Lines of a log; docs/collector-api.md.
  void take_events(const HttpRequest& request, Respond respond);

  // True from a batch that the inbox did not take to the next one that it did.
  bool failing() const { return failing_; }

 private:
  // Answers `success` once all is kept, 503 if it cannot be.
  void keep(const HttpRequest& request, std::vector<AcceptedEvent> accepted, HttpResponse success,
            Respond respond);
  void note(const Status& committed);

  const Door& door_;
  Inbox& inbox_;
  const Clock& clock_;
  ServerLog& log_;
  std::function<void()> on_commit_;
  std::atomic<bool> failing_ = false;
};

}  // namespace overt

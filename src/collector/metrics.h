// What the collector says about itself at /metrics. No label has a value that a tool sent: the
// names of applications are those of contracts that the operator loaded.
#pragma once

#include <string>

#include "base/clock.h"
#include "collector/counters.h"
#include "collector/http_message.h"
#include "collector/loader.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Everything is borrowed.
struct MetricsSources {
  const HttpCounters& ingest_http;
  const HttpCounters& admin_http;
  const IngestCounters& ingest;
  const Loader& loader;
  Inbox& inbox;
  Store& store;
  const Clock& clock;
};

// All of them, as of now. What the inbox or the store cannot say at the moment is left out.
// Threads: any.
HttpResponse metrics_response(const MetricsSources& sources);

}  // namespace overt

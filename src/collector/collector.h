// The collector, put together: two listeners, the door, the inbox, the loader and the store.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "collector/listen_address.h"
#include "collector/rate_limit.h"
#include "collector/server_log.h"
#include "collector/telemetry_pages.h"
#include "collector/tls.h"
#include "collector/upkeep.h"
#include "contract/load.h"
#include "inbox/inbox.h"
#include "store/clickhouse.h"

namespace overt {

struct CollectorOptions {
  std::vector<LoadedContract> contracts;
  ListenAddress ingest{.ip = "127.0.0.1", .port = 4318};  // OTLP/HTTP's own port
  ListenAddress admin{.ip = "127.0.0.1", .port = 4319};
  std::string admin_token;  // what the admin listener asks for; it must where it is not on loopback
  std::string data_directory;
  std::optional<TlsFiles> tls;  // of the ingest listener, which speaks plain HTTP without
  RateLimit rate_limit;         // of an address that sends
  std::string ingest_keys;      // a file as IngestKeys takes it; empty if no tool has any
  std::size_t ingest_connections_max = 0;  // 0: as many as limits.h and the kernel let it have
  std::size_t duplicate_events = kDuplicateEvents;  // as in InboxOptions
  UpkeepOptions upkeep;
  // Where events go instead of a DuckDB file in the data directory; `collector` is filled in.
  std::optional<ClickhouseOptions> clickhouse;
  PageOfContract page_of;  // what the admin listener shows of contracts; none: no page
};

class Collector {
 public:
  // Serves once it returns. What can be wrong without a trace is looked at first: contracts and
  // addresses, then the data directory. `clock`, `random` and `log` are borrowed.
  static Result<std::unique_ptr<Collector>> start(CollectorOptions options, const Clock& clock,
                                                  Random& random, ServerLog& log);

  // Stops if stop() was not called.
  virtual ~Collector() = default;

  // With the ports that were really bound.
  virtual ListenAddress ingest_address() const = 0;
  virtual ListenAddress admin_address() const = 0;

  // From now on events are held against these contracts; requests in flight end with those they
  // began with. The files of TLS and of ingest keys are read anew as well; connections keep the
  // certificate they have. An error, and nothing changes, if one of all these cannot be used.
  // Events that were acknowledged before are loaded as they are, those of a tool that has no
  // contract any more as well. Threads: any, until stop().
  virtual Status reload(std::vector<LoadedContract> contracts) = 0;

  // From now on the admin listener asks for this token. An error, and nothing changes, if there
  // must be one and it is empty. Threads: any, until stop().
  virtual Status set_admin_token(const std::string& token) = 0;

  // Answers what was taken, loads what was kept; takes at most kStopGrace for each listener and
  // kDrainTimeout for the store.
  virtual void stop() = 0;
};

}  // namespace overt

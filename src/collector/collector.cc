#include "collector/collector.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "collector/admin.h"
#include "collector/admin_access.h"
#include "collector/admission.h"
#include "collector/dashboard.h"
#include "collector/data_directory.h"
#include "collector/descriptors.h"
#include "collector/entrance.h"
#include "collector/http_server.h"
#include "collector/ingest.h"
#include "collector/kept_store.h"
#include "collector/large_bodies.h"
#include "collector/loader.h"
#include "collector/metrics.h"
#include "collector/open_clickhouse.h"
#include "collector/query_desk.h"
#include "collector/routes.h"
#include "collector/telemetry_pages.h"
#include "collector/transfer.h"
#include "collector/upkeep.h"
#include "inbox/mend_inbox.h"
#include "store/query_cache.h"

namespace overt {
namespace {

// Reports may take seconds; on threads of their own they hold up no event, and with two of them a
// health check is answered while a report is computed.
constexpr int kAdminThreads = 2;

struct Listeners {
  std::unique_ptr<HttpServer> ingest;
  std::unique_ptr<HttpServer> admin;
};

struct Data {
  DataDirectory directory;
  Pepper pepper;
  std::unique_ptr<Inbox> inbox;
  std::unique_ptr<Store> store;
  KeptStore* kept = nullptr;  // the same, if it is one
};

std::size_t connections_max(const CollectorOptions& options) {
  const std::size_t usual = options.tls ? kTlsConnectionsMax : kIngestConnectionsMax;
  const std::size_t wanted = options.ingest_connections_max;
  return connections_for(raise_descriptor_limit(), wanted == 0 ? usual : wanted);
}

Result<Listeners> bind_both(const CollectorOptions& options, const Entrance& entrance) {
  const Status access = check_admin_access(options.admin, options.admin_token);
  if (!access) return access.error();
  auto ingest = HttpServer::bind(options.ingest, {.connections_max = connections_max(options)},
                                 entrance.guards());
  if (!ingest) return ingest.error();
  auto admin = HttpServer::bind(options.admin, {.connections_max = kAdminConnectionsMax});
  if (!admin) return admin.error();
  return Listeners{.ingest = *std::move(ingest), .admin = *std::move(admin)};
}

Result<std::unique_ptr<Inbox>> open_inbox(const std::string& path, const InboxOptions& options,
                                          const Clock& clock, ServerLog& log) {
  const auto mended = mend_inbox(path, clock.unix_ms());
  if (!mended) return mended.error();
  if (*mended) {
    log.error("the inbox was damaged: a new one has what could be read of it",
              {{.name = "reason", .value = (*mended)->damage},
               {.name = "kept_as", .value = (*mended)->kept_as},
               {.name = "events", .value = std::to_string((*mended)->events)},
               {.name = "unreadable", .value = std::to_string((*mended)->unreadable)}});
  }
  return Inbox::open(path, options);
}

Result<Data> open_data(const CollectorOptions& options, const Clock& clock, Random& random,
                       ServerLog& log) {
  auto directory = DataDirectory::claim(options.data_directory);
  if (!directory) return directory.error();
  auto pepper = Pepper::open_or_make(directory->pepper(), random);
  if (!pepper) return pepper.error();
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(directory->inbox(), ignored);
  auto inbox =
      open_inbox(directory->inbox(), {.duplicate_events = options.duplicate_events}, clock, log);
  if (!inbox) return inbox.error();
  Data data{.directory = *std::move(directory),
            .pepper = *pepper,
            .inbox = *std::move(inbox),
            .store = nullptr};
  if (options.clickhouse) {
    auto store = open_clickhouse_of(
        {.inbox = *data.inbox, .id_path = data.directory.collector_id(), .is_new = is_new},
        *options.clickhouse, clock, random);
    if (!store) return store.error();
    data.store = *std::move(store);
    return data;
  }
  auto store = KeptStore::open(data.directory.store(), *data.inbox, clock, log);
  if (!store) return store.error();
  data.kept = store->get();
  data.store = *std::move(store);
  return data;
}

class RunningCollector final : public Collector {
 public:
  RunningCollector(ContractSet contracts, const std::string& admin_token, Entrance entrance,
                   Listeners listeners, Data data, const UpkeepOptions& upkeep,
                   PageOfContract page_of, const Clock& clock, ServerLog& log)
      : clock_(clock),
        log_(log),
        entrance_(std::move(entrance)),
        contracts_(std::move(contracts)),
        listeners_(std::move(listeners)),
        data_(std::move(data)),
        access_(listeners_.admin->address(), admin_token),
        door_(contracts_, data_.pepper, entrance_.keys(), &counters_),
        upkeep_(*data_.inbox, *data_.store, clock, counters_.refusals, log, upkeep),
        loader_(*data_.inbox, *data_.store, clock, log, &upkeep_),
        ingest_(
            door_, *data_.inbox, clock, log, [this] { loader_.wake(); }, &counters_),
        answers_(clock),
        admin_(
            *data_.store, clock, ingest_, loader_,
            [this] { return data_.kept == nullptr ? 0 : data_.kept->missing_events(); },
            data_.inbox.get(), &answers_),
        metrics_{.ingest_http = listeners_.ingest->counters(),
                 .admin_http = listeners_.admin->counters(),
                 .ingest = counters_,
                 .loader = loader_,
                 .inbox = *data_.inbox,
                 .store = *data_.store,
                 .clock = clock},
        pages_(contracts_, std::move(page_of)),
        large_bodies_([this](const HttpRequest& request) { return ingest_.come_back(request); }),
        queries_(*data_.store),
        forgets_(
            data_.directory.path(), data_.pepper, *data_.inbox,
            [this](const auto& app, auto projects) {
              auto forgotten = data_.store->forget_project(app, projects);
              answers_.clear();
              return forgotten;
            },
            clock, loader_),
        ingest_routes_(ingest_routes(ingest_, large_bodies_)),
        admin_routes_(
            admin_routes(admin_, access_, metrics_, queries_, forgets_, pages_, dashboard_)) {
    count_apps_of(*contracts_.get());
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    listeners_.ingest->start(ingest_routes_, std::max(1, cores));
    listeners_.admin->start(admin_routes_, kAdminThreads);
  }

  RunningCollector(const RunningCollector&) = delete;
  RunningCollector& operator=(const RunningCollector&) = delete;
  ~RunningCollector() override { RunningCollector::stop(); }

  ListenAddress ingest_address() const override { return listeners_.ingest->address(); }
  ListenAddress admin_address() const override { return listeners_.admin->address(); }

  Status reload(std::vector<LoadedContract> contracts) override {
    auto next = ContractSet::make(std::move(contracts));
    if (!next) return next.error();
    if (const Status read = entrance_.reload(*next, log_); !read) return read.error();
    const std::string apps = next->apps();
    count_apps_of(*next);
    contracts_.set(*std::move(next));
    log_.info("contracts read anew", {{.name = "apps", .value = apps}});
    return Ok{};
  }

  Status set_admin_token(const std::string& token) override {
    const Status checked = check_admin_access(listeners_.admin->address(), token);
    if (checked) access_.set_token(token);
    return checked;
  }

  void stop() override {
    if (data_.inbox == nullptr) return;
    data_.store->give_up_after(kStopGrace + kDrainTimeout);
    listeners_.ingest->stop(kStopGrace);
    large_bodies_.stop();
    queries_.stop();
    listeners_.admin->stop(std::chrono::milliseconds(0));
    loader_.stop();
    drain();
    // Commits what still waits; its answers end here, before the listeners they belong to.
    data_.inbox.reset();
  }

 private:
  void count_apps_of(const ContractSet& contracts) {
    for (const std::string_view app : contracts.names()) counters_.accepted.know(app);
  }

  void drain() {
    const std::int64_t until_ms = clock_.steady_ms() + kDrainTimeout.count();
    const auto drained =
        transfer_all(*data_.inbox, *data_.store, [&] { return clock_.steady_ms() < until_ms; });
    if (!drained) {
      log_.error("events stay in the inbox until the next start",
                 {{.name = "reason", .value = drained.error().message}});
    }
    if (const Status kept = upkeep_.run_now(); !kept) {
      log_.error("what was refused or lost lately is in no report",
                 {{.name = "reason", .value = kept.error().message}});
    }
  }

  const Clock& clock_;
  ServerLog& log_;
  Entrance entrance_;
  CurrentContracts contracts_;
  Listeners listeners_;
  Data data_;
  AdminAccess access_;
  IngestCounters counters_;
  Door door_;
  Upkeep upkeep_;
  Loader loader_;
  Ingest ingest_;
  QueryCache answers_;
  Admin admin_;
  MetricsSources metrics_;
  TelemetryPages pages_;
  Dashboard dashboard_;
  LargeBodies large_bodies_;
  QueryDesk queries_;
  ForgetDesk forgets_;
  Router ingest_routes_;
  Router admin_routes_;
};

}  // namespace

Result<std::unique_ptr<Collector>> Collector::start(CollectorOptions options, const Clock& clock,
                                                    Random& random, ServerLog& log) {
  auto contracts = ContractSet::make(std::move(options.contracts));
  if (!contracts) return contracts.error();
  auto entrance = Entrance::make(
      {.tls = options.tls, .rate_limit = options.rate_limit, .ingest_keys = options.ingest_keys},
      *contracts, {.clock = clock, .random = random, .log = log});
  if (!entrance) return entrance.error();
  auto listeners = bind_both(options, *entrance);
  if (!listeners) return listeners.error();
  auto data = open_data(options, clock, random, log);
  if (!data) return data.error();
  return std::unique_ptr<Collector>(std::make_unique<RunningCollector>(
      *std::move(contracts), options.admin_token, *std::move(entrance), *std::move(listeners),
      *std::move(data), options.upkeep, std::move(options.page_of), clock, log));
}

}  // namespace overt

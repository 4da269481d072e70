#include "collector/entrance.h"

namespace overt {
namespace {

Result<IngestKeys> load_keys(const std::string& path, const ContractSet& contracts) {
  auto keys = IngestKeys::load(path);
  if (!keys) return keys.error();
  for (const std::string& app : keys->apps()) {
    if (contracts.find_by_app(app) != nullptr) continue;
    std::string message = "cannot use " + path;
    message.append(": it has a key for ").append(app).append(", which has no contract");
    return Error{std::move(message)};
  }
  return keys;
}

// What is there takes the new value; else it is made.
template <typename Current, typename Value>
void put(std::unique_ptr<Current>& current, Value value) {
  if (current) {
    current->set(std::move(value));
  } else {
    current = std::make_unique<Current>(std::move(value));
  }
}

}  // namespace

Result<Entrance> Entrance::make(EntranceOptions options, const ContractSet& contracts,
                                const EntranceTools& tools) {
  Entrance entrance(std::move(options));
  if (const Status read = entrance.reload(contracts, tools.log); !read) return read.error();
  const RateLimit& limit = entrance.options_.rate_limit;
  if (limit.requests_per_second > 0) {
    entrance.rate_limiter_ = std::make_unique<RateLimiter>(limit, tools.clock, tools.random);
  }
  return entrance;
}

Status Entrance::reload(const ContractSet& contracts, ServerLog& log) {
  std::optional<TlsContext> tls;
  std::optional<IngestKeys> keys;
  if (options_.tls) {
    auto loaded = TlsContext::load(*options_.tls);
    if (!loaded) return loaded.error();
    tls = *std::move(loaded);
  }
  if (!options_.ingest_keys.empty()) {
    auto loaded = load_keys(options_.ingest_keys, contracts);
    if (!loaded) return loaded.error();
    keys = *std::move(loaded);
  }
  // From here on nothing fails.
  if (tls) {
    for (const std::string& warning : tls->warnings()) log.error(warning);
    put(tls_, *std::move(tls));
  }
  if (keys) put(keys_, *std::move(keys));
  return Ok{};
}

}  // namespace overt

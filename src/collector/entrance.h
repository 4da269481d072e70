// What stands between the world and the door: TLS, the rate of an address, the keys of tools. Each
// is there if it is wanted; their files can be read anew.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "collector/contract_set.h"
#include "collector/http_server.h"
#include "collector/ingest_keys.h"
#include "collector/rate_limit.h"
#include "collector/server_log.h"
#include "collector/tls.h"

namespace overt {

struct EntranceOptions {
  std::optional<TlsFiles> tls = std::nullopt;
  RateLimit rate_limit = {};
  std::string ingest_keys = {};  // a file; empty for none
};

// What it uses, all borrowed; the clock as long as the entrance lives.
struct EntranceTools {
  const Clock& clock;
  Random& random;
  ServerLog& log;
};

class Entrance {
 public:
  // The error says which file is wrong and how. Keys of a tool that has no contract are an error: a
  // name that is misspelt would leave its tool open to everyone.
  static Result<Entrance> make(EntranceOptions options, const ContractSet& contracts,
                               const EntranceTools& tools);

  // Reads the files anew; an error, and nothing changes, if one cannot be used. What is no error
  // but should be seen is logged.
  Status reload(const ContractSet& contracts, ServerLog& log);

  // Valid as long as the entrance, wherever it is moved to.
  HttpGuards guards() const { return {.tls = tls_.get(), .rate_limiter = rate_limiter_.get()}; }
  const CurrentKeys* keys() const { return keys_.get(); }

 private:
  explicit Entrance(EntranceOptions options) : options_(std::move(options)) {}

  EntranceOptions options_;
  std::unique_ptr<CurrentTls> tls_;
  std::unique_ptr<RateLimiter> rate_limiter_;
  std::unique_ptr<CurrentKeys> keys_;
};

}  // namespace overt

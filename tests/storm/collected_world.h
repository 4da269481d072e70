// The tool of tests/host, its real sender, and a real collector: what was recorded, what arrived.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "client/state.h"
#include "hostile/world.h"
#include "support/collector_process.h"

namespace overt::testing {

// An event as the store knows it: its run, its type, and of a step its number.
using EventName = std::string;

class CollectedWorld {
 public:
  CollectedWorld();

  // The tool with that many steps; it starts `sender`, a path.
  Confined tool(int steps, const std::string& sender) const;

  // `overt send`.
  Confined sender() const;

  // Starts it with nothing but /dev/null; the caller waits for it. Throws std::system_error if it
  // cannot be started.
  static pid_t start(const Confined& program);

  // Bytes of the log that the sender has not settled.
  std::int64_t waiting_bytes() const;

  // Sends until nothing waits; false if that does not come.
  bool send_the_rest() const;

  // The sum of that number over all receipts.
  std::int64_t receipted(const std::string& key) const;

  // The whole lines of the log, and how often each stands there. Lines that are no events are under
  // "torn".
  std::map<EventName, int> recorded() const;

  // Ends the collector; how often each event is in its store.
  std::map<EventName, int> collected();

  const StateDirectory& state() const { return state_; }

 private:
  TemporaryDirectory directory_;
  World world_;
  StateDirectory state_{world_.state};
  CollectorProcess collector_{
      OVERT_PROGRAM,
      {"--contract", OVERT_SOURCE "/tests/host/host.toml", "--data", directory_.file("data")}};
};

}  // namespace overt::testing

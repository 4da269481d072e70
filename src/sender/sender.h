// The sender: carries what waits in the log to the endpoint, once, and ends.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/state.h"
#include "overt/contract.hpp"
#include "sender/http.h"
#include "sender/plan.h"

namespace overt {

struct SenderOptions {
  StateDirectory state;
  std::string endpoint;      // as allowed_endpoint() returned it; where the transport leads
  const Contract& contract;  // what may be sent, and under which name; borrowed for the run
  bool ignore_wait = false;  // try at once, although an earlier attempt said to wait
  std::int64_t run_ms_max = kRunMsMax;
};

// What the sender needs from outside; borrowed for the run.
struct SenderWorld {
  Transport& transport;
  Clock& clock;
  Random& random;
  std::function<void(std::int64_t wait_ms)> wait;
};

enum class SendEnd {
  kEmpty,      // nothing waits any more, or nothing did
  kBusy,       // another sender is at it
  kTryLater,   // the server does not take events now; SendReport::not_before_ms
  kOutOfTime,  // its time is over, and events still wait
};

struct SendReport {
  SendEnd end = SendEnd::kEmpty;
  std::int64_t sent = 0;             // events that the server took
  std::int64_t rejected = 0;         // events that it did not take, for good
  std::int64_t too_old = 0;          // events dropped for their age
  std::int64_t not_in_contract = 0;  // events that the contract does not let out, passed over
  std::int64_t not_events = 0;       // lines passed over
  std::int64_t not_before_ms = 0;    // kTryLater: Unix time of the next attempt
  std::string wait_why;              // kTryLater: why the last attempt failed
  std::string reject_why;            // what was said of the last events that were rejected
};

// Whether there are lines in the log behind the cursor. Errors as send_queue().
Result<bool> events_wait(const StateDirectory& state);

// Sends the lines of the log from the cursor on, and those that come in meanwhile, for at most
// SenderOptions::run_ms_max. One sender at a time: a second one ends at once. The cursor moves only
// after an answer; each attempt leaves a receipt. Makes nothing where there is no log. The error
// says which of its files cannot be used, and then nothing more is sent. Threads and processes: any
// number at once.
Result<SendReport> send_queue(const SenderOptions& options, const SenderWorld& world);

}  // namespace overt

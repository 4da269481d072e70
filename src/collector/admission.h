// The door: what of a request is let in. Spans and lines become events, events are held against
// their contract, what is discarded is taken out, ids are keyed. Behind it only what may be stored
// travels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collector/contract_set.h"
#include "collector/counters.h"
#include "collector/ingest_keys.h"
#include "collector/pepper.h"
#include "inbox/inbox.h"
#include "model/otlp.h"

namespace overt {

// Reasons named in the answer to a request with refused spans. A faulty tool repeats one reason in
// every span; a person mends one after the other.
inline constexpr std::size_t kRefusalReasonsMax = 3;

struct Admission {
  std::vector<AcceptedEvent> accepted;
  // How many spans or lines were refused and the first reasons, never a value.
  ExportResponse response;
  // An event is of a tool whose key was not shown: nothing is let in.
  bool needs_key = false;
};

// Threads: any. Everything is borrowed; without `keys` no tool wants one, without `counters`
// nothing is counted.
class Door {
 public:
  Door(const CurrentContracts& contracts, const Pepper& pepper, const CurrentKeys* keys = nullptr,
       IngestCounters* counters = nullptr)
      : contracts_(contracts), pepper_(pepper), keys_(keys), counters_(counters) {}

  // An error if `body` is not an export request. Beside the body it takes the memory of what is let
  // in, which is no more than the body had. The whole request is held against the contracts
  // that were in force when it came. `key` is the ingest key that it bears, or empty.
  Result<Admission> admit(std::string_view body, OtlpEncoding encoding, std::int64_t received_ms,
                          std::string_view key = {}) const;

  // The same for lines of the log of the tool `app`. Empty lines are none; the last one need not
  // end in a newline. A reason begins with the number of the first line that it is true of. An
  // error if no contract is for the tool, or there are more than kLinesPerRequestMax lines.
  Result<Admission> admit_lines(std::string_view body, std::string_view app,
                                std::int64_t received_ms, std::string_view key = {}) const;

 private:
  // The errors are reasons of a refusal, which `refusals` then has one more of. They are counted
  // for good at a request's end: one that is refused as a whole has no refused events.
  Result<AcceptedEvent> admit_span(const ContractSet& contracts, const OtlpSpan& span,
                                   std::int64_t received_ms, RefusalSums& refusals) const;
  Result<AcceptedEvent> admit_line(const Contract& contract, std::string_view line,
                                   std::int64_t received_ms, RefusalSums& refusals) const;
  Result<AcceptedEvent> admit_event(const Contract& contract, Event event,
                                    const SpanIdentity& identity, std::int64_t received_ms,
                                    RefusalSums& refusals) const;

  const CurrentContracts& contracts_;
  const Pepper& pepper_;
  const CurrentKeys* keys_;
  IngestCounters* const counters_;
};

}  // namespace overt

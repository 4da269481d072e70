// One run of a command, recorded: CommandStarted at its start, CommandExited at its end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "base/result.h"
#include "base/uuid.h"
#include "client/last_words.h"
#include "client/state.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

struct SessionOptions {
  StateDirectory state;
  std::string log_file;  // gets every line as well; empty for none
  int schema_version = 1;
};

// The log's own place, and the file that the user named in <PREFIX>_TELEMETRY_LOG_FILE.
SessionOptions session_options(const Contract& contract, const Environment& environment,
                               StateDirectory state, int schema_version);

// What is known of a run when it starts.
struct RunFacts {
  std::string project_id;
  std::string command;
  OptionList options;
  Fields attributes;
};

// Whatever happens, a session is silent and harmless: it throws nothing and prints nothing; what it
// cannot record is not recorded. That goes for an event that the contract does not close, too.
// Threads: one. `contract` and `clock` must outlive it.
class Session {
 public:
  // The run starts now; nothing is written yet.
  Session(const Contract& contract, SessionOptions options, RunFacts facts, const Clock& clock,
          Random& random);

  // Records CommandStarted with the time at which this session was made.
  void record_started() noexcept;

  // Records an event of the run, as it happens.
  void record(std::string_view type, Fields data) noexcept;

  // Records CommandExited. `exit_code` is 128 + N for a run that signal N ended.
  void record_exited(int exit_code) noexcept;

  // What would write CommandExited if a signal ended the run; nullptr if that cannot be recorded.
  std::unique_ptr<LastWords> last_words();

  // Whether any line has been written: if not, there is nothing new to send.
  bool has_recorded() const { return has_recorded_; }

 private:
  template <typename Work>
  void harmlessly(Work work) noexcept;
  void record_at(std::int64_t ts_ms, std::string_view type, Fields data);
  // Makes `event_` this event of the run. False if the contract does not close it.
  bool become(std::int64_t ts_ms, std::string_view type, Fields data);
  Status write() const;

  const Contract& contract_;
  const Clock& clock_;
  SessionOptions options_;
  OptionList command_options_;
  // The event at hand. What all of the run's events share stands in it from the beginning.
  Event event_;
  std::int64_t started_unix_ms_;
  std::int64_t started_steady_ms_;
  bool broken_ = false;  // a line could not be written; a run is recorded whole or up to there
  bool has_recorded_ = false;
};

}  // namespace overt

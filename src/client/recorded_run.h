// One run of a tool, from its consent to its sender: what every way to record is made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "client/consent.h"
#include "client/session.h"
#include "client/state.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

struct RunOptions {
  std::string tool_version;
  std::string overt;       // absolute path of the program that sends
  int schema_version = 0;  // 0: the contract's last
};

// Silent and harmless, but for memory and randomness that are not there, which is thrown.
// Threads: one.
class RecordedRun {
 public:
  // Nothing if this run may not be recorded. `contract` must outlive it.
  static std::unique_ptr<RecordedRun> open(const Contract& contract, RunOptions options,
                                           Environment environment);

  // The run of a command begins now; nothing is written yet. A second command is none.
  void begin(std::string command, OptionList options);

  // Records CommandStarted, once it is known that there is a run.
  void record_started();

  // Records an event of the run.
  void record(std::string_view type, Fields data);

  // Records CommandExited, and starts the sender if anything was recorded that may be sent.
  void exit(int exit_code);

 private:
  RecordedRun(const Contract& contract, RunOptions options, Environment environment,
              StateDirectory state, bool sending);

  const Contract& contract_;
  RunOptions options_;
  Environment environment_;
  StateDirectory state_;
  bool sending_;
  SystemClock clock_;
  SystemRandom random_;
  std::optional<Session> session_;  // from begin() on
  bool has_exited_ = false;
};

}  // namespace overt

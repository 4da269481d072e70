// One run of a tool, from its consent to its sender: what every way to record is made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "client/attached_sender.h"
#include "client/consent.h"
#include "client/last_words.h"
#include "client/session.h"
#include "client/state.h"
#include "model/event.h"
#include "overt/contract.hpp"

namespace overt {

struct RunOptions {
  std::string tool_version;
  std::string overt;       // absolute path of the program that sends
  int schema_version = 0;  // 0: the contract's last
  bool last_words = true;  // CommandExited also of a run that a signal ends
  // This process's waits do not mind a child that it has not started, as process 1 of a container
  // and whoever adopts processes meet them.
  bool minds_no_strange_child = false;
};

// Silent but for the notice of the first run (client/notice.h), and harmless but for memory and
// randomness that are not there, which is thrown.
// Threads: one.
class RecordedRun {
 public:
  // Nothing if this run may not be recorded. `contract` must outlive it.
  static std::unique_ptr<RecordedRun> open(const Contract& contract, RunOptions options,
                                           Environment environment);

  // The run of a command begins now; nothing is recorded yet. A second command is none.
  void begin(std::string command, OptionList options);

  // Records CommandStarted, once it is known that there is a run. Where the machine may end with
  // the run, the sender is started here.
  void record_started();

  // Records an event of the run.
  void record(std::string_view type, Fields data);

  // Records CommandExited, and starts the sender if anything was recorded that may be sent. One
  // that was started with the run and whose server answers is waited for, for Contract::ci_wait_ms
  // at most.
  void exit(int exit_code);

  const Environment& environment() const { return environment_; }

 private:
  RecordedRun(const Contract& contract, RunOptions options, Environment environment,
              StateDirectory state, const Consent& consent);

  // False if the user has to be told first that runs are sent, and could not be.
  bool tell_of_sending();
  void attach_sender();

  const Contract& contract_;
  RunOptions options_;
  Environment environment_;
  StateDirectory state_;
  bool sending_;
  bool nobody_chose_;  // then the user is told before anything is sent
  SystemClock clock_;
  SystemRandom random_;
  std::optional<Session> session_;            // from begin() on
  std::optional<ArmedLastWords> last_words_;  // from record_started() to exit()
  std::unique_ptr<AttachedSender> attached_;
  bool has_exited_ = false;
};

}  // namespace overt

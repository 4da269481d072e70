#include "client/recorded_run.h"

#include <unistd.h>

#include <utility>

#include "client/attributes.h"
#include "client/keep_contract.h"
#include "client/notice.h"
#include "client/project_here.h"
#include "client/start_sender.h"
#include "contract/gate.h"

namespace overt {

std::unique_ptr<RecordedRun> RecordedRun::open(const Contract& contract, RunOptions options,
                                               Environment environment) {
  if (switched_off_by_variable(contract, environment)) return nullptr;
  const Consent consent = decide_consent(read_consent_inputs(
      contract, options.tool_version, environment, std::string(kPolicyDirectory)));
  Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!consent.recording || !state || contract.schema_versions.empty()) return nullptr;
  if (options.schema_version == 0) options.schema_version = contract.schema_versions.back();
  return std::unique_ptr<RecordedRun>(new RecordedRun(
      contract, std::move(options), std::move(environment), *std::move(state), consent));
}

RecordedRun::RecordedRun(const Contract& contract, RunOptions options, Environment environment,
                         StateDirectory state, const Consent& consent)
    : contract_(contract),
      options_(std::move(options)),
      environment_(std::move(environment)),
      state_(std::move(state)),
      sending_(consent.sending),
      nobody_chose_(consent.nobody_chose) {}

void RecordedRun::begin(std::string command, OptionList options) {
  if (session_ || !tell_of_sending()) return;
  const int schema_version = options_.schema_version;
  // Who does not record a project does not look at it either.
  const bool records_project =
      contract_.project_id && is_recorded(*contract_.project_id, clock_.unix_ms());
  session_.emplace(
      contract_, session_options(contract_, environment_, state_, schema_version),
      RunFacts{.project_id =
                   records_project ? project_here(environment_, schema_version) : std::string(),
               .command = std::move(command),
               .options = std::move(options),
               .attributes = environment_attributes(contract_, environment_, options_.tool_version,
                                                    schema_version)},
      clock_, random_);
}

bool RecordedRun::tell_of_sending() {
  if (!sending_ || !nobody_chose_) return true;
  const Notice notice = give_notice(contract_, environment_, state_, STDERR_FILENO);
  if (notice == Notice::kGiven) sending_ = false;
  return notice != Notice::kImpossible;
}

void RecordedRun::record_started() {
  if (!session_) return;
  session_->record_started();
  if (!session_->has_recorded()) return;
  keep_contract_of_other_size(state_, contract_.text);
  if (options_.last_words) {
    if (auto words = session_->last_words()) last_words_.emplace(std::move(words));
  }
  attach_sender();
}

void RecordedRun::attach_sender() {
  if (!sending_ || attached_ || !machine_may_end(environment_)) return;
  // Whoever waits for all its children would wait for the sender, which waits for it.
  if (!options_.minds_no_strange_child && adopts_processes()) return;
  attached_ =
      start_attached_sender(contract_, state_, options_.overt, environment_, clock_.unix_ms());
}

void RecordedRun::record(std::string_view type, Fields data) {
  if (session_) session_->record(type, std::move(data));
}

void RecordedRun::exit(int exit_code) {
  if (!session_ || std::exchange(has_exited_, true)) return;
  // From here on the run has an end of its own.
  last_words_.reset();
  session_->record_exited(exit_code);
  if (!sending_ || !session_->has_recorded()) return;
  if (attached_ && attached_->finish(contract_.ci_wait_ms, clock_)) return;
  start_sender(contract_, state_, options_.overt, environment_, clock_.unix_ms());
}

}  // namespace overt

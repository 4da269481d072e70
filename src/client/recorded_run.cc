#include "client/recorded_run.h"

#include <utility>

#include "client/attributes.h"
#include "client/keep_contract.h"
#include "client/project_here.h"
#include "client/start_sender.h"

namespace overt {

std::unique_ptr<RecordedRun> RecordedRun::open(const Contract& contract, RunOptions options,
                                               Environment environment) {
  const Consent consent = decide_consent(read_consent_inputs(
      contract, options.tool_version, environment, std::string(kPolicyDirectory)));
  Result<StateDirectory> state = state_directory(environment, contract.app);
  if (!consent.recording || !state || contract.schema_versions.empty()) return nullptr;
  if (options.schema_version == 0) options.schema_version = contract.schema_versions.back();
  return std::unique_ptr<RecordedRun>(new RecordedRun(
      contract, std::move(options), std::move(environment), *std::move(state), consent.sending));
}

RecordedRun::RecordedRun(const Contract& contract, RunOptions options, Environment environment,
                         StateDirectory state, bool sending)
    : contract_(contract),
      options_(std::move(options)),
      environment_(std::move(environment)),
      state_(std::move(state)),
      sending_(sending) {}

void RecordedRun::begin(std::string command, OptionList options) {
  if (session_) return;
  const int schema_version = options_.schema_version;
  session_.emplace(contract_, session_options(contract_, environment_, state_, schema_version),
                   RunFacts{.project_id = project_here(environment_, schema_version),
                            .command = std::move(command),
                            .options = std::move(options),
                            .attributes = environment_attributes(
                                contract_, environment_, options_.tool_version, schema_version)},
                   clock_, random_);
}

void RecordedRun::record_started() {
  if (!session_) return;
  session_->record_started();
  if (!session_->has_recorded()) return;
  keep_contract(state_, contract_.text);
  if (!options_.last_words) return;
  if (auto words = session_->last_words()) last_words_.emplace(std::move(words));
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
  start_sender(contract_, state_, options_.overt, environment_, clock_.unix_ms());
}

}  // namespace overt

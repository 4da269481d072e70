#include <string>
#include <utility>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "client/attributes.h"
#include "client/consent.h"
#include "client/project_here.h"
#include "client/session.h"
#include "client/state.h"
#include "overt/overt.hpp"

namespace overt {
namespace {

// Does `work` for a run. What runs in the host's own process must not fail there: out of memory,
// the tool goes on, and nothing more is recorded.
template <typename Run, typename Work>
void harmlessly(std::unique_ptr<Run>& run, Work work) noexcept try {
  work();
} catch (...) {
  run.reset();
}

OptionList options_of(const Contract& contract, std::span<const OptionUse> uses) {
  OptionList options;
  for (const OptionUse& use : uses) {
    if (use.option >= contract.options.size()) continue;
    options.push_back({.name = std::string(contract.options[use.option].name),
                       .as_cli = use.as_cli,
                       .as_env = use.as_env,
                       .count = use.count});
  }
  return options;
}

struct ToValue {
  const FieldSpec& spec;

  Value operator()(bool truth) const { return truth; }
  Value operator()(std::int64_t number) const { return number; }
  Value operator()(std::string_view text) const { return std::string(text); }
  Value operator()(EnumValue value) const {
    // One that is none of them is refused by the gate, like any other.
    const bool known = value.index < spec.values.size();
    return known ? std::string(spec.values[value.index]) : std::string();
  }
};

Fields fields_of(const EventSpec& event, std::span<const FieldValue> values) {
  Fields fields;
  for (const FieldValue& value : values) {
    if (value.field >= event.fields.size()) continue;
    const FieldSpec& spec = event.fields[value.field];
    fields.push_back({std::string(spec.name), std::visit(ToValue{spec}, value.value)});
  }
  return fields;
}

}  // namespace

class Recorder::Run {
 public:
  Run(const Contract& contract, ToolVersion version, Environment environment, StateDirectory state)
      : contract_(contract),
        version_(version),
        environment_(std::move(environment)),
        state_(std::move(state)) {}

  void start(std::size_t command, std::span<const OptionUse> options) {
    if (session_ || command >= contract_.commands.size()) return;
    const int schema_version = contract_.schema_versions.back();
    session_.emplace(contract_, session_options(contract_, environment_, state_, schema_version),
                     RunFacts{.project_id = project_here(environment_, schema_version),
                              .command = std::string(contract_.commands[command]),
                              .options = options_of(contract_, options),
                              .attributes = environment_attributes(
                                  contract_, environment_, version_.text(), schema_version)},
                     clock_, random_);
    session_->record_started();
  }

  void record(std::size_t event, std::span<const FieldValue> values) {
    if (!session_ || event >= contract_.events.size()) return;
    const EventSpec& spec = contract_.events[event];
    session_->record(spec.type, fields_of(spec, values));
  }

  void exit(int exit_code) {
    if (!session_ || has_exited_) return;
    has_exited_ = true;
    session_->record_exited(exit_code);
  }

 private:
  const Contract& contract_;
  ToolVersion version_;
  Environment environment_;
  StateDirectory state_;
  SystemClock clock_;
  SystemRandom random_;
  std::optional<Session> session_;  // from the start of the run on
  bool has_exited_ = false;
};

Recorder::Recorder(const Contract& contract, ToolVersion version) noexcept {
  harmlessly(run_, [&] {
    Environment environment = Environment::of_this_process();
    const Consent consent = decide_consent(
        read_consent_inputs(contract, version.text(), environment, std::string(kPolicyDirectory)));
    auto state = state_directory(environment, contract.app);
    if (!consent.recording || !state || contract.schema_versions.empty()) return;
    run_ = std::make_unique<Run>(contract, version, std::move(environment), *std::move(state));
  });
}

Recorder::~Recorder() = default;

void Recorder::command_started(std::size_t command, std::span<const OptionUse> options) noexcept {
  harmlessly(run_, [&] {
    if (run_) run_->start(command, options);
  });
}

void Recorder::record(std::size_t event, std::span<const FieldValue> values) noexcept {
  harmlessly(run_, [&] {
    if (run_) run_->record(event, values);
  });
}

void Recorder::command_exited(int exit_code) noexcept {
  harmlessly(run_, [&] {
    if (run_) run_->exit(exit_code);
  });
}

}  // namespace overt

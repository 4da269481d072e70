#include <string>
#include <utility>

#include "base/environment.h"
#include "client/errno_kept.h"
#include "client/recorded_run.h"
#include "overt/overt.hpp"

namespace overt {
namespace {

// Does `work` for a run. What runs in the host's own process must not fail there: out of memory,
// the tool goes on, and nothing more is recorded.
template <typename Run, typename Work>
void harmlessly(std::unique_ptr<Run>& run, Work work) noexcept {
  const ErrnoKept kept;
  try {
    work();
  } catch (...) {
    run.reset();
  }
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
  Run(const Contract& contract, std::unique_ptr<RecordedRun> run)
      : contract_(contract), run_(std::move(run)) {}

  void use(const OptionUse& use) {
    if (use.option >= contract_.options.size()) return;
    options_.push_back({.name = std::string(contract_.options[use.option].name),
                        .as_cli = use.as_cli,
                        .as_env = use.as_env,
                        .count = use.count});
  }

  void start(std::size_t command) {
    if (command >= contract_.commands.size()) return;
    run_->begin(std::string(contract_.commands[command]), std::exchange(options_, {}));
    run_->record_started();
  }

  void record(std::size_t event, std::span<const FieldValue> values) {
    if (event >= contract_.events.size()) return;
    const EventSpec& spec = contract_.events[event];
    run_->record(spec.type, fields_of(spec, values));
  }

  void exit(int exit_code) { run_->exit(exit_code); }

 private:
  const Contract& contract_;
  std::unique_ptr<RecordedRun> run_;
  OptionList options_;  // of the command that is about to begin
};

Recorder::Recorder(const Contract& contract, ToolVersion version,
                   const RecorderOptions& options) noexcept {
  harmlessly(run_, [&] {
    const char* const overt = options.overt_program;
    auto run = RecordedRun::open(contract,
                                 {.tool_version = std::string(version.text()),
                                  .overt = overt == nullptr ? OVERT_INSTALLED_PROGRAM : overt,
                                  .last_words = options.ends_by_signal},
                                 Environment::of_this_process());
    if (run) run_ = std::make_unique<Run>(contract, std::move(run));
  });
}

Recorder::~Recorder() = default;

void Recorder::option_used(const OptionUse& use) noexcept {
  harmlessly(run_, [&] {
    if (run_) run_->use(use);
  });
}

void Recorder::command_started(std::size_t command) noexcept {
  harmlessly(run_, [&] {
    if (run_) run_->start(command);
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

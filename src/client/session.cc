#include "client/session.h"

#include <utility>

#include "client/log.h"
#include "client/recordable.h"
#include "model/event_json.h"

namespace overt {
namespace {

Fields exit_data(std::int64_t exit_code, std::int64_t duration_ms) {
  return {{std::string(field::kExitCode), exit_code},
          {std::string(field::kDurationMs), duration_ms}};
}

}  // namespace

SessionOptions session_options(const Contract& contract, const Environment& environment,
                               StateDirectory state, int schema_version) {
  const std::string variable = std::string(contract.env_prefix) + "_TELEMETRY_LOG_FILE";
  return {.state = std::move(state),
          .log_file = std::string(environment.get(variable).value_or("")),
          .schema_version = schema_version};
}

Session::Session(const Contract& contract, SessionOptions options, RunFacts facts,
                 const Clock& clock, Random& random)
    : contract_(contract),
      clock_(clock),
      options_(std::move(options)),
      command_options_(std::move(facts.options)),
      event_{.ts_ms = clock.unix_ms(),
             .execution_id = random_uuid(random),
             .user_id = {},
             .project_id = std::move(facts.project_id),
             .command = std::move(facts.command),
             .attributes = std::move(facts.attributes),
             .event_type = {},
             .data = {},
             .schema_version = options_.schema_version},
      started_unix_ms_(event_.ts_ms),
      started_steady_ms_(clock.steady_ms()) {}

// Out of memory, the tool goes on, and nothing more is recorded.
template <typename Work>
void Session::harmlessly(Work work) noexcept try {
  work();
} catch (...) {
  broken_ = true;
}

void Session::record_started() noexcept {
  harmlessly([&] {
    Fields data;
    // werf's own events have no key for no options.
    if (!command_options_.empty()) {
      data.push_back({std::string(field::kCommandOptions), std::exchange(command_options_, {})});
    }
    record_at(started_unix_ms_, kCommandStarted, std::move(data));
  });
}

void Session::record_exited(int exit_code) noexcept {
  harmlessly([&] {
    const std::int64_t duration_ms = clock_.steady_ms() - started_steady_ms_;
    record_at(clock_.unix_ms(), kCommandExited, exit_data(exit_code, duration_ms));
  });
}

void Session::record(std::string_view type, Fields data) noexcept {
  harmlessly([&] { record_at(clock_.unix_ms(), type, std::move(data)); });
}

void Session::record_at(std::int64_t ts_ms, std::string_view type, Fields data) {
  if (broken_) return;
  if (!become(ts_ms, type, std::move(data))) return;
  if (write()) {
    has_recorded_ = true;
  } else {
    broken_ = true;
  }
}

bool Session::become(std::int64_t ts_ms, std::string_view type, Fields data) {
  event_.ts_ms = ts_ms;
  event_.event_type = type;
  event_.data = std::move(data);
  return make_recordable(contract_, event_, clock_.unix_ms());
}

std::unique_ptr<LastWords> Session::last_words() {
  if (broken_ || !become(0, kCommandExited, exit_data(0, 0))) return nullptr;
  return std::make_unique<LastWords>(to_json(event_), options_.state, options_.log_file,
                                     started_steady_ms_);
}

Status Session::write() const {
  const std::string line = to_json(event_);
  // The user's own file first: what it could not be told is not recorded.
  if (!options_.log_file.empty()) {
    if (const Status told = append_to_log_file(options_.log_file, line); !told) return told;
  }
  return append_to_log(options_.state, line);
}

}  // namespace overt

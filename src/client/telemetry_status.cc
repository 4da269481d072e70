#include "client/telemetry_status.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "client/json_facts.h"
#include "client/log.h"
#include "client/log_segments.h"
#include "client/start_sender.h"

namespace overt {
namespace {

TelemetryState state_of(const Consent& consent) {
  if (!consent.recording) return TelemetryState::kOff;
  return consent.sending ? TelemetryState::kOn : TelemetryState::kLocal;
}

// A contract of which nothing is known but the name has the sources that every tool has.
KnownConsent read_consent_without_contract(const ToolOfUser& tool) {
  const Contract nameless{.app = tool.app};
  const ConsentInputs inputs =
      read_consent_inputs(nameless, tool.version, tool.environment, std::string(kPolicyDirectory));
  KnownConsent known;
  for (const Opinion& opinion : decide_consent(inputs).opinions) {
    const bool is_policy =
        std::ranges::count(inputs.policies, opinion.source, &ConsentFile::path) > 0;
    const bool is_known =
        opinion.source == "DO_NOT_TRACK" || is_policy || opinion.source == inputs.user_choice.path;
    if (is_known) known.opinions.push_back(opinion);
  }
  // Nothing comes before DO_NOT_TRACK; before all others comes the tool's own variable.
  const bool is_off = !known.opinions.empty() && known.opinions[0].answer == Answer::kOff &&
                      known.opinions[0].source == "DO_NOT_TRACK";
  if (!is_off) return known;
  known.state = TelemetryState::kOff;
  known.decided_by = 0;
  return known;
}

std::int64_t size_of_file(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(bytes);
}

Result<std::int64_t> size_of_log(const StateDirectory& state) {
  const Result<std::vector<std::int64_t>> finished = finished_segments(state);
  if (!finished) return finished.error();
  std::int64_t bytes = size_of_file(state.events());
  for (const std::int64_t number : *finished) {
    bytes += size_of_file(finished_segment_path(state, number));
  }
  return bytes;
}

// Counts without keeping: a full log is 5 MiB of lines.
Status count_queued(const StateDirectory& state, TelemetryStatus& status) {
  constexpr std::size_t kLinesAtATime = 1000;
  LogPosition next = status.cursor.position;
  for (;;) {
    const Result<std::vector<LogLine>> lines = read_log(state, next, kLinesAtATime);
    if (!lines) return lines.error();
    if (lines->empty()) return Ok{};
    if (status.queued == 0) {
      const std::optional<JsonFacts> first = JsonFacts::read(lines->front().text);
      if (first) status.oldest_ms = first->integer("ts").value_or(0);
    }
    status.queued += static_cast<std::int64_t>(lines->size());
    next = lines->back().end;
  }
}

}  // namespace

KnownConsent read_consent(const ToolOfUser& tool) {
  if (tool.contract == nullptr) return read_consent_without_contract(tool);
  Consent consent = decide_consent(read_consent_inputs(
      *tool.contract, tool.version, tool.environment, std::string(kPolicyDirectory)));
  return {.state = state_of(consent),
          .opinions = std::move(consent.opinions),
          .decided_by = consent.decided_by};
}

Result<TelemetryStatus> read_status(const ToolOfUser& tool, std::int64_t now_ms) {
  TelemetryStatus status{.consent = read_consent(tool),
                         .cursor = load_cursor(tool.state.cursor()),
                         .sender_at_work = sender_is_at_work(tool.state)};
  const Result<std::int64_t> bytes = size_of_log(tool.state);
  if (!bytes) return bytes.error();
  status.log_bytes = *bytes;
  if (const Status counted = count_queued(tool.state, status); !counted) return counted.error();
  Result<std::vector<Receipt>> receipts = read_receipts(tool.state);
  if (!receipts) return receipts.error();
  if (!receipts->empty()) status.last_receipt = receipts->back();
  if (tool.contract == nullptr) return status;

  status.endpoint = user_endpoint(*tool.contract, tool.environment);
  if (status.endpoint.empty()) status.endpoint = tool.contract->endpoint;
  if (has_to_wait(status.cursor, status.endpoint, now_ms)) {
    status.not_before_ms = status.cursor.not_before_ms;
  }
  return status;
}

}  // namespace overt

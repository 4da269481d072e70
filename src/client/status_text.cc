// The half of telemetry_status.h that says what was found.
#include <algorithm>
#include <string_view>

#include "base/printable.h"
#include "client/telemetry_status.h"
#include "client/user_words.h"
#include "model/json_writer.h"

namespace overt {
namespace {

std::string headline(const ToolOfUser& tool, const KnownConsent& consent) {
  const std::string of_tool = "Telemetry of " + tool.app + " is ";
  switch (consent.state) {
    case TelemetryState::kOn:
      return of_tool + "on: runs are recorded and sent\n";
    case TelemetryState::kLocal:
      return of_tool + "local: runs are recorded and never sent\n";
    case TelemetryState::kOff:
      return of_tool + "off: nothing is recorded, nothing is sent\n";
    case TelemetryState::kUnknown:
      break;
  }
  return "Whether telemetry of " + tool.app +
         " is on cannot be told: " + printable(tool.why_unknown) + "\n";
}

std::string sources(const ToolOfUser& tool, const KnownConsent& consent) {
  std::string text = tool.contract != nullptr
                         ? "The first of these that speaks decides:\n"
                         : "Of what decides, these do not depend on its contract (the tool's own "
                           "variable comes second,\nits default last):\n";
  std::size_t width = 0;
  for (const Opinion& opinion : consent.opinions) width = std::max(width, opinion.source.size());
  for (std::size_t i = 0; i < consent.opinions.size(); ++i) {
    const Opinion& opinion = consent.opinions[i];
    text += consent.decided_by == i ? "=> " : "   ";
    text += printable(opinion.source) + std::string(width - opinion.source.size() + 2, ' ');
    text += printable(opinion.reason) + "\n";
  }
  return text;
}

std::string queue(const TelemetryStatus& status, std::int64_t now_ms) {
  std::string text = count_of(status.queued, "event");
  if (status.oldest_ms == 0) return text;
  text += status.queued == 1 ? ", of " : ", the oldest of ";
  return text + local_time(status.oldest_ms) + " (" + time_span(now_ms - status.oldest_ms) +
         " ago)";
}

std::string next_attempt(const ToolOfUser& tool, const TelemetryStatus& status) {
  switch (status.consent.state) {
    case TelemetryState::kOff:
      return status.queued == 0 ? "none while telemetry is off"
                                : "none while telemetry is off; `" + command_for(tool, "purge") +
                                      "` removes what is queued";
    case TelemetryState::kLocal:
      return "none: what is recorded stays here";
    case TelemetryState::kUnknown:
      return "unknown, as its contract is";
    case TelemetryState::kOn:
      break;
  }
  if (status.endpoint.empty()) return "none: no endpoint is named";
  if (status.sender_at_work) return "a sender is at work now";
  if (status.not_before_ms > 0) {
    return "not before " + local_time(status.not_before_ms) + ", for the last one failed (" +
           printable(status.cursor.why) + ")";
  }
  return "with the next command of " + tool.app + ", or at once by `" + command_for(tool, "send") +
         "`";
}

std::string_view name_of(TelemetryState state) {
  switch (state) {
    case TelemetryState::kOn:
      return "on";
    case TelemetryState::kLocal:
      return "local";
    case TelemetryState::kOff:
      return "off";
    case TelemetryState::kUnknown:
      break;
  }
  return "unknown";
}

std::string_view name_of(Answer answer) {
  switch (answer) {
    case Answer::kOn:
      return "on";
    case Answer::kLocal:
      return "local";
    case Answer::kOff:
      return "off";
    case Answer::kSilent:
      break;
  }
  return "silent";
}

void write_text(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  json.string(text);
}

void write_number(JsonWriter& json, std::string_view key, std::int64_t number) {
  json.key(key);
  json.integer(number);
}

void write_sources(JsonWriter& json, const KnownConsent& consent) {
  write_text(json, "state", name_of(consent.state));
  if (consent.decided_by) {
    write_text(json, "decidedBy", consent.opinions[*consent.decided_by].source);
  }
  json.key("sources");
  json.begin_array();
  for (const Opinion& opinion : consent.opinions) {
    json.begin_object();
    write_text(json, "source", opinion.source);
    write_text(json, "answer", name_of(opinion.answer));
    write_text(json, "reason", opinion.reason);
    json.end_object();
  }
  json.end_array();
}

void write_receipt(JsonWriter& json, const Receipt& receipt) {
  json.key("lastReceipt");
  json.begin_object();
  write_number(json, "ts", receipt.time_ms);
  write_number(json, "count", receipt.count);
  write_text(json, "endpoint", receipt.endpoint);
  write_number(json, "status", receipt.status);
  write_text(json, "why", receipt.why);
  write_number(json, "rejected", receipt.rejected);
  json.key("settled");
  json.boolean(has_settled(receipt));
  json.end_object();
}

}  // namespace

std::string status_text(const ToolOfUser& tool, const TelemetryStatus& status,
                        std::int64_t now_ms) {
  std::string text = headline(tool, status.consent) + "\n" + sources(tool, status.consent) + "\n";
  if (tool.contract != nullptr) {
    text += "Endpoint      " +
            (status.endpoint.empty() ? "none is named" : printable(status.endpoint)) + "\n";
  }
  text += "Log           " + printable(tool.state.events()) + " (" +
          (status.log_bytes == 0 ? "nothing is recorded" : size_of_bytes(status.log_bytes)) + ")\n";
  text += "Queued        " + queue(status, now_ms) + "\n";
  text += "Last receipt  " +
          (status.last_receipt
               ? local_time(status.last_receipt->time_ms) + ": " + words_of(*status.last_receipt)
               : "none: nothing was sent") +
          "\n";
  text += "Next attempt  " + next_attempt(tool, status) + "\n";
  // Also where none should be: one that was started before telemetry was turned off.
  if (status.sender_at_work) text += "Sender        at work now\n";
  return text;
}

std::string status_json(const ToolOfUser& tool, const TelemetryStatus& status) {
  JsonWriter json;
  json.begin_object();
  write_text(json, "app", tool.app);
  write_sources(json, status.consent);
  if (!status.endpoint.empty()) write_text(json, "endpoint", status.endpoint);
  write_text(json, "log", tool.state.events());
  write_number(json, "logBytes", status.log_bytes);
  write_number(json, "queued", status.queued);
  if (status.oldest_ms > 0) write_number(json, "oldestQueuedTs", status.oldest_ms);
  if (status.last_receipt) write_receipt(json, *status.last_receipt);
  if (status.not_before_ms > 0) {
    write_number(json, "notBeforeMs", status.not_before_ms);
    write_text(json, "waitsBecauseOf", status.cursor.why);
  }
  json.key("senderAtWork");
  json.boolean(status.sender_at_work);
  json.end_object();
  return std::move(json).take() + "\n";
}

}  // namespace overt

#include "client/user_choice.h"

#include <filesystem>

#include "base/file.h"
#include "base/printable.h"
#include "client/telemetry_status.h"
#include "client/user_words.h"

namespace overt {
namespace {

// Somebody who comes before the user's choice has decided something else.
std::string overruled(const ToolOfUser& tool, const KnownConsent& consent, bool on) {
  if (!consent.decided_by) return "";
  const Opinion& decision = consent.opinions[*consent.decided_by];
  const bool is_off = consent.state == TelemetryState::kOff;
  if (is_off != on) return "";
  return "But telemetry of " + tool.app + " is " + (is_off ? "off" : "on") + ": " +
         printable(decision.source) + " " + printable(decision.reason) + ", and comes first.\n";
}

std::string what_stays(const ToolOfUser& tool, const TelemetryStatus& status) {
  std::string text;
  if (status.queued > 0) {
    text = count_of(status.queued, "event");
    text += status.queued == 1 ? " is still queued; it is" : " are still queued; they are";
    text += " not sent any more. ";
  } else if (status.log_bytes > 0) {
    text = "What was recorded stays in " + printable(tool.state.path) + ". ";
  } else {
    return "";
  }
  text += "To remove it: " + command_for(tool, "purge") + "\n";
  if (!status.sender_at_work) return text;
  return text + "A sender is at work; what it has begun to send may still arrive.\n";
}

}  // namespace

Result<std::string> keep_user_choice(const ToolOfUser& tool, bool on, std::int64_t now_ms) {
  const Result<std::string> path = user_choice_path(tool.environment, tool.app);
  if (!path) return path.error();
  const Status made = make_directories(std::filesystem::path(*path).parent_path());
  if (!made) return made.error();
  const Status written = write_file_atomically(*path, on ? "on\n" : "off\n");
  if (!written) return written.error();
  std::string text = "Your choice for " + tool.app + " is kept: " + (on ? "on" : "off") + " (" +
                     printable(*path) + ")\n";
  const std::string other = overruled(tool, read_consent(tool), on);
  if (on || !other.empty()) return text + other;
  text += "Nothing is recorded or sent from now on.\n";
  // That something else cannot be read takes nothing from the choice.
  const Result<TelemetryStatus> status = read_status(tool, now_ms);
  return status ? text + what_stays(tool, *status) : text;
}

}  // namespace overt

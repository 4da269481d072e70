// Where one tool's telemetry lives in a user's home. Paths only; nothing is opened or made here.
#pragma once

#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/result.h"

namespace overt {

// ${XDG_STATE_HOME:-~/.local/state}/overt/<app>, without a slash at the end, and what is in it.
// docs/log-format.md describes each file.
struct StateDirectory {
  std::string path;

  std::string events() const { return path + "/events.ndjson"; }
  std::string receipts() const { return path + "/receipts.ndjson"; }
  std::string cursor() const { return path + "/cursor.json"; }
  std::string next_cursor() const { return cursor() + ".next"; }  // about to take its place
  std::string losses() const { return path + "/losses.ndjson"; }
  std::string contract() const { return path + "/contract.toml"; }
  std::string notice() const { return path + "/notice"; }            // there once the user was told
  std::string log_lock() const { return path + "/log.lock"; }        // held while the log rotates
  std::string sender_lock() const { return path + "/sender.lock"; }  // held by the one sender
  // Held by the one sender that stays for what comes next.
  std::string staying_lock() const { return path + "/staying.lock"; }
  // Held by the one sender that stays with a run.
  std::string attached_lock() const { return path + "/attached.lock"; }
};

// An error if neither XDG_STATE_HOME nor HOME is an absolute path (XDG Base Directory 0.8).
Result<StateDirectory> state_directory(const Environment& environment, std::string_view app);

// ${XDG_CONFIG_HOME:-~/.config}/overt/<app>/consent: holds the user's choice, `on` or `off`.
Result<std::string> user_choice_path(const Environment& environment, std::string_view app);

}  // namespace overt

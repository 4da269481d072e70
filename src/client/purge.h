// Removes what was recorded about a user's runs of a tool. The user's choice, on or off, stays: it
// is kept elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/state.h"

namespace overt {

struct PurgedFile {
  std::string name;  // in the state directory
  std::int64_t bytes = 0;
};

struct Purged {
  std::vector<PurgedFile> removed;  // by name
  std::vector<std::string> left;    // names of what overt has not made
  bool directory_is_gone = false;
};

// Removes the log, the receipts, the cursor, the contract's copy, the notice and the locks, and the
// directory if nothing else is in it. Only regular files with the names that overt gives are its
// own; whatever else is there stays, and no symlink is followed. Fine if nothing is there. An
// error, and nothing removed, if a sender is at work; an error names the file that cannot be
// removed. A run that records meanwhile begins a new log.
Result<Purged> purge(const StateDirectory& state);

// What became of it, for people, several lines.
std::string words_of(const Purged& purged, const StateDirectory& state);

}  // namespace overt

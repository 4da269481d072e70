// Locks of the sender: files that hold nothing and that one process at a time holds.
#pragma once

#include <optional>
#include <string>

#include "base/file.h"
#include "base/result.h"

namespace overt {

// Held as long as the descriptor lives; nothing if another process holds it. Makes the file (0600)
// if it is missing, follows no symlink, never waits.
Result<std::optional<UniqueFd>> try_to_lock(const std::string& path);

}  // namespace overt

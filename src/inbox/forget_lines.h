// Events that must go out of the inbox's file, byte for byte.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "inbox/sqlite.h"

namespace overt {

// Inbox::forget_lines() on the connection that writes. A kill at any moment leaves a file in order;
// done again, it finishes.
Result<std::int64_t> forget_lines(SqliteConnection& connection, const std::string& app,
                                  std::span<const std::string> texts);

}  // namespace overt

// Where the sender is in the log, kept from one run to the next in cursor.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "client/log.h"

namespace overt {

// One line with eight values, of which one is an endpoint; a larger file is not a cursor.
inline constexpr std::size_t kCursorBytesMax = 4096;

struct Cursor {
  LogPosition position;            // all lines before it are done with
  int attempts = 0;                // that failed, in a row
  std::int64_t not_before_ms = 0;  // Unix time; earlier there is no next attempt
  std::int64_t lost = 0;           // events that went unsent, and no server was told of yet
  std::int64_t losses_offset = 0;  // bytes of losses.ndjson that are in `lost`, or were
  std::string why;                 // the last attempt failed
  std::string endpoint;            // that the failures are about; another one starts afresh

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// One line of JSON, its newline included.
std::string to_json(const Cursor& cursor);

// The beginning of the log for any text that is not a cursor: lines that are sent twice are known
// by their identity, lines that are passed over would be lost.
Cursor cursor_from_json(std::string_view text);

// The cursor in the file at `path`; the beginning of the log if there is none that can be read.
Cursor load_cursor(const std::string& path);

// Replaces the file whole.
Status save_cursor(const std::string& path, const Cursor& cursor);

// The same in two steps: what waits for the disk, in a file beside it, and what others see.
Status prepare_cursor(const StateDirectory& state, const Cursor& cursor);
Status commit_cursor(const StateDirectory& state);

}  // namespace overt

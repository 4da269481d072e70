// What a tool's own process reads of the sender's cursor, as sender/cursor.h writes it. A hint: the
// tool links no reader of JSON, and the sender may be about to write another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/log.h"
#include "client/state.h"

namespace overt {

// One line with eight values, of which one is an endpoint; a larger file is not a cursor.
inline constexpr std::size_t kCursorBytesMax = 4096;

// The text of cursor.json; empty if there is none that can be read.
std::string cursor_text(const StateDirectory& state);

// Where all lines before are done with; the beginning of the log for any text that is not a cursor.
LogPosition cursor_position(std::string_view cursor);

// Unix time before which there is no next attempt; 0 if the text names none.
std::int64_t cursor_not_before_ms(std::string_view cursor);

// Whether it is about an endpoint that begins so.
bool cursor_is_about(std::string_view cursor, std::string_view endpoint);

}  // namespace overt

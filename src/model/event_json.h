// An event as JSON: the line of the log, and what the telemetry page shows.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/event.h"
#include "model/json_writer.h"

namespace overt {

// Keys in the order of the telemetry page, no newline at the end. Needs no library.
std::string to_json(const Event& event, JsonStyle style = JsonStyle::kLine);

// One object: what `eventData` and `attributes` hold.
std::string to_json(const Fields& fields);

// The event that `text` is, white space aside. Refuses what is not an event: a key that is missing,
// unknown, given twice or of another type, a number that is no 64-bit integer, a userID in
// schema 1. The error names the key, never its value.
Result<Event> event_from_json(std::string_view text);

// The fields of one object, for the parts of an event that travel as text of their own.
Result<Fields> fields_from_json(std::string_view text);

}  // namespace overt

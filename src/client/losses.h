// Losses: events that were recorded, and went with an old part of the log before they were sent.
// Each is one line of losses.ndjson, until the sender has told of it. docs/log-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "client/log.h"
#include "client/log_segments.h"

namespace overt {

// A line is some 90 bytes and stands for some 3,000 runs of a command, so this is two million runs
// of which no sender has told; what is lost after them is not counted.
inline constexpr std::size_t kLossesBytesMax = std::size_t{64} << 10;

// The part of a segment that went unsent.
struct Loss {
  std::int64_t time_ms = 0;  // Unix time
  std::int64_t segment = 1;
  std::int64_t begin = 0;   // bytes in the segment
  std::int64_t end = 0;     // bytes in the segment
  std::int64_t events = 0;  // lines that a reader of the log would have met in between

  friend bool operator==(const Loss&, const Loss&) = default;
};

// What would go with the finished segment `number` while the sender is at `cursor`; nothing if it
// has been there. Reads the rest of the segment: some 0.5 ms for a whole one.
std::optional<Loss> count_loss(const StateDirectory& state, std::int64_t number, LogPosition cursor,
                               std::int64_t now_ms);

// One line of JSON, its newline included.
std::string to_json(const Loss& loss);

// Whether the last line of this file is about the same part: its writer was killed before the
// segment was gone.
bool is_noted(const OpenSegment& losses, const Loss& loss);

}  // namespace overt

// The log: the queue of what may be sent, as text the user can read. One event a line.
// docs/log-format.md describes the files; this header holds its constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "client/state.h"

namespace overt {

// The log as a whole stays under this. A run of a command is some 800 bytes, so it holds about
// 6,000 runs.
inline constexpr std::size_t kLogBytesMax = 5 * 1024 * 1024;

// How far a full segment may grow while another process is rotating it: 64 of the longest lines,
// some 600 of the usual ones, in the microseconds that a rotation takes. If the one that rotates
// was stopped just there, lines beyond this are not recorded until it goes on.
inline constexpr std::size_t kLogSlackBytes = 256 * 1024;

// Of the log's two segments, each.
inline constexpr std::size_t kLogSegmentBytesMax = kLogBytesMax / 2 - kLogSlackBytes;

// A place in the log. Segments are numbered from 1 in the order in which they were begun: when
// `events.ndjson` is full it becomes `events.N.ndjson`, segment N, and the one before it goes.
// So the number of `events.ndjson` is one more than that of the finished segment, or 1.
struct LogPosition {
  std::int64_t segment = 1;
  std::int64_t offset = 0;  // bytes

  friend auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

// Appends `line`, to which the newline is added here, by one write with O_APPEND, and rotates a
// segment that is full. Makes the directory (0700) and the file (0600) if they are missing. Follows
// no symlink, writes only to regular files of this user with one name, waits for no lock. Threads
// and processes: any number at once. Once this returns Ok, a reader that follows the log meets the
// line; it meets it twice in the rare case that the segment was renamed during the write. An error
// if the line with its newline is over kEventLineBytesMax, has a newline in it, or anything else
// stands in the way.
Status append_to_log(const StateDirectory& state, std::string_view line);

// The same for a file that the user named (<PREFIX>_TELEMETRY_LOG_FILE): follows symlinks, takes
// devices and FIFOs with a reader, never waits, never rotates, makes no directory.
Status append_to_log_file(const std::string& path, std::string_view line);

struct LogLine {
  std::string text;   // without its newline
  LogPosition begin;  // of its first byte
  LogPosition end;    // just past its newline
};

// Up to `lines_max` whole lines from `from` on, oldest first; empty at the end. A last line without
// its newline is not there yet; empty lines and lines over kEventLineBytesMax are no events and are
// passed over. A `from` in a segment that is gone is moved to the oldest line, one past an end that
// the user cut off to the beginning of its segment, and one inside a line to the next line.
// An empty result if there is no log at all. Lines of more than `bytes_max` together end with the
// one that goes over it.
Result<std::vector<LogLine>> read_log(
    const StateDirectory& state, LogPosition from, std::size_t lines_max,
    std::size_t bytes_max = std::numeric_limits<std::size_t>::max());

}  // namespace overt

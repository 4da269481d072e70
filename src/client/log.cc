#include "client/log.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/clock.h"
#include "base/file.h"
#include "client/cursor.h"
#include "client/log_segments.h"
#include "client/losses.h"
#include "client/write_signals.h"
#include "model/limits.h"

namespace overt {
namespace {

// How often a writer tries to rotate a full segment while another process is at it, which takes
// that one some 20 µs; after that the line goes into the slack.
constexpr int kRotationAttemptsMax = 32;

// How often a line is written at most. Each time but the last the segment was renamed between two
// system calls, which happens once in thousands of lines.
constexpr int kWritesMax = 4;

// One write, so that lines of several processes do not mix.
Status write_text(int fd, std::string_view text, const std::string& path) {
  const WriteSignalsHeld held;
  ssize_t written = -1;
  do {
    written = ::write(fd, text.data(), text.size());
  } while (written < 0 && errno == EINTR);
  if (written < 0) {
    const Error error = errno_error("write", path);
    held.take_back();
    return error;
  }
  if (static_cast<std::size_t>(written) < text.size()) {
    return Error{"cannot write " + path + ": no space for a whole line"};
  }
  return Ok{};
}

Status check_line(std::string_view line) {
  if (line.size() + 1 > kEventLineBytesMax) {
    return Error{"cannot record an event: its line is over " + std::to_string(kEventLineBytesMax) +
                 " bytes"};
  }
  if (line.find('\n') != std::string_view::npos) {
    return Error{"cannot record an event: it is more than one line"};
  }
  return Ok{};
}

Result<OpenSegment> open_or_make(const StateDirectory& state, const std::string& path) {
  constexpr int kFlags = O_RDWR | O_APPEND | O_CREAT;
  for (const bool may_make_directory : {true, false}) {
    Result<std::optional<OpenSegment>> file = open_segment(path, kFlags);
    if (!file) return file.error();
    if (*file) return std::move(**file);
    if (!may_make_directory) break;
    if (const Status made = make_directories(state.path); !made) return made.error();
  }
  return Error{"cannot make " + path + ": its directory is gone"};
}

// A full disk or a kill may have left part of a line at the end. It must not spoil the next one.
bool ends_inside_a_line(const OpenSegment& segment) {
  char last = '\n';
  return segment.bytes > 0 && ::pread(segment.fd.get(), &last, 1, segment.bytes - 1) == 1 &&
         last != '\n';
}

// Writes down what will go with a segment before it was sent. If that is not possible, it goes
// uncounted: the log has to stay under its limit, and the tool must not notice.
void note_loss(const StateDirectory& state, std::int64_t number, LogPosition cursor) {
  const auto loss = count_loss(state, number, cursor, SystemClock().unix_ms());
  if (!loss) return;
  const Result<OpenSegment> file = open_or_make(state, state.losses());
  if (!file || is_noted(*file, *loss)) return;
  const std::string line = to_json(*loss);
  if (static_cast<std::size_t>(file->bytes) + line.size() >= kLossesBytesMax) return;
  const std::string text = ends_inside_a_line(*file) ? "\n" + line : line;
  static_cast<void>(write_text(file->fd.get(), text, state.losses()));
}

// Makes room: `full` becomes the finished segment, and the one before it goes. Fine if another
// process has done so already; an error, and nothing done, if another process is doing so.
Status rotate(const StateDirectory& state, const FileIdentity& full) {
  const Result<UniqueFd> lock = try_to_lock_log(state);
  if (!lock) return lock.error();
  if (!leads_to(state.events(), full)) return Ok{};

  const Result<std::vector<std::int64_t>> older = finished_segments(state);
  if (!older) return older.error();
  const std::int64_t number = older->empty() ? 1 : older->back() + 1;
  // Renamed before the older one goes: a process killed in between leaves a segment too many, which
  // the next rotation removes, and never one too few.
  if (::rename(state.events().c_str(), finished_segment_path(state, number).c_str()) != 0) {
    return errno_error("rename", state.events());
  }
  LogPosition cursor = load_cursor(state.cursor()).position;
  // The user removed the log, and a new one began.
  if (cursor.segment > number + 1) cursor = LogPosition{};
  for (const std::int64_t gone : *older) {
    note_loss(state, gone, cursor);
    ::unlink(finished_segment_path(state, gone).c_str());
  }
  return Ok{};
}

// The segment that takes `bytes` more; rotates the log if the one there is full.
Result<OpenSegment> open_with_room(const StateDirectory& state, std::size_t bytes) {
  for (int attempt = 1;; ++attempt) {
    Result<OpenSegment> segment = open_or_make(state, state.events());
    if (!segment) return segment;
    const std::size_t bytes_after = static_cast<std::size_t>(segment->bytes) + bytes;
    if (bytes_after <= kLogSegmentBytesMax) return segment;
    if (attempt == kRotationAttemptsMax) {
      if (bytes_after <= kLogSegmentBytesMax + kLogSlackBytes) return segment;
      return Error{"cannot write " + state.events() + ": it is full and cannot be rotated"};
    }
    // Whoever holds the lock may have been stopped with it, and is not waited for.
    if (!rotate(state, segment->identity)) ::sched_yield();
  }
}

}  // namespace

Result<UniqueFd> try_to_lock_log(const StateDirectory& state) {
  Result<OpenSegment> lock = open_or_make(state, state.log_lock());
  if (!lock) return lock.error();
  if (::flock(lock->fd.get(), LOCK_EX | LOCK_NB) != 0) return errno_error("lock", state.log_lock());
  return std::move(lock->fd);
}

Status append_to_log(const StateDirectory& state, std::string_view line) {
  if (const Status fine = check_line(line); !fine) return fine;
  const std::string text = std::string(line) + "\n";

  for (int count = 1; count <= kWritesMax; ++count) {
    const Result<OpenSegment> segment = open_with_room(state, text.size());
    if (!segment) return segment.error();
    const std::string whole = ends_inside_a_line(*segment) ? "\n" + text : text;
    const Status written = write_text(segment->fd.get(), whole, state.events());
    // Had the segment been renamed before the write, a reader might be past its end already, and
    // the line would be in the log but never sent. Written once more it is sent at least once; it
    // is the same line with the same identity, so it counts once.
    if (!written || leads_to(state.events(), segment->identity)) return written;
  }
  return Error{"cannot write " + state.events() + ": it is replaced all the time"};
}

Status append_to_log_file(const std::string& path, std::string_view line) {
  if (const Status fine = check_line(line); !fine) return fine;
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const UniqueFd fd(::open(path.c_str(), kFlags, 0600));
  if (!fd) return errno_error("open", path);
  return write_text(fd.get(), std::string(line) + "\n", path);
}

}  // namespace overt

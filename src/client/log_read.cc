// The half of log.h that reads.
#include <fcntl.h>
#include <unistd.h>

#include <optional>

#include "client/log.h"
#include "client/log_segments.h"
#include "model/limits.h"

namespace overt {
namespace {

// Each attempt but the last ends because the log was rotated meanwhile: after thousands of lines.
constexpr int kOpenAttemptsMax = 8;

// A read of this size costs little more than one of a page.
constexpr std::size_t kChunkBytes = 64 * 1024;

struct NumberedSegment {
  std::int64_t number = 0;
  OpenSegment file;
};

using Segments = std::vector<NumberedSegment>;

// All segments that are there, oldest first; nothing if they changed on the way.
Result<std::optional<Segments>> try_to_open_segments(const StateDirectory& state) {
  const Result<std::vector<std::int64_t>> listed = finished_segments(state);
  if (!listed) return listed.error();
  const std::vector<std::int64_t>& finished = *listed;
  Segments segments;
  const auto add = [&segments](std::int64_t number, const std::string& path) -> Status {
    Result<std::optional<OpenSegment>> file = open_segment(path, O_RDONLY);
    if (!file) return file.error();
    if (*file) segments.push_back({number, std::move(**file)});
    return Ok{};
  };
  for (const std::int64_t number : finished) {
    if (const Status added = add(number, finished_segment_path(state, number)); !added) {
      return added.error();
    }
  }
  const std::int64_t active = finished.empty() ? 1 : finished.back() + 1;
  if (const Status added = add(active, state.events()); !added) return added.error();

  // Numbers only go up. If none was added while the files were opened, each has its own.
  const Result<std::vector<std::int64_t>> listed_again = finished_segments(state);
  if (!listed_again) return listed_again.error();
  if (*listed_again != finished) return std::optional<Segments>();
  return std::optional<Segments>(std::move(segments));
}

Result<Segments> open_segments(const StateDirectory& state) {
  for (int attempt = 1; attempt <= kOpenAttemptsMax; ++attempt) {
    Result<std::optional<Segments>> segments = try_to_open_segments(state);
    if (!segments) return segments.error();
    if (*segments) return std::move(**segments);
  }
  return Error{"cannot read the log in " + state.path + ": it is rotated all the time"};
}

// The lines of one segment from an offset on.
class SegmentReader {
 public:
  SegmentReader(const NumberedSegment& segment, std::int64_t offset)
      : number_(segment.number), fd_(segment.file.fd.get()) {
    if (offset <= 0 || offset > segment.file.bytes) return;
    buffer_begin_ = offset;
    char before = '\n';
    inside_a_line_ = ::pread(fd_, &before, 1, offset - 1) == 1 && before != '\n';
  }

  // The next line that may be an event; nothing at the end.
  Result<std::optional<LogLine>> next() {
    for (;;) {
      const auto newline = buffer_.find('\n', taken_);
      if (newline == std::string::npos) {
        const Result<bool> more = read_more();
        if (!more) return more.error();
        if (!*more) return std::optional<LogLine>();
        continue;
      }
      LogLine line{.text = buffer_.substr(taken_, newline - taken_),
                   .begin = position(taken_),
                   .end = position(newline + 1)};
      taken_ = newline + 1;
      const bool whole = !std::exchange(inside_a_line_, false);
      if (whole && !line.text.empty() && line.text.size() < kEventLineBytesMax) {
        return std::optional<LogLine>(std::move(line));
      }
    }
  }

 private:
  LogPosition position(std::size_t in_buffer) const {
    return {number_, buffer_begin_ + static_cast<std::int64_t>(in_buffer)};
  }

  // False at the end of the file.
  Result<bool> read_more() {
    // What is left is the beginning of a line. One that is too long for an event is not kept.
    if (buffer_.size() - taken_ >= kEventLineBytesMax) {
      inside_a_line_ = true;
      taken_ = buffer_.size();
    }
    buffer_.erase(0, taken_);
    buffer_begin_ += static_cast<std::int64_t>(taken_);
    taken_ = 0;

    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + kChunkBytes);
    const auto from = buffer_begin_ + static_cast<std::int64_t>(kept);
    const ssize_t count = ::pread(fd_, buffer_.data() + kept, kChunkBytes, from);
    if (count < 0) return errno_error("read segment", std::to_string(number_));
    buffer_.resize(kept + static_cast<std::size_t>(count));
    return count > 0;
  }

  std::int64_t number_;
  int fd_;
  std::string buffer_;
  std::int64_t buffer_begin_ = 0;  // where in the file the buffer begins
  std::size_t taken_ = 0;          // bytes of the buffer that have been given out
  bool inside_a_line_ = false;     // what comes next is the rest of a line that is passed over
};

}  // namespace

Result<std::vector<LogLine>> read_log(const StateDirectory& state, LogPosition from,
                                      std::size_t lines_max, std::size_t bytes_max) {
  Result<Segments> segments = open_segments(state);
  if (!segments) return segments.error();
  std::vector<LogLine> lines;
  std::size_t bytes = 0;
  if (segments->empty()) return lines;
  // A number that was never reached: the user removed the log, and a new one began.
  if (from.segment > segments->back().number) from = LogPosition{};

  for (const NumberedSegment& segment : *segments) {
    if (segment.number < from.segment) continue;
    SegmentReader reader(segment, segment.number == from.segment ? from.offset : 0);
    while (lines.size() < lines_max && bytes <= bytes_max) {
      Result<std::optional<LogLine>> line = reader.next();
      if (!line) return line.error();
      if (!*line) break;
      bytes += (*line)->text.size();
      lines.push_back(std::move(**line));
    }
  }
  return lines;
}

}  // namespace overt

#include "client/losses.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "model/limits.h"

namespace overt {
namespace {

// No segment is larger, unless another hand has written it: what is behind is not counted, so that
// no file can keep a tool waiting.
constexpr auto kCountedBytesMax = static_cast<std::int64_t>(kLogSegmentBytesMax + kLogSlackBytes);

// A read of this size costs little more than one of a page.
constexpr std::size_t kChunkBytes = 64 * 1024;

// Counts the lines that read_log() would give.
class LineCounter {
 public:
  void add(std::string_view bytes) {
    for (;;) {
      const auto newline = bytes.find('\n');
      if (newline == std::string_view::npos) break;
      const std::size_t line_bytes = unfinished_bytes_ + newline;
      if (line_bytes > 0 && line_bytes < kEventLineBytesMax) ++lines_;
      unfinished_bytes_ = 0;
      bytes.remove_prefix(newline + 1);
    }
    unfinished_bytes_ += bytes.size();
  }
  std::int64_t lines() const { return lines_; }

 private:
  std::int64_t lines_ = 0;
  std::size_t unfinished_bytes_ = 0;
};

std::int64_t count_lines(int fd, std::int64_t begin, std::int64_t end) {
  LineCounter counter;
  std::string chunk(kChunkBytes, '\0');
  while (begin < end) {
    const auto wanted = std::min(chunk.size(), static_cast<std::size_t>(end - begin));
    const ssize_t count = ::pread(fd, chunk.data(), wanted, begin);
    if (count <= 0) break;
    counter.add({chunk.data(), static_cast<std::size_t>(count)});
    begin += count;
  }
  return counter.lines();
}

// What tells one loss from another.
std::string place_of(const Loss& loss) {
  std::string json = "\"segment\":";
  json.append(std::to_string(loss.segment)).append(",\"begin\":");
  json.append(std::to_string(loss.begin)).append(",\"end\":");
  return json.append(std::to_string(loss.end)).append(",");
}

}  // namespace

std::optional<Loss> count_loss(const StateDirectory& state, std::int64_t number, LogPosition cursor,
                               std::int64_t now_ms) {
  if (cursor.segment > number) return std::nullopt;
  const auto segment = open_segment(finished_segment_path(state, number), O_RDONLY);
  if (!segment || !*segment) return std::nullopt;
  Loss loss{.time_ms = now_ms, .segment = number};
  loss.end = std::min((*segment)->bytes, kCountedBytesMax);
  // As read_log() does with a place behind the end.
  const bool is_inside = cursor.segment == number && cursor.offset <= (*segment)->bytes;
  loss.begin = is_inside ? std::min(cursor.offset, loss.end) : 0;
  loss.events = count_lines((*segment)->fd.get(), loss.begin, loss.end);
  if (loss.events == 0) return std::nullopt;
  return loss;
}

std::string to_json(const Loss& loss) {
  std::string json = "{\"ts\":";
  json.append(std::to_string(loss.time_ms)).append(",").append(place_of(loss));
  return json.append("\"events\":").append(std::to_string(loss.events)).append("}\n");
}

bool is_noted(const OpenSegment& losses, const Loss& loss) {
  // A line has at most some 130 bytes.
  std::string tail(256, '\0');
  const auto from =
      std::max<std::int64_t>(losses.bytes - static_cast<std::int64_t>(tail.size()), 0);
  const ssize_t count = ::pread(losses.fd.get(), tail.data(), tail.size(), from);
  tail.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (tail.ends_with('\n')) tail.pop_back();
  const std::string last = tail.substr(tail.rfind('\n') + 1);
  return last.find(place_of(loss)) != std::string::npos;
}

}  // namespace overt

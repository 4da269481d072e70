// Whatever bytes the log's files hold, and wherever a cursor leads, read_log() gives exactly the
// lines that a plain split of the same files gives; and taken in two steps, it gives them all as
// well.
//
// The input's first line has three numbers: the cursor's segment and offset, and how many lines the
// first step takes. After it come the segments, separated by kSeparator; the last one is in use.
// They are files: with TMPDIR=/dev/shm it tries several times as many.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "client/log.h"
#include "model/limits.h"

namespace {

using overt::LogLine;
using overt::LogPosition;

constexpr std::string_view kSeparator = "\x1e\n";
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

void add_lines(std::vector<LogLine>& lines, std::string_view text, std::int64_t segment,
               std::int64_t from) {
  if (from < 0 || from > static_cast<std::int64_t>(text.size())) from = 0;
  for (std::size_t begin = 0;;) {
    const auto newline = text.find('\n', begin);
    if (newline == std::string_view::npos) return;
    const auto bytes = newline - begin;
    const auto offset = static_cast<std::int64_t>(begin);
    if (offset >= from && bytes > 0 && bytes < overt::kEventLineBytesMax) {
      lines.push_back({.text = std::string(text.substr(begin, bytes)),
                       .begin = {segment, offset},
                       .end = {segment, static_cast<std::int64_t>(newline) + 1}});
    }
    begin = newline + 1;
  }
}

std::vector<LogLine> expected_lines(const std::vector<std::string_view>& segments,
                                    LogPosition from) {
  if (from.segment > static_cast<std::int64_t>(segments.size())) from = {};
  std::vector<LogLine> lines;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i) + 1;
    if (number < from.segment) continue;
    add_lines(lines, segments[i], number, number == from.segment ? from.offset : 0);
  }
  return lines;
}

bool is_same(const LogLine& one, const LogLine& other) {
  return one.text == other.text && one.begin == other.begin && one.end == other.end;
}

std::vector<LogLine> read(const overt::StateDirectory& state, LogPosition from, std::size_t max) {
  auto lines = overt::read_log(state, from, max);
  if (!lines || lines->size() > max) std::abort();
  return *std::move(lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const overt::testing::TemporaryDirectory directory;
  const overt::StateDirectory state{directory.path()};
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto head = std::min(input.find('\n'), input.size());
  LogPosition from;
  std::size_t first_step = kAll;
  std::istringstream(std::string(input.substr(0, head))) >> from.segment >> from.offset >>
      first_step;
  const auto segments = split(input.substr(std::min(head + 1, input.size())), kSeparator);

  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    std::filesystem::remove(entry);
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool in_use = i + 1 == segments.size();
    const std::string path =
        in_use ? state.events() : state.path + "/events." + std::to_string(i + 1) + ".ndjson";
    std::ofstream(path, std::ios::binary) << segments[i];
  }

  const std::vector<LogLine> expected = expected_lines(segments, from);
  if (!std::ranges::equal(read(state, from, kAll), expected, is_same)) std::abort();
  std::vector<LogLine> lines = read(state, from, first_step);
  if (lines.empty()) return 0;
  for (LogLine& line : read(state, lines.back().end, kAll)) lines.push_back(std::move(line));
  if (!std::ranges::equal(lines, expected, is_same)) std::abort();
  return 0;
}

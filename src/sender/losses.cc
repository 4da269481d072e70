#include "sender/losses.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "model/event_json.h"

namespace overt {
namespace {

std::optional<Loss> loss_from_json(std::string_view line) {
  const Result<Fields> fields = fields_from_json(line);
  if (!fields) return std::nullopt;
  const auto* time_ms = find_field<std::int64_t>(*fields, "ts");
  const auto* segment = find_field<std::int64_t>(*fields, "segment");
  const auto* begin = find_field<std::int64_t>(*fields, "begin");
  const auto* end = find_field<std::int64_t>(*fields, "end");
  const auto* events = find_field<std::int64_t>(*fields, "events");
  const bool whole = time_ms != nullptr && segment != nullptr && begin != nullptr &&
                     end != nullptr && events != nullptr;
  if (!whole) return std::nullopt;
  // More than fits would not be a count of lines.
  const bool possible = *begin >= 0 && *begin <= *end &&
                        *end <= static_cast<std::int64_t>(kLogBytesMax) && *events >= 0 &&
                        *events <= *end - *begin;
  if (!possible) return std::nullopt;
  return Loss{
      .time_ms = *time_ms, .segment = *segment, .begin = *begin, .end = *end, .events = *events};
}

}  // namespace

NotedLosses read_losses(const std::string& path, std::int64_t offset) {
  const Result<std::string> content = read_file(path, kLossesBytesMax);
  if (!content) return {};
  const auto bytes = static_cast<std::int64_t>(content->size());
  NotedLosses noted{.end = offset > bytes ? 0 : offset};
  for (;;) {
    const auto begin = static_cast<std::size_t>(noted.end);
    const auto newline = content->find('\n', begin);
    if (newline == std::string::npos) return noted;
    const auto loss = loss_from_json(std::string_view(*content).substr(begin, newline - begin));
    if (loss) noted.losses.push_back(*loss);
    noted.end = static_cast<std::int64_t>(newline) + 1;
  }
}

std::int64_t lines_in(const Loss& loss, std::span<const LogLine> lines) {
  return std::ranges::count_if(lines, [&loss](const LogLine& line) {
    return line.begin.segment == loss.segment && line.begin.offset >= loss.begin &&
           line.begin.offset < loss.end;
  });
}

}  // namespace overt

#include "sender/cursor.h"

#include <limits>

#include "base/file.h"
#include "model/event_json.h"
#include "model/json_writer.h"

namespace overt {
namespace {

bool is_within(const std::int64_t* number, std::int64_t min, std::int64_t max) {
  return number != nullptr && *number >= min && *number <= max;
}

}  // namespace

std::string to_json(const Cursor& cursor) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("segment");
  writer.integer(cursor.position.segment);
  writer.key("offset");
  writer.integer(cursor.position.offset);
  writer.key("attempts");
  writer.integer(cursor.attempts);
  writer.key("notBeforeMs");
  writer.integer(cursor.not_before_ms);
  writer.key("why");
  writer.string(cursor.why);
  writer.key("endpoint");
  writer.string(cursor.endpoint);
  writer.end_object();
  return std::move(writer).take() + "\n";
}

Cursor cursor_from_json(std::string_view text) {
  constexpr auto kAny = std::numeric_limits<std::int64_t>::max();
  const Result<Fields> fields = fields_from_json(text);
  if (!fields) return {};
  const auto* segment = find_field<std::int64_t>(*fields, "segment");
  const auto* offset = find_field<std::int64_t>(*fields, "offset");
  const auto* attempts = find_field<std::int64_t>(*fields, "attempts");
  const auto* not_before_ms = find_field<std::int64_t>(*fields, "notBeforeMs");
  const auto* why = find_field<std::string>(*fields, "why");
  const auto* endpoint = find_field<std::string>(*fields, "endpoint");
  const bool whole = is_within(segment, 1, kAny) && is_within(offset, 0, kAny) &&
                     is_within(attempts, 0, std::numeric_limits<int>::max()) &&
                     is_within(not_before_ms, 0, kAny) && why != nullptr && endpoint != nullptr;
  if (!whole) return {};
  return {.position = {.segment = *segment, .offset = *offset},
          .attempts = static_cast<int>(*attempts),
          .not_before_ms = *not_before_ms,
          .why = *why,
          .endpoint = *endpoint};
}

Cursor load_cursor(const std::string& path) {
  const Result<std::string> content = read_file(path, kCursorBytesMax);
  return content ? cursor_from_json(*content) : Cursor{};
}

Status save_cursor(const std::string& path, const Cursor& cursor) {
  return write_file_atomically(path, to_json(cursor));
}

}  // namespace overt

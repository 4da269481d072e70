#include "sender/cursor.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.h"
#include "model/json_writer.h"

namespace overt {
namespace {

using nlohmann::json;

std::optional<std::int64_t> number(const json& object, const char* key, std::int64_t min,
                                   std::int64_t max) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  // What is over the signed range would come out negative.
  if (found->is_number_unsigned() &&
      found->get<std::uint64_t>() > static_cast<std::uint64_t>(max)) {
    return std::nullopt;
  }
  const auto value = found->get<std::int64_t>();
  if (value < min || value > max) return std::nullopt;
  return value;
}

std::optional<std::string> text(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
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

Cursor cursor_from_json(std::string_view content) {
  constexpr auto kAny = std::numeric_limits<std::int64_t>::max();
  const json object = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return {};
  const auto segment = number(object, "segment", 1, kAny);
  const auto offset = number(object, "offset", 0, kAny);
  const auto attempts = number(object, "attempts", 0, std::numeric_limits<int>::max());
  const auto not_before_ms = number(object, "notBeforeMs", 0, kAny);
  const auto why = text(object, "why");
  const auto endpoint = text(object, "endpoint");
  if (!segment || !offset || !attempts || !not_before_ms || !why || !endpoint) return {};
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

#include "client/cursor_hint.h"

#include <charconv>

#include "base/file.h"

namespace overt {
namespace {

// What stands behind `key` in a line of JSON that overt itself has written. No value can be taken
// for a key: in it a quote stands behind a backslash.
std::string_view behind(std::string_view json, std::string_view key) {
  const auto found = json.find(key);
  return found == std::string_view::npos ? "" : json.substr(found + key.size());
}

std::int64_t number_behind(std::string_view json, std::string_view key, std::int64_t otherwise) {
  const std::string_view text = behind(json, key);
  std::int64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number < otherwise ? otherwise : number;
}

}  // namespace

std::string cursor_text(const StateDirectory& state) {
  Result<std::string> text = read_file(state.cursor(), kCursorBytesMax);
  return text ? *std::move(text) : "";
}

LogPosition cursor_position(std::string_view cursor) {
  // Half a cursor is none: an offset belongs to its segment.
  const LogPosition position{.segment = number_behind(cursor, "\"segment\":", 0),
                             .offset = number_behind(cursor, "\"offset\":", -1)};
  return position.segment < 1 || position.offset < 0 ? LogPosition{} : position;
}

std::int64_t cursor_not_before_ms(std::string_view cursor) {
  return number_behind(cursor, "\"notBeforeMs\":", 0);
}

bool cursor_is_about(std::string_view cursor, std::string_view endpoint) {
  return behind(cursor, "\"endpoint\":\"").starts_with(endpoint);
}

}  // namespace overt

#include "client/cursor.h"

#include <cstdio>
#include <limits>
#include <optional>

#include "base/file.h"
#include "client/json_facts.h"
#include "model/json_writer.h"

namespace overt {
namespace {

// Far more events than any log has seen, and far from overflow when counts are added.
constexpr std::int64_t kLostMax = std::int64_t{1} << 52;

bool is_within(std::optional<std::int64_t> number, std::int64_t min, std::int64_t max) {
  return number && *number >= min && *number <= max;
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
  writer.key("lost");
  writer.integer(cursor.lost);
  writer.key("lossesOffset");
  writer.integer(cursor.losses_offset);
  writer.key("why");
  writer.string(cursor.why);
  writer.key("endpoint");
  writer.string(cursor.endpoint);
  writer.end_object();
  return std::move(writer).take() + "\n";
}

Cursor cursor_from_json(std::string_view text) {
  constexpr auto kAny = std::numeric_limits<std::int64_t>::max();
  const std::optional<JsonFacts> facts = JsonFacts::read(text);
  if (!facts) return {};
  const auto segment = facts->integer("segment");
  const auto offset = facts->integer("offset");
  const auto attempts = facts->integer("attempts");
  const auto not_before_ms = facts->integer("notBeforeMs");
  // A cursor of an older version has neither.
  const auto lost = facts->integer("lost").value_or(0);
  const auto losses_offset = facts->integer("lossesOffset").value_or(0);
  const auto why = facts->text("why");
  const auto endpoint = facts->text("endpoint");
  const bool whole = is_within(segment, 1, kAny) && is_within(offset, 0, kAny) &&
                     is_within(attempts, 0, std::numeric_limits<int>::max()) &&
                     is_within(not_before_ms, 0, kAny) && is_within(lost, 0, kLostMax) &&
                     is_within(losses_offset, 0, kAny) && why && endpoint;
  if (!whole) return {};
  return {.position = {.segment = *segment, .offset = *offset},
          .attempts = static_cast<int>(*attempts),
          .not_before_ms = *not_before_ms,
          .lost = lost,
          .losses_offset = losses_offset,
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

Status prepare_cursor(const StateDirectory& state, const Cursor& cursor) {
  return write_file_atomically(state.next_cursor(), to_json(cursor));
}

Status commit_cursor(const StateDirectory& state) {
  if (::rename(state.next_cursor().c_str(), state.cursor().c_str()) == 0) return Ok{};
  return errno_error("write", state.cursor());
}

}  // namespace overt

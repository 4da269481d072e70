#include "inbox/event_rows.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/bytes.h"

namespace overt {
namespace {

// As this machine orders its bytes, as the keys of duplicates are.
struct Head {
  std::int64_t received_ms = 0;
  std::uint32_t app_bytes = 0;
  std::uint32_t line_bytes = 0;
  std::uint32_t checksum = 0;
  std::uint32_t unused = 0;
};
static_assert(sizeof(Head) == kPackedOverheadBytes);

// CRC-32 of what the head says before it and of the texts. Of zeros it is not 0.
std::uint32_t checksum_of(const Head& head, std::string_view texts) {
  const auto* const begin = reinterpret_cast<const Bytef*>(&head);
  const auto* const text = reinterpret_cast<const Bytef*>(texts.data());
  const uLong of_head = crc32_z(0, begin, offsetof(Head, checksum));
  return static_cast<std::uint32_t>(crc32_z(of_head, text, texts.size()));
}

}  // namespace

void append_event(std::string& events, const PackedEvent& event) {
  const std::size_t begin = events.size();
  events.resize(begin + sizeof(Head));
  events.append(event.app).append(event.line);
  Head head{.received_ms = event.received_ms,
            .app_bytes = static_cast<std::uint32_t>(event.app.size()),
            .line_bytes = static_cast<std::uint32_t>(event.line.size())};
  head.checksum = checksum_of(head, std::string_view(events).substr(begin + sizeof head));
  std::memcpy(events.data() + begin, &head, sizeof head);
}

std::optional<PackedEvent> take_event(std::string_view& events) {
  Head head;
  if (events.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, events.data(), sizeof head);
  const std::size_t size = std::size_t{head.app_bytes} + head.line_bytes;
  if (size > events.size() - sizeof head) return std::nullopt;
  const std::string_view texts = events.substr(sizeof head, size);
  if (checksum_of(head, texts) != head.checksum) return std::nullopt;
  events.remove_prefix(sizeof head + size);
  return PackedEvent{.app = texts.substr(0, head.app_bytes),
                     .received_ms = head.received_ms,
                     .line = texts.substr(head.app_bytes)};
}

Result<EventRowWriter> EventRowWriter::prepare(SqliteConnection& connection) {
  auto insert = connection.prepare(
      "INSERT INTO events (last, count, received_ms, packed) VALUES (?, ?, ?, ?)");
  if (!insert) return insert.error();
  return EventRowWriter(*std::move(insert));
}

Status EventRowWriter::add(std::int64_t position, const PackedEvent& event) {
  const bool is_next = row_.count > 0 && position == row_.last + 1;
  if (row_.events.size() >= kRowBytesMax || !is_next) {
    if (const Status finished = finish(); !finished) return finished;
  }
  row_.received_ms =
      row_.count == 0 ? event.received_ms : std::min(row_.received_ms, event.received_ms);
  row_.last = position;
  ++row_.count;
  append_event(row_.events, event);
  return Ok{};
}

Status EventRowWriter::finish() {
  if (row_.count == 0) return Ok{};
  insert_.bind(1, row_.last);
  insert_.bind(2, row_.count);
  insert_.bind(3, row_.received_ms);
  insert_.bind(4, as_bytes(row_.events));
  const auto stepped = insert_.step();
  insert_.reset();
  row_.count = 0;
  row_.events.clear();
  if (!stepped) return stepped.error();
  return Ok{};
}

}  // namespace overt

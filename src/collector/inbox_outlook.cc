#include "collector/inbox_outlook.h"

#include <algorithm>
#include <cmath>

namespace overt {
namespace {

// Of less no rate can be told.
constexpr std::int64_t kAgeMsMin = 60'000;

// A century: who asks wants to know whether there is time, not how much beyond that.
constexpr double kSecondsMax = 3'155'760'000;

constexpr double kMsPerSecond = 1000;

}  // namespace

std::optional<std::int64_t> seconds_until_full(const InboxLoad& load) {
  if (load.events <= 0 || load.age_ms < kAgeMsMin || load.room.held_bytes == 0) return std::nullopt;
  const auto held = static_cast<double>(load.room.held_bytes);
  const double bytes_an_event = held / static_cast<double>(load.events);
  const double bytes_a_second = held * kMsPerSecond / static_cast<double>(load.age_ms);
  // What is loaded goes when its room is needed.
  const double waiting = bytes_an_event * static_cast<double>(load.waiting);
  const double left = std::max(static_cast<double>(load.room.bytes_max) - waiting, 0.0);
  return static_cast<std::int64_t>(std::min(std::floor(left / bytes_a_second), kSecondsMax));
}

std::optional<std::int64_t> inbox_outlook(Inbox& inbox, Store& store, const Clock& clock) {
  const auto room = inbox.room();
  const auto all = inbox.backlog(0);
  if (!room || !all) return std::nullopt;
  const auto position = store.position();
  const auto waiting = position ? inbox.backlog(*position) : all;
  if (!waiting) return std::nullopt;
  return seconds_until_full({.room = *room,
                             .events = all->events,
                             .waiting = waiting->events,
                             .age_ms = clock.unix_ms() - all->oldest_received_ms});
}

}  // namespace overt

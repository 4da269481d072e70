// Durable commits of the inbox: how many batches a second are answered when many submit at once.
// The directory is TMPDIR's: on a tmpfs an fsync costs nothing and the numbers mean nothing.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <semaphore>
#include <string>

#include "base/temporary_directory.h"
#include "inbox/inbox.h"

namespace overt {
namespace {

constexpr std::size_t kLineBytes = 400;  // an event as JSON

AcceptedEvent event(std::uint64_t number) {
  AcceptedEvent event{.app = "git", .received_ms = 1, .line = std::string(kLineBytes, 'x')};
  // Ids are random in life, so that they fall anywhere in the index.
  std::uint64_t mixed = number * 0x9E3779B97F4A7C15U;
  for (std::size_t i = 0; i < 8; ++i, mixed >>= 8) {
    event.identity.trace_id[i] = static_cast<std::uint8_t>(mixed);
    event.identity.span_id[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return event;
}

// state.range(0) requests are under way at any time, each with two events: a run's.
void answered_batches(benchmark::State& state) {
  const testing::TemporaryDirectory directory;
  const auto inbox = Inbox::open(directory.file("inbox.sqlite"));
  if (!inbox) return state.SkipWithError(inbox.error().message.c_str());
  std::counting_semaphore<> room(state.range(0));
  std::uint64_t number = 0;
  for (auto _ : state) {
    room.acquire();
    (*inbox)->submit({event(number), event(number + 1)}, [&](const Status&) { room.release(); });
    number += 2;
  }
  for (std::int64_t i = 0; i < state.range(0); ++i) room.acquire();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(answered_batches)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime();

}  // namespace
}  // namespace overt

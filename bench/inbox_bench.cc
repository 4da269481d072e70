// Durable commits of the inbox: how many batches a second are answered when many submit at once.
// The directory is TMPDIR's: on a tmpfs an fsync costs nothing and the numbers mean nothing.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <semaphore>
#include <string>
#include <vector>

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

// state.range(0) requests are under way at any time, each with state.range(1) events: two are a
// run's, 512 those that a sender has gathered. CPU is that of all threads.
void answered_batches(benchmark::State& state) {
  const testing::TemporaryDirectory directory;
  const auto inbox = Inbox::open(directory.file("inbox.sqlite"));
  if (!inbox) return state.SkipWithError(inbox.error().message.c_str());
  std::counting_semaphore<> room(state.range(0));
  std::uint64_t number = 0;
  for (auto _ : state) {
    std::vector<AcceptedEvent> batch;
    for (std::int64_t i = 0; i < state.range(1); ++i) batch.push_back(event(number++));
    room.acquire();
    (*inbox)->submit(std::move(batch), [&](const Status&) { room.release(); });
  }
  for (std::int64_t i = 0; i < state.range(0); ++i) room.acquire();
  state.SetItemsProcessed(state.iterations() * state.range(1));
}
BENCHMARK(answered_batches)
    ->ArgNames({"requests", "events"})
    ->Args({1, 2})
    ->Args({16, 2})
    ->Args({64, 2})
    ->Args({256, 2})
    ->Args({4, 512})
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace overt

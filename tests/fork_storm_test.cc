// Many processes write into one log at once, while senders empty it: the collector has every event
// once. The log is bounded, so processes are started only while little of it waits.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <set>

#include "client/log.h"
#include "storm/collected_world.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

constexpr int kEventsOfARun = 100;
constexpr int kStepsOfARun = kEventsOfARun - 2;
constexpr std::int64_t kRunBytesMax = 50'000;
constexpr std::size_t kAtOnceMax = 48;

// A segment that is finished stays until the next one is: so much may wait and nothing is lost.
constexpr std::int64_t kWaitingBytesMax = kLogSegmentBytesMax / 2;

class Storm : public ::testing::Test {
 protected:
  // Waits for one of the processes to end.
  void take_one() {
    int status = 0;
    const pid_t ended = ::waitpid(-1, &status, 0);
    if (running_.erase(ended) == 1) {
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
  }

  bool has_room() const {
    const auto running = static_cast<std::int64_t>(running_.size());
    return running_.size() < kAtOnceMax &&
           world_.waiting_bytes() + running * kRunBytesMax < kWaitingBytesMax;
  }

  void start_one() {
    while (!has_room()) {
      // What the others' senders do not send, this one does.
      if (running_.empty()) running_.insert(CollectedWorld::start(world_.sender()));
      take_one();
    }
    running_.insert(CollectedWorld::start(world_.tool(kStepsOfARun, OVERT_PROGRAM)));
    at_once_ = std::max(at_once_, running_.size());
  }

  CollectedWorld world_;
  std::set<pid_t> running_;
  std::size_t at_once_ = 0;
};

TEST_F(Storm, nothing_is_lost_torn_or_doubled) {
  const int runs = is_long_run() ? 1000 : 100;
  for (int run = 0; run < runs; ++run) start_one();
  while (!running_.empty()) take_one();
  ASSERT_TRUE(world_.send_the_rest());
  for (const char* key : {"rejected", "tooOld", "notInContract", "notEvents"}) {
    EXPECT_EQ(world_.receipted(key), 0) << key;
  }
  RecordProperty("at_once", static_cast<int>(at_once_));

  const std::map<EventName, int> events = world_.collected();
  EXPECT_EQ(events.size(), static_cast<std::size_t>(runs) * kEventsOfARun);
  EXPECT_EQ(std::ranges::count_if(events, [](const auto& event) { return event.second != 1; }), 0);
}

}  // namespace
}  // namespace overt::testing

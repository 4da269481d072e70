// The real `overt send`, killed at any moment while the log is rotated under it: what is recorded
// arrives, or is told of as lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>

#include "client/log_segments.h"
#include "send_world.h"

namespace overt {
namespace {

using testing::Arrived;
using testing::arrived_at;
using testing::Reply;
using testing::TestServer;

class Loss : public testing::SendWorld {
 protected:
  // Lets the segment that is written now go, and what is before it, if nobody sends.
  void record_two_segments() {
    const std::int64_t before = begun();
    while (begun() < before + 2) record(500);
  }
  std::int64_t begun() const {
    const auto finished = finished_segments(state_);
    return finished->empty() ? 1 : finished->back() + 1;
  }
  // An even draw.
  int draw(int bound) {
    std::array<std::uint8_t, 1> byte{};
    random_.fill(byte);
    return byte[0] % bound;
  }
  void send_until_nothing_waits(const std::string& endpoint) const {
    while (send(endpoint).out.find("nothing waits") == std::string::npos) continue;
  }
};

// A sender that dies before the answer, or before it has written the answer down, is followed by
// one that sends the same request again. No rotation comes in between, so every count is exact.
TEST_F(Loss, is_counted_exactly_although_senders_are_killed_and_answers_are_lost) {
  std::atomic<pid_t> sender = 0;
  std::atomic<int> requests = 0;
  std::vector<Reply> script;
  for (int i = 0; i < 400; ++i) {
    script.push_back(i % 7 == 3 ? testing::close_without_answer() : testing::answer(200));
  }
  const TestServer server(script, [&] {
    if (++requests % 3 == 0 && sender > 0) ::kill(sender, SIGKILL);
  });
  for (int round = 0; round < 2; ++round) {
    record_two_segments();
    for (int run = 0; run < 10; ++run) {
      testing::Process process(send_program(server.endpoint()));
      sender = process.pid();
      process.wait();
      sender = 0;
    }
    send_until_nothing_waits(server.endpoint());
  }
  const Arrived arrived = arrived_at(server);
  EXPECT_GT(arrived.lost, 0) << "nothing was lost";
  EXPECT_GT(arrived.spans, arrived.count()) << "nothing was sent again";
  EXPECT_EQ(arrived.count() + arrived.lost, recorded_);
}

// Here the log is rotated while senders die. Lines of a request whose sender died may have gone
// before the next sender came: they arrived, and count as lost all the same. Never the other way
// round: nothing is missing.
TEST_F(Loss, is_never_told_too_small_in_a_storm) {
  std::atomic<pid_t> sender = 0;
  std::atomic<std::int64_t> deaths = 0;
  const TestServer server({}, [&] {
    record(700);
    if (draw(4) != 0 || sender == 0) return;
    ::kill(sender, SIGKILL);
    ++deaths;
  });
  record_two_segments();
  for (int run = 0; run < 12; ++run) {
    testing::Process process(send_program(server.endpoint()));
    sender = process.pid();
    process.wait();
    sender = 0;
  }
  // Nobody dies any more, and nothing is recorded but this.
  const TestServer calm;
  record();
  send_until_nothing_waits(calm.endpoint());

  Arrived arrived = arrived_at(server);
  for (const auto& request : calm.requests()) arrived.add(request.body);
  EXPECT_GT(arrived.lost, 0) << "nothing was lost";
  EXPECT_GE(arrived.count() + arrived.lost, recorded_);
  // Each death leaves one request in doubt: its events, and what it told of losses.
  std::int64_t told_most = 0;
  for (const auto& request : server.requests()) {
    told_most = std::max(told_most, testing::lost_events_in(request.body));
  }
  EXPECT_LE(arrived.count() + arrived.lost, recorded_ + deaths * (512 + told_most));
}

}  // namespace
}  // namespace overt

// What is recorded arrives, or is told of as lost.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <set>

#include "client/cursor.h"
#include "client/log_segments.h"
#include "client/losses.h"
#include "model/limits.h"
#include "model/test_lost_events.h"
#include "sender/plan.h"
#include "sender/test_sender.h"

namespace overt {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using testing::lost_events_in;
using testing::TestServer;

constexpr std::int64_t kLost = 5;

class SenderLosses : public testing::SenderRun {
 protected:
  // As a run of the tool notes a segment that went unsent.
  void note(std::int64_t segment, std::int64_t events = kLost) const {
    ASSERT_TRUE(make_directories(state_.path));
    const UniqueFd file(
        ::open(state_.losses().c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    const std::string line =
        to_json(Loss{.segment = segment, .begin = 0, .end = 1000, .events = events});
    ASSERT_EQ(::write(file.get(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
  }

  // Fills the rest of a segment, so that the next line begins another one. These are no events.
  void fill_segment() const {
    const std::string line(kEventLineBytesMax - 1, '-');
    const std::int64_t before = segments_begun();
    while (segments_begun() == before) ASSERT_TRUE(append_to_log(state_, line));
  }
  std::int64_t segments_begun() const {
    const auto finished = finished_segments(state_);
    return finished->empty() ? 1 : finished->back() + 1;
  }
};

std::vector<std::int64_t> losses_told(const TestServer& server) {
  std::vector<std::int64_t> told;
  for (const auto& request : server.requests()) told.push_back(lost_events_in(request.body));
  return told;
}

// As a collector counts: a span that came before is the same event, and a request whose first span
// came before is the same request.
struct Arrived {
  std::set<std::string> lines;
  std::int64_t lost = 0;

  explicit Arrived(const TestServer& server) {
    for (const testing::ReceivedRequest& request : server.requests()) {
      const std::vector<std::string> of_request = testing::lines_in(request);
      if (!lines.contains(of_request.front())) lost += lost_events_in(request.body);
      lines.insert(of_request.begin(), of_request.end());
    }
  }
  std::int64_t events() const { return static_cast<std::int64_t>(lines.size()); }
};

TEST_F(SenderLosses, are_told_with_the_next_batch_and_then_no_more) {
  record("werf build");
  note(1);
  note(2, 2);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  record("werf build");
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(kLost + 2, 0));
  EXPECT_EQ(receipts()[0]["lost"], kLost + 2);
  EXPECT_EQ(receipts()[1]["lost"], 0);
}

TEST_F(SenderLosses, wait_for_an_event_to_go_with) {
  note(1);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->end, SendEnd::kEmpty);
  EXPECT_EQ(server.connections(), 0);
  record("werf build");
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(kLost));
}

TEST_F(SenderLosses, are_told_again_until_there_is_an_answer) {
  record("werf build");
  note(1);
  const TestServer server({testing::close_without_answer(), answer(503)});
  EXPECT_EQ(send(server.endpoint())->sent, 0);
  EXPECT_EQ(load_cursor(state_.cursor()).lost, kLost);
  EXPECT_EQ(send(server.endpoint(), /*ignore_wait=*/true)->sent, 0);
  note(2, 2);
  EXPECT_EQ(send(server.endpoint(), /*ignore_wait=*/true)->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(kLost, kLost, kLost + 2));
  EXPECT_EQ(load_cursor(state_.cursor()).lost, 0);
}

TEST_F(SenderLosses, are_told_to_whom_the_events_go_now) {
  record("werf build");
  note(1);
  EXPECT_EQ(send(testing::RefusingPort().endpoint())->sent, 0);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(kLost));
}

TEST_F(SenderLosses, include_events_that_were_dropped_for_their_age) {
  record("werf build", kEventAgeMsMax + 1);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->too_old, 1);
  EXPECT_EQ(server.connections(), 0);
  record("werf build", kEventAgeMsMax + 1);
  record("werf build");
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(2));
  EXPECT_EQ(load_cursor(state_.cursor()).lost, 0);
}

TEST_F(SenderLosses, an_old_event_whose_request_failed_is_counted_once) {
  record("werf build", kEventAgeMsMax + 1);
  record("werf build");
  const TestServer server({answer(503)});
  EXPECT_EQ(send(server.endpoint())->sent, 0);
  EXPECT_EQ(send(server.endpoint(), /*ignore_wait=*/true)->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(1, 1));
}

// While a request is on its way, its lines are rotated away: nobody could know that they arrive.
TEST_F(SenderLosses, a_line_that_went_while_it_was_sent_is_not_lost) {
  record("werf build");
  int requests = 0;
  const TestServer server({}, [&] {
    if (++requests > 1) return;
    fill_segment();
    fill_segment();
  });
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  const auto noted = read_file(state_.losses(), kLossesBytesMax);
  ASSERT_TRUE(noted) << noted.error().message;
  EXPECT_THAT(*noted, ::testing::HasSubstr("\"segment\":1,\"begin\":0,"));

  // The lines that filled its segment are gone with it; they were in no request.
  const std::int64_t with_it = load_cursor(state_.cursor()).lost;
  record("werf build");
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  const std::int64_t lines_noted = std::stoll(noted->substr(noted->find("\"events\":") + 9));
  EXPECT_EQ(with_it, lines_noted - 1);
  EXPECT_THAT(losses_told(server), ElementsAre(0, with_it));
}

// More is recorded while a request is answered than a request takes.
TEST_F(SenderLosses, what_was_recorded_in_a_storm_is_what_arrived_and_what_was_lost) {
  constexpr int kStormRequests = 24;
  constexpr std::size_t kRecordedEach = 3 * kEventsPerRequestMax;
  std::int64_t recorded = 0;
  const auto record_many = [&] {
    for (std::size_t i = 0; i < kRecordedEach; ++i) record("werf converge");
    recorded += static_cast<std::int64_t>(kRecordedEach);
  };
  record_many();
  int requests = 0;
  const TestServer server({}, [&] {
    if (++requests <= kStormRequests) record_many();
  });
  ASSERT_EQ(send(server.endpoint())->end, SendEnd::kEmpty);
  record("werf build");
  ASSERT_EQ(send(server.endpoint())->end, SendEnd::kEmpty);

  const Arrived arrived(server);
  EXPECT_GT(arrived.lost, 0) << "no storm";
  EXPECT_EQ(arrived.events() + arrived.lost, recorded + 1);
  EXPECT_EQ(load_cursor(state_.cursor()).lost, 0);
}

// Each second answer is lost, but none for lines that are rotated away before they are sent again.
TEST_F(SenderLosses, lost_answers_change_no_count) {
  std::int64_t recorded = 0;
  const auto record_many = [&](int count) {
    for (int i = 0; i < count; ++i) record("werf build");
    recorded += count;
  };
  std::vector<testing::Reply> script;
  for (int i = 0; i < 100; ++i) {
    script.push_back(i % 2 == 0 ? testing::close_without_answer() : answer(200));
  }
  const TestServer server(script);
  for (int round = 0; round < 2; ++round) {
    const std::int64_t before = segments_begun();
    while (segments_begun() < before + 2) record_many(100);
    while (send(server.endpoint(), /*ignore_wait=*/true)->end != SendEnd::kEmpty) continue;
  }
  const Arrived arrived(server);
  EXPECT_GT(arrived.lost, 0) << "nothing was lost";
  EXPECT_EQ(arrived.events() + arrived.lost, recorded);
}

TEST_F(SenderLosses, that_were_told_make_room_for_others) {
  const TestServer server;
  std::int64_t lost = 0;
  for (int round = 0; round < 3; ++round) {
    for (int segment = 1; segment < 200; ++segment, lost += kLost) note(round * 1000 + segment);
    record("werf build");
    EXPECT_EQ(send(server.endpoint())->sent, 1);
    EXPECT_EQ(std::filesystem::file_size(state_.losses()), 0U);
  }
  EXPECT_EQ(Arrived(server).lost, lost);
}

TEST_F(SenderLosses, a_process_that_was_stopped_while_it_rotated_holds_nobody_up) {
  record("werf build");
  note(1);
  const Result<UniqueFd> held = try_to_lock_log(state_);
  ASSERT_TRUE(held);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(losses_told(server), ElementsAre(kLost));
}

// As a tool does that looks whether a sender is at work.
TEST_F(SenderLosses, a_look_at_the_lock_is_no_sender_at_work) {
  record("werf build");
  UniqueFd look(::open(state_.sender_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(look.get(), LOCK_SH), 0);
  on_wait_ = [&look] { look = UniqueFd(); };
  const TestServer server;
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->end, SendEnd::kEmpty);
  EXPECT_EQ(report->sent, 1);
}

}  // namespace
}  // namespace overt

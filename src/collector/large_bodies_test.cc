#include "collector/large_bodies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace overt {
namespace {

HttpRequest request_of(std::size_t bytes, std::string coding = "") {
  return {.content_encoding = std::move(coding), .body = std::string(bytes, ' ')};
}

HttpResponse refuse(const HttpRequest& /*request*/) { return {.status = 503}; }

TEST(LargeBodies, what_an_sdk_sends_is_not_large) {
  EXPECT_FALSE(LargeBodies::is_large(request_of(kLargeBodyBytes - 1)));
  EXPECT_TRUE(LargeBodies::is_large(request_of(kLargeBodyBytes)));
  EXPECT_FALSE(LargeBodies::is_large(request_of(kLargeCompressedBytes - 1, "gzip")));
  EXPECT_TRUE(LargeBodies::is_large(request_of(kLargeCompressedBytes, "gzip")));
}

// Holds up the thread until it is let go.
class HeldUp {
 public:
  explicit HeldUp(LargeBodies& bodies) {
    bodies.add(
        request_of(0), [](const HttpResponse&) {},
        [state = state_](const HttpRequest&, const Respond&) {
          state->begun.set_value();
          state->let_go.get_future().wait();
        });
    state_->begun.get_future().wait();
  }
  HeldUp(const HeldUp&) = delete;
  HeldUp& operator=(const HeldUp&) = delete;
  ~HeldUp() { let_go(); }

  void let_go() {
    if (std::exchange(is_held_, false)) state_->let_go.set_value();
  }

 private:
  // The thread is still at it when it was let go.
  struct State {
    std::promise<void> begun;
    std::promise<void> let_go;
  };

  bool is_held_ = true;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST(LargeBodies, they_are_taken_in_order_and_one_at_a_time) {
  std::vector<std::size_t> taken;
  std::promise<void> done;
  LargeBodies bodies(refuse);
  HeldUp held(bodies);
  for (std::size_t size = 1; size <= kLargeBodiesWaitingMax; ++size) {
    bodies.add(
        request_of(size), [](const HttpResponse&) {},
        [&](const HttpRequest& request, const Respond&) {
          taken.push_back(request.body.size());
          if (taken.size() == kLargeBodiesWaitingMax) done.set_value();
        });
  }
  EXPECT_TRUE(taken.empty());
  held.let_go();
  done.get_future().wait();
  for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], i + 1);
}

TEST(LargeBodies, one_more_than_may_wait_is_told_to_come_back) {
  std::vector<int> statuses(kLargeBodiesWaitingMax + 1);
  LargeBodies bodies(refuse);
  HeldUp held(bodies);
  for (int& status : statuses) {
    bodies.add(
        request_of(1), [&status](const HttpResponse& response) { status = response.status; },
        [](const HttpRequest&, const Respond& respond) { respond({.status = 200}); });
  }
  EXPECT_EQ(statuses.back(), 503);
  statuses.pop_back();
  EXPECT_THAT(statuses, ::testing::Each(0)) << "they wait";
}

TEST(LargeBodies, who_still_waits_at_the_end_is_answered_too) {
  int status = 0;
  LargeBodies bodies(refuse);
  {
    HeldUp held(bodies);
    bodies.add(
        request_of(1), [&status](const HttpResponse& response) { status = response.status; },
        [](const HttpRequest&, const Respond& respond) { respond({.status = 200}); });
  }
  bodies.stop();
  EXPECT_TRUE(status == 200 || status == 503) << status;
}

}  // namespace
}  // namespace overt

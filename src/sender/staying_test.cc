#include "sender/staying.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "client/start_sender.h"
#include "sender/lock.h"
#include "sender/plan.h"
#include "sender/test_sender.h"

namespace overt {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using testing::kNowMs;
using testing::kSenderContract;
using testing::lines_in;
using testing::SenderRun;
using testing::TestServer;

class Staying : public SenderRun {
 protected:
  // A run of the sender, to its end.
  Status stay(const std::string& endpoint) {
    const auto transport = curl_transport({.endpoint = endpoint, .user_agent = "overt/1.2.3"});
    return send_and_stay({.state = state_, .endpoint = endpoint, .contract = *kSenderContract},
                         {.transport = *transport,
                          .clock = clock_,
                          .random = random_,
                          .wait =
                              [this](std::int64_t wait_ms) {
                                clock_.advance(wait_ms);
                                if (on_wait_) on_wait_();
                              }},
                         [this] { return may_send_(); });
  }

  std::int64_t took_ms() const { return clock_.unix_ms() - kNowMs; }

  static bool is_free(const std::string& path) { return try_to_lock(path)->has_value(); }

  std::function<bool()> may_send_ = [] { return true; };
};

TEST_F(Staying, it_ends_when_nothing_has_come_for_a_while) {
  record("werf build");
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_EQ(lines_in(server).size(), 1U);
  EXPECT_EQ(took_ms(), kStayMs);
}

TEST_F(Staying, what_comes_meanwhile_goes_over_the_same_connection) {
  const std::string first = record("werf build");
  std::string second;
  on_wait_ = [&] {
    if (took_ms() == kStayMs - kLookMs) second = record("werf converge");
  };
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_THAT(lines_in(server), ElementsAre(first, second));
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(took_ms(), 2 * kStayMs - kLookMs) << "the new event begins the time anew";
}

TEST_F(Staying, however_much_comes_it_ends_in_time_and_leaves_nothing_behind) {
  std::size_t recorded = 0;
  on_wait_ = [&] {
    record("werf build");
    ++recorded;
  };
  record("werf build");
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_EQ(lines_in(server).size(), recorded + 1);
  EXPECT_LE(took_ms(), kRunMsMax - kRequestMsMin);
  EXPECT_GT(took_ms(), kRunMsMax - 3 * kRequestMsMin);
}

TEST_F(Staying, what_comes_after_the_last_look_is_not_left_behind) {
  record("werf build");
  // Asked only at the end here: the lock is free by then, and a command would start a sender.
  bool asked = false;
  may_send_ = [&] {
    EXPECT_TRUE(is_free(state_.staying_lock()));
    record("werf converge");
    return asked = true;
  };
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_TRUE(asked);
  EXPECT_EQ(lines_in(server).size(), 2U);
}

TEST_F(Staying, meanwhile_it_holds_its_own_lock_and_leaves_the_senders_to_others) {
  record("werf build");
  bool looked = false;
  on_wait_ = [&] {
    looked = true;
    EXPECT_FALSE(is_free(state_.staying_lock()));
    EXPECT_TRUE(is_free(state_.sender_lock()));
    EXPECT_FALSE(sender_is_at_work(state_)) << "nothing is sent now";
  };
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_TRUE(looked);
}

TEST_F(Staying, beside_another_one_it_sends_and_ends) {
  record("werf build");
  const auto other = try_to_lock(state_.staying_lock());
  ASSERT_TRUE(other && *other);
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_EQ(lines_in(server).size(), 1U);
  EXPECT_EQ(took_ms(), 0);
}

TEST_F(Staying, who_opts_out_meanwhile_is_obeyed) {
  const std::string first = record("werf build");
  on_wait_ = [&] {
    record("werf converge");
    may_send_ = [] { return false; };
  };
  const TestServer server;
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_THAT(lines_in(server), ElementsAre(first));
  EXPECT_EQ(took_ms(), kLookMs);
}

TEST_F(Staying, a_server_that_takes_nothing_is_not_waited_for) {
  record("werf build");
  const TestServer server({answer(503, "", {"Retry-After: 3600"})});
  ASSERT_TRUE(stay(server.endpoint()));
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_EQ(took_ms(), 0);
}

TEST_F(Staying, a_log_that_is_purged_meanwhile_is_no_error) {
  record("werf build");
  on_wait_ = [&] { std::filesystem::remove_all(state_.path); };
  const TestServer server;
  EXPECT_TRUE(stay(server.endpoint()));
  EXPECT_EQ(lines_in(server).size(), 1U);
}

}  // namespace
}  // namespace overt

#include "sender/attached.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <optional>
#include <string>
#include <thread>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/attached_sender.h"
#include "client/log.h"
#include "contract/test_contract.h"
#include "model/event_json.h"
#include "sender/attached_plan.h"
#include "sender/lock.h"
#include "sender/plan.h"
#include "sender/test_server.h"

namespace overt {
namespace {

using testing::answer;
using testing::TestServer;

const LoadedContract kContract = testing::contract_from(R"(app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "tool.example"
schema_versions = [1]
default = "on"
commands = ["tool"]
[[event]]
type = "CommandExited"
fields = [{ name = "exitCode", type = "exit_code", why.en = "A test." }]
)");

// The system's, but for what a test has added.
class LaterClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return system_.unix_ms() + later_ms_; }
  std::int64_t steady_ms() const override { return system_.steady_ms() + later_ms_; }
  void advance(std::int64_t by_ms) { later_ms_ += by_ms; }

 private:
  SystemClock system_;
  std::int64_t later_ms_ = 0;
};

class Attached : public ::testing::Test {
 protected:
  Attached() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    tool_ = UniqueFd(ends[0]);
    sender_ = UniqueFd(ends[1]);
    EXPECT_TRUE(make_directories(state_.path));
  }

  void record() {
    Event event;
    event.ts_ms = clock_.unix_ms();
    event.execution_id = random_uuid(random_);
    event.command = "tool";
    event.event_type = kCommandExited;
    event.data = {{"exitCode", std::int64_t{0}}};
    EXPECT_TRUE(append_to_log(state_, to_json(event)));
  }

  // A run of the sender, to its end.
  Status send(const std::string& endpoint) {
    const auto transport = curl_transport({.endpoint = endpoint, .user_agent = "overt/1.2.3"});
    return send_attached({.state = state_, .endpoint = endpoint, .contract = *kContract},
                         {.transport = *transport,
                          .clock = clock_,
                          .random = random_,
                          .wait = [](std::int64_t) { FAIL() << "waits"; }},
                         {.in = sender_.get(), .out = sender_.get()},
                         [this] { return may_send_(); });
  }

  // The same, while the test goes on.
  std::jthread start(const TestServer& server) {
    return std::jthread([this, endpoint = server.endpoint()] { EXPECT_TRUE(send(endpoint)); });
  }

  void tell(char word) { ASSERT_EQ(::send(tool_.get(), &word, 1, MSG_NOSIGNAL), 1); }
  void end_of_tool() { ASSERT_EQ(::shutdown(tool_.get(), SHUT_WR), 0); }

  // The next word of the sender, waited for.
  char heard() {
    char word = '-';
    EXPECT_EQ(::recv(tool_.get(), &word, 1, 0), 1);
    return word;
  }

  // All words of a sender that has ended.
  std::string all_heard() {
    std::string words;
    for (char c = 0; ::recv(tool_.get(), &c, 1, MSG_DONTWAIT) == 1;) words += c;
    return words;
  }

  bool is_free(const std::string& lock) const {
    const auto taken = try_to_lock(lock);
    return taken && *taken;
  }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.file("state/overt/tool")};
  LaterClock clock_;
  SystemRandom random_;
  UniqueFd tool_;
  UniqueFd sender_;
  std::function<bool()> may_send_ = [] { return true; };
};

TEST_F(Attached, says_when_the_server_has_answered_and_sends_the_rest_over_the_same_connection) {
  const TestServer server;
  record();
  const std::jthread run = start(server);
  EXPECT_EQ(heard(), kAttachedLive);
  EXPECT_EQ(server.requests().size(), 1U);
  record();
  tell(kAttachedFlush);
  EXPECT_EQ(heard(), kAttachedDone);
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_TRUE(is_free(state_.attached_lock())) << "the next command finds nobody attached";
}

TEST_F(Attached, is_in_nobodys_way_while_it_waits) {
  const TestServer server;
  record();
  const std::jthread run = start(server);
  EXPECT_EQ(heard(), kAttachedLive);
  EXPECT_TRUE(is_free(state_.sender_lock()));
  EXPECT_FALSE(is_free(state_.attached_lock()));
  end_of_tool();
}

TEST_F(Attached, sends_the_rest_when_the_tool_is_gone) {
  const TestServer server;
  record();
  {
    const std::jthread run = start(server);
    EXPECT_EQ(heard(), kAttachedLive);
    record();
    tool_ = UniqueFd();
  }
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(Attached, a_server_that_refuses_ends_it_without_a_word) {
  const testing::RefusingPort port;
  record();
  EXPECT_TRUE(send(port.endpoint()));
  EXPECT_EQ(all_heard(), "");
}

TEST_F(Attached, a_server_that_asks_for_a_wait_ends_it_without_a_word) {
  const TestServer server({answer(503, "", {"Retry-After: 600"})});
  record();
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(all_heard(), "");
}

TEST_F(Attached, a_server_that_closes_the_connection_is_not_live) {
  auto last = answer(200, "", {"Connection: close"});
  last.close = true;
  const TestServer server({last});
  record();
  end_of_tool();
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(all_heard(), "D");
}

TEST_F(Attached, without_an_answer_nothing_is_live_and_the_rest_is_sent) {
  const TestServer server;
  end_of_tool();
  may_send_ = [this] {
    record();
    return true;
  };
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(all_heard(), "D");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Attached, a_server_that_dies_after_it_was_live_leaves_the_event_and_no_word) {
  std::optional<TestServer> server(std::in_place);
  record();
  {
    const std::jthread run = start(*server);
    EXPECT_EQ(heard(), kAttachedLive);
    server.reset();
    record();
    tell(kAttachedFlush);
  }
  EXPECT_EQ(all_heard(), "");
  const Cursor cursor = load_cursor(state_.cursor());
  EXPECT_EQ(cursor.attempts, 1);
  EXPECT_EQ(read_log(state_, cursor.position, 10)->size(), 1U);
}

TEST_F(Attached, whoever_opts_out_during_the_run_is_not_sent_of) {
  const TestServer server;
  record();
  end_of_tool();
  may_send_ = [this] {
    record();
    return false;
  };
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_EQ(all_heard(), "L");
}

TEST_F(Attached, how_long_the_run_lasts_does_not_count) {
  const TestServer server;
  record();
  end_of_tool();
  may_send_ = [this] {
    clock_.advance(3LL * 60 * 60 * 1000);
    record();
    return true;
  };
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(all_heard(), "LD");
}

TEST_F(Attached, a_second_one_ends_at_once) {
  const TestServer server;
  record();
  const auto held = try_to_lock(state_.attached_lock());
  ASSERT_TRUE(held && *held);
  EXPECT_TRUE(send(server.endpoint()));
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(all_heard(), "");
}

TEST(AttachedPlan, only_an_answer_over_an_open_connection_is_live) {
  struct Case {
    SendReport report;
    bool connected;
    std::int64_t left_ms;
    AttachedStep step;
  };
  constexpr std::int64_t kLeftMs = kRunMsMax;
  const Case cases[] = {
      {{.end = SendEnd::kEmpty, .sent = 1}, true, kLeftMs, AttachedStep::kSayLive},
      {{.end = SendEnd::kEmpty, .rejected = 1}, true, kLeftMs, AttachedStep::kSayLive},
      {{.end = SendEnd::kBusy, .sent = 1}, true, kLeftMs, AttachedStep::kSayLive},
      {{.end = SendEnd::kEmpty, .sent = 1}, false, kLeftMs, AttachedStep::kStay},
      {{.end = SendEnd::kEmpty}, false, kLeftMs, AttachedStep::kStay},
      {{.end = SendEnd::kEmpty, .too_old = 1, .not_events = 1},
       false,
       kLeftMs,
       AttachedStep::kStay},
      {{.end = SendEnd::kBusy}, false, kLeftMs, AttachedStep::kStay},
      {{.end = SendEnd::kTryLater}, true, kLeftMs, AttachedStep::kEnd},
      {{.end = SendEnd::kTryLater, .sent = 1}, true, kLeftMs, AttachedStep::kEnd},
      {{.end = SendEnd::kOutOfTime, .sent = 1}, true, kLeftMs, AttachedStep::kEnd},
      {{.end = SendEnd::kEmpty, .sent = 1}, true, kRequestMsMin, AttachedStep::kSayLive},
      {{.end = SendEnd::kEmpty, .sent = 1}, true, kRequestMsMin - 1, AttachedStep::kEnd},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(after_first_sending(each.report, each.connected, each.left_ms), each.step)
        << "case " << &each - cases;
  }
}

}  // namespace
}  // namespace overt

#include "sender/sender.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "client/cursor.h"
#include "client/log.h"
#include "sender/plan.h"
#include "sender/receipts.h"
#include "sender/test_sender.h"

namespace overt {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kNowMs;
using testing::lines_in;
using testing::SenderRun;
using testing::TestServer;

TEST_F(SenderRun, everything_in_the_log_is_sent_once) {
  const std::string first = record("werf build");
  const std::string second = record("werf converge");
  const TestServer server;
  const auto report = send(server.endpoint());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->end, SendEnd::kEmpty);
  EXPECT_EQ(report->sent, 2);
  EXPECT_THAT(lines_in(server), ElementsAre(first, second));
  EXPECT_EQ(send(server.endpoint())->sent, 0);
  EXPECT_EQ(server.requests().size(), 1);
}

TEST_F(SenderRun, nothing_is_made_where_there_is_no_log) {
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->end, SendEnd::kEmpty);
  EXPECT_EQ(server.connections(), 0);
  EXPECT_THAT(std::filesystem::directory_iterator(directory_.path()),
              std::filesystem::directory_iterator());
}

TEST_F(SenderRun, a_receipt_tells_what_was_sent_and_answered) {
  const std::string line = record("werf build");
  const TestServer server;
  ASSERT_TRUE(send(server.endpoint()));
  ASSERT_EQ(receipts().size(), 1);
  const nlohmann::json receipt = receipts()[0];
  EXPECT_EQ(receipt["ts"], kNowMs);
  EXPECT_EQ(receipt["taken"], kNowMs);
  EXPECT_EQ(receipt["lost"], 0);
  EXPECT_EQ(receipt["begin"]["offset"], 0);
  EXPECT_EQ(receipt["end"]["offset"], line.size() + 1);
  EXPECT_EQ(receipt["count"], 1);
  EXPECT_EQ(receipt["endpoint"], server.endpoint());
  EXPECT_EQ(receipt["status"], 200);
  EXPECT_EQ(receipt["bodySha256"], to_hex(sha256(server.requests()[0].body)));
}

TEST_F(SenderRun, sender_keeps_events_when_the_server_is_away) {
  const std::string line = record("werf build");
  const auto report = send(testing::RefusingPort().endpoint());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->end, SendEnd::kTryLater);
  EXPECT_EQ(report->sent, 0);
  EXPECT_GT(report->not_before_ms, kNowMs);
  EXPECT_THAT(report->wait_why, HasSubstr("connect"));
  EXPECT_EQ(load_cursor(state_.cursor()).position, LogPosition{});
  EXPECT_EQ(receipts()[0]["status"], 0);
  EXPECT_THAT(receipts()[0]["why"].get<std::string>(), HasSubstr("connect"));

  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_THAT(lines_in(server), ElementsAre(line));
}

TEST_F(SenderRun, a_wait_is_kept_across_runs_and_then_over) {
  record("werf build");
  const TestServer server({testing::close_without_answer()});
  const auto failed = send(server.endpoint());
  ASSERT_EQ(failed->end, SendEnd::kTryLater);

  clock_.advance(failed->not_before_ms - kNowMs - kRunMsMax);
  const auto early = send(server.endpoint());
  EXPECT_EQ(early->end, SendEnd::kTryLater);
  EXPECT_EQ(early->not_before_ms, failed->not_before_ms);
  EXPECT_EQ(early->wait_why, failed->wait_why);
  EXPECT_EQ(server.requests().size(), 1);

  clock_.advance(kRunMsMax);
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_EQ(load_cursor(state_.cursor()).attempts, 0);
}

TEST_F(SenderRun, a_person_may_try_before_the_wait_is_over) {
  record("werf build");
  const TestServer server({answer(503, "", {"Retry-After: 3600"})});
  EXPECT_EQ(send(server.endpoint())->end, SendEnd::kTryLater);
  EXPECT_EQ(send(server.endpoint(), /*ignore_wait=*/true)->sent, 1);
}

TEST_F(SenderRun, attempts_that_fail_in_a_row_are_counted_across_runs) {
  record("werf build");
  const TestServer server({answer(502), answer(504), answer(429)});
  for (int attempts = 1; attempts <= 3; ++attempts) {
    const auto report = send(server.endpoint(), /*ignore_wait=*/true);
    EXPECT_EQ(report->end, SendEnd::kTryLater);
    EXPECT_EQ(load_cursor(state_.cursor()).attempts, attempts);
  }
  EXPECT_EQ(receipts().size(), 3);
}

TEST_F(SenderRun, retry_after_as_a_date_is_honoured_across_runs) {
  record("werf build");
  const TestServer server({answer(503, "", {"Retry-After: Tue, 14 Nov 2023 22:15:20 GMT"})});
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->end, SendEnd::kTryLater);
  EXPECT_GE(report->not_before_ms, kNowMs + 120'000);
  EXPECT_LE(report->not_before_ms, kNowMs + 132'000);
}

TEST_F(SenderRun, a_short_retry_after_is_waited_for_in_the_same_run) {
  const std::string line = record("werf build");
  const TestServer server({answer(503, "", {"Retry-After: 2"})});
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_GE(clock_.unix_ms(), kNowMs + 2'000);
  EXPECT_THAT(lines_in(server), ElementsAre(line, line));
  EXPECT_EQ(receipts().size(), 2);
}

// A command every five minutes, each with a sender of its own.
TEST_F(SenderRun, a_server_that_is_away_for_a_day_sees_an_attempt_an_hour_and_then_everything) {
  constexpr std::int64_t kMinuteMs = 60'000;
  constexpr std::int64_t kCommands = 24 * 60 / 5;
  std::atomic<bool> is_away = true;
  const std::vector<testing::Reply> script(kCommands + 1, {.act = [&](int fd, const auto&) {
                                             constexpr std::string_view kFine =
                                                 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                                             if (!is_away)
                                               ::send(fd, kFine.data(), kFine.size(), MSG_NOSIGNAL);
                                           }});
  const TestServer server(script);
  for (std::int64_t command = 0; command < kCommands; ++command) {
    record("werf build");
    EXPECT_EQ(send(server.endpoint())->end, SendEnd::kTryLater);
    clock_.advance(5 * kMinuteMs);
  }
  // Doubled from 30 s up to an hour, half of it drawn; then half an hour to an hour each.
  EXPECT_GE(server.requests().size(), 24U);
  EXPECT_LE(server.requests().size(), 58U);
  EXPECT_EQ(receipts().size(), server.requests().size());

  is_away = false;
  clock_.advance(60 * kMinuteMs);
  const std::size_t before = server.requests().size();
  EXPECT_EQ(send(server.endpoint())->sent, kCommands);
  EXPECT_EQ(server.requests().size(), before + 1);
}

TEST_F(SenderRun, another_endpoint_is_tried_at_once) {
  record("werf build");
  EXPECT_EQ(send(testing::RefusingPort().endpoint())->end, SendEnd::kTryLater);
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, 1);
}

TEST_F(SenderRun, a_final_refusal_is_counted_and_not_repeated) {
  record("werf build");
  record("werf converge");
  const TestServer server({answer(400)});
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->end, SendEnd::kEmpty);
  EXPECT_EQ(report->sent, 0);
  EXPECT_EQ(report->rejected, 2);
  EXPECT_EQ(report->reject_why, "answered 400");
  EXPECT_EQ(receipts()[0]["rejected"], 2);
  EXPECT_EQ(send(server.endpoint())->rejected, 0);
  EXPECT_EQ(server.requests().size(), 1);
}

TEST_F(SenderRun, a_redirect_is_final) {
  record("werf build");
  const TestServer elsewhere;
  const TestServer server({answer(301, "", {"Location: " + elsewhere.endpoint()})});
  EXPECT_EQ(send(server.endpoint())->rejected, 1);
  EXPECT_THAT(elsewhere.requests(), IsEmpty());
}

TEST_F(SenderRun, a_partial_success_is_never_retried) {
  record("werf build");
  record("werf converge");
  const std::string body =
      encode_export_response({.rejected_spans = 1, .error_message = "command: not in the contract"},
                             OtlpEncoding::kProtobuf);
  const TestServer server({answer(200, body)});
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->sent, 1);
  EXPECT_EQ(report->rejected, 1);
  EXPECT_EQ(receipts()[0]["rejected"], 1);
  EXPECT_EQ(receipts()[0]["why"], "command: not in the contract");
  EXPECT_EQ(send(server.endpoint())->sent, 0);
  EXPECT_EQ(server.requests().size(), 1);
}

TEST_F(SenderRun, an_answer_too_large_to_read_still_counts) {
  record("werf build");
  const TestServer server({answer(200, std::string(kAnswerBytesMax + 1, 'x'))});
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->sent, 1);
  EXPECT_EQ(receipts()[0]["why"], "the answer is too large to read");
}

TEST_F(SenderRun, old_events_are_dropped_without_a_request) {
  record("werf build", kEventAgeMsMax + 1);
  ASSERT_TRUE(append_to_log(state_, "no event"));
  const TestServer server;
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->too_old, 1);
  EXPECT_EQ(report->not_events, 1);
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(receipts()[0]["tooOld"], 1);
  EXPECT_EQ(receipts()[0]["notEvents"], 1);
  EXPECT_EQ(receipts()[0]["endpoint"], "");
  EXPECT_EQ(send(server.endpoint())->too_old, 0);
}

TEST_F(SenderRun, what_the_contract_does_not_name_is_counted_without_a_request) {
  record("werf secret");
  const TestServer server;
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->not_in_contract, 1);
  EXPECT_EQ(report->sent, 0);
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(receipts()[0]["notInContract"], 1);
  EXPECT_EQ(receipts()[0]["endpoint"], "");
  EXPECT_EQ(send(server.endpoint())->not_in_contract, 0) << "it is done with";
}

TEST_F(SenderRun, many_events_go_in_batches_over_one_connection) {
  std::vector<std::string> lines(2 * kEventsPerRequestMax + 1);
  for (std::string& line : lines) line = record("werf build");
  const TestServer server;
  EXPECT_EQ(send(server.endpoint())->sent, static_cast<std::int64_t>(lines.size()));
  EXPECT_EQ(lines_in(server), lines);
  EXPECT_EQ(server.requests().size(), 3);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(SenderRun, what_comes_in_meanwhile_is_sent_too) {
  const std::string first = record("werf build");
  std::string second;
  const TestServer server({}, [&] {
    if (second.empty()) second = record("werf converge");
  });
  EXPECT_EQ(send(server.endpoint())->sent, 2);
  EXPECT_THAT(lines_in(server), ElementsAre(first, second));
}

TEST_F(SenderRun, a_second_sender_ends_at_once) {
  record("werf build");
  const TestServer server;
  const UniqueFd held(::open(state_.sender_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(held.get(), LOCK_EX), 0);
  EXPECT_EQ(send(server.endpoint())->end, SendEnd::kBusy);
  EXPECT_EQ(server.connections(), 0);
}

// While the first sender's request is being answered, a second sender comes.
TEST_F(SenderRun, of_two_senders_at_once_one_sends) {
  record("werf build");
  std::string endpoint;
  SendEnd second_end = SendEnd::kEmpty;
  const TestServer server({}, [&] { second_end = send(endpoint)->end; });
  endpoint = server.endpoint();
  EXPECT_EQ(send(endpoint)->sent, 1);
  EXPECT_EQ(second_end, SendEnd::kBusy);
  EXPECT_EQ(server.requests().size(), 1);
}

// The first sender has found the log empty and still holds the lock when another command ends.
TEST_F(SenderRun, an_event_whose_own_sender_found_the_lock_taken_is_not_left_behind) {
  const std::string first = record("werf build");
  const TestServer server;
  std::string second;
  clock_.on_look([&] {
    if (server.requests().empty() || !second.empty()) return;
    second = record("werf converge");
    EXPECT_EQ(send(server.endpoint())->end, SendEnd::kBusy);
  });
  EXPECT_EQ(send(server.endpoint())->sent, 2);
  EXPECT_THAT(lines_in(server), ElementsAre(first, second));
}

// Whoever records sends as well, as commands do. Each line has to have arrived when all are done,
// although most senders find another one at work.
TEST_F(SenderRun, senders_of_many_commands_leave_nothing_behind) {
  constexpr int kThreads = 8;
  constexpr int kCommandsEach = 25;
  const TestServer server;
  std::atomic<std::int64_t> sent = 0;
  {
    std::vector<std::jthread> threads(kThreads);
    for (std::jthread& thread : threads) {
      thread = std::jthread([&] {
        for (int i = 0; i < kCommandsEach; ++i) {
          record("werf build");
          sent += send(server.endpoint())->sent;
        }
      });
    }
  }
  EXPECT_EQ(sent, kThreads * kCommandsEach);
  const std::vector<std::string> lines = lines_in(server);
  EXPECT_EQ(lines.size(), kThreads * kCommandsEach);
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
}

TEST_F(SenderRun, a_run_ends_in_time_and_the_next_one_goes_on) {
  for (std::size_t i = 0; i < kEventsPerRequestMax + 1; ++i) record("werf build");
  const TestServer server;
  // Looks at the clock: the start, before the first request, its deadline, before the second.
  clock_.take_per_look(kRunMsMax / 3);
  const auto report = send(server.endpoint());
  EXPECT_EQ(report->end, SendEnd::kOutOfTime);
  EXPECT_EQ(report->sent, static_cast<std::int64_t>(kEventsPerRequestMax));
  clock_.take_per_look(0);
  EXPECT_EQ(send(server.endpoint())->sent, 1);
}

TEST_F(SenderRun, a_server_that_only_listens_is_a_failed_attempt) {
  record("werf build");
  const TestServer server({testing::swallow()});
  clock_.take_per_look((kRunMsMax - kRequestMsMin) / 2);
  EXPECT_EQ(send(server.endpoint())->end, SendEnd::kOutOfTime);
  EXPECT_THAT(receipts()[0]["why"].get<std::string>(), HasSubstr("Timeout"));
  EXPECT_EQ(load_cursor(state_.cursor()).attempts, 1);
  EXPECT_GT(load_cursor(state_.cursor()).not_before_ms, kNowMs);
  EXPECT_EQ(load_cursor(state_.cursor()).position, LogPosition{});
}

TEST_F(SenderRun, a_corrupt_cursor_sends_from_the_beginning_the_same_spans) {
  record("werf build");
  const TestServer server;
  ASSERT_TRUE(send(server.endpoint()));
  ASSERT_TRUE(write_file_atomically(state_.cursor(), "{\"segment\":1,"));
  EXPECT_EQ(send(server.endpoint())->sent, 1);
  EXPECT_EQ(server.requests()[0].body, server.requests()[1].body);
}

TEST_F(SenderRun, nothing_is_sent_when_it_could_not_be_remembered) {
  record("werf build");
  const TestServer server;
  std::filesystem::create_directory(state_.cursor());
  EXPECT_THAT(send(server.endpoint()).error().message, HasSubstr(state_.cursor()));
  std::filesystem::remove(state_.cursor());
  std::filesystem::remove(state_.receipts());
  std::filesystem::create_directory(state_.receipts());
  EXPECT_THAT(send(server.endpoint()).error().message, HasSubstr(state_.receipts()));
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace overt

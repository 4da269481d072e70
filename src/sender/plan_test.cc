#include "sender/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "contract/test_contract.h"
#include "model/event_json.h"

namespace overt {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;

constexpr std::int64_t kNowMs = 1'700'000'000'000;  // Tue, 14 Nov 2023 22:13:20 GMT

// Gives the same byte for ever.
class SameByte final : public Random {
 public:
  explicit SameByte(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, byte_); }

 private:
  std::uint8_t byte_;
};

// kNowMs is a moment of 2023-11-14.
const LoadedContract kContract =
    testing::contract_from(std::string(testing::kContractHead) + R"(commands = ["tool run"]
options = [{ name = "all", spellings = ["--all"] }]
[user_id]
discard = true
why.en = "A test."
[[attribute]]
name = "extra"
type = "map"
discard = true
since_schema = 2
why.en = "A test."
[[attribute]]
name = "old"
type = "boolean"
optional = true
expires = 2023-11-13
why.en = "A test."
[[attribute]]
name = "last"
type = "boolean"
optional = true
expires = 2023-11-14
why.en = "A test."
[[event]]
type = "CommandExited"
[[event]]
type = "CommandStarted"
fields = [
  { name = "commandOptions", type = "options", optional = true, why.en = "A test." },
  { name = "kind", type = "enum", values = ["a", "b"], optional = true, why.en = "A test." },
]
)");

Event event_of(std::int64_t ts_ms) {
  Event event;
  event.ts_ms = ts_ms;
  event.execution_id.bytes[0] = 1;
  event.command = "tool run";
  event.event_type = kCommandExited;
  return event;
}

Event started_with(Field field) {
  Event event = event_of(kNowMs);
  event.event_type = kCommandStarted;
  event.data = {std::move(field)};
  return event;
}

Event event_with_attribute(Field field) {
  Event event = event_of(kNowMs);
  event.schema_version = 2;
  event.attributes = {std::move(field)};
  return event;
}

// Lines one after the other from the beginning of segment 1.
std::vector<LogLine> lines_of(const std::vector<std::string>& texts) {
  std::vector<LogLine> lines;
  LogPosition position;
  for (const std::string& text : texts) {
    LogPosition end = position;
    end.offset += static_cast<std::int64_t>(text.size()) + 1;
    lines.push_back({.text = text, .begin = position, .end = end});
    position = end;
  }
  return lines;
}

Batch batch_of(const Event& event) {
  return take_batch(lines_of({to_json(event)}), *kContract, kNowMs);
}

Batch one_line_batch() { return {.events = {}, .begin = {1, 10}, .end = {1, 20}}; }

TEST(Plan, a_batch_is_the_events_of_its_lines_in_order) {
  const std::string first = to_json(event_of(kNowMs - 2));
  const std::string second = to_json(event_of(kNowMs - 1));
  const Batch batch = take_batch(lines_of({first, second}), *kContract, kNowMs);
  ASSERT_EQ(batch.events.size(), 2);
  EXPECT_EQ(to_json(batch.events[0].event), first);
  EXPECT_EQ(to_json(batch.events[1].event), second);
  EXPECT_EQ(batch.events[1].identity, identity_of(batch.events[1].event, second));
  EXPECT_EQ(batch.begin, LogPosition{});
  EXPECT_EQ(batch.end.offset, static_cast<std::int64_t>(first.size() + second.size() + 2));
}

TEST(Plan, an_event_of_thirty_days_is_sent_and_an_older_one_is_dropped_and_counted) {
  const std::string last_chance = to_json(event_of(kNowMs - kEventAgeMsMax));
  const std::string too_old = to_json(event_of(kNowMs - kEventAgeMsMax - 1));
  const Batch batch = take_batch(lines_of({too_old, last_chance}), *kContract, kNowMs);
  ASSERT_EQ(batch.events.size(), 1);
  EXPECT_EQ(batch.events[0].event.ts_ms, kNowMs - kEventAgeMsMax);
  EXPECT_EQ(batch.too_old, 1);
}

TEST(Plan, a_line_that_is_no_event_is_passed_over_and_counted) {
  const auto lines = lines_of({"nonsense", to_json(event_of(kNowMs)), "{}"});
  const Batch batch = take_batch(lines, *kContract, kNowMs);
  EXPECT_EQ(batch.events.size(), 1);
  EXPECT_EQ(batch.not_events, 2);
  EXPECT_EQ(batch.end, lines.back().end);
}

TEST(Plan, an_event_that_the_contract_does_not_name_is_passed_over_and_counted) {
  Event command = event_of(kNowMs);
  command.command = "tool secret";
  Event type = event_of(kNowMs);
  type.event_type = "Secret";
  Event id = event_of(kNowMs);
  id.project_id = std::string(64, 'a');
  for (const Event& event :
       {command, type, id, event_with_attribute({"secret", true}),
        started_with({"secret", std::int64_t{1}}), started_with({"kind", std::string("secret")}),
        started_with({"commandOptions", OptionList{{.name = "secret"}}})}) {
    const Batch batch = batch_of(event);
    EXPECT_TRUE(batch.events.empty()) << to_json(event);
    EXPECT_EQ(batch.not_in_contract, 1);
    EXPECT_EQ(batch.not_events, 0);
  }
}

TEST(Plan, an_event_with_something_to_discard_is_not_altered_but_passed_over) {
  Event with_user = event_with_attribute({"extra", StringMap{}});
  with_user.user_id = std::string(64, 'a');
  for (const Event& event :
       {with_user, event_with_attribute({"extra", StringMap{{"team", "secret"}}}),
        event_with_attribute({"old", true})}) {
    EXPECT_TRUE(batch_of(event).events.empty()) << to_json(event);
    EXPECT_EQ(batch_of(event).not_in_contract, 1);
  }
}

TEST(Plan, what_was_recorded_on_a_fields_last_day_is_sent_after_it) {
  Event event = event_with_attribute({"old", true});
  event.ts_ms = kNowMs - 24LL * 60 * 60 * 1000;
  EXPECT_EQ(batch_of(event).events.size(), 1U);
}

TEST(Plan, an_event_with_nothing_left_to_discard_is_sent) {
  for (const Event& event :
       {event_with_attribute({"extra", StringMap{}}), event_with_attribute({"last", true}),
        started_with({"kind", std::string("a")}),
        started_with({"commandOptions", OptionList{{.name = "all"}}})}) {
    EXPECT_EQ(batch_of(event).events.size(), 1U) << to_json(event);
    EXPECT_EQ(batch_of(event).not_in_contract, 0);
  }
}

TEST(Plan, events_that_stay_do_not_hold_up_those_that_go) {
  Event unknown = event_of(kNowMs);
  unknown.command = "tool secret";
  const auto lines = lines_of({to_json(unknown), to_json(event_of(kNowMs)), to_json(unknown)});
  const Batch batch = take_batch(lines, *kContract, kNowMs);
  EXPECT_EQ(batch.events.size(), 1U);
  EXPECT_EQ(batch.not_in_contract, 2);
  EXPECT_EQ(batch.end, lines.back().end);
}

TEST(Plan, a_batch_has_at_most_so_many_events) {
  const std::vector<std::string> texts(kEventsPerRequestMax + 1, to_json(event_of(kNowMs)));
  const auto lines = lines_of(texts);
  const Batch batch = take_batch(lines, *kContract, kNowMs);
  EXPECT_EQ(batch.events.size(), kEventsPerRequestMax);
  EXPECT_EQ(batch.end, lines[kEventsPerRequestMax - 1].end);
}

TEST(Plan, a_batch_has_at_most_so_many_bytes_of_lines) {
  constexpr std::size_t kLineBytes = 4096;
  constexpr std::size_t kFits = kLineBytesPerRequestMax / kLineBytes;
  const auto lines = lines_of(std::vector<std::string>(kFits + 1, std::string(kLineBytes, 'x')));
  EXPECT_EQ(take_batch(lines, *kContract, kNowMs).end, lines[kFits - 1].end);
}

TEST(Plan, a_first_line_over_the_limit_is_settled_alone) {
  const auto lines = lines_of({std::string(kLineBytesPerRequestMax + 1, 'x'), "y"});
  EXPECT_EQ(take_batch(lines, *kContract, kNowMs).end, lines[0].end);
}

TEST(Plan, an_empty_answer_is_a_full_success) {
  const Attempt attempt = judge_answer(200, "", "", 3, kNowMs);
  EXPECT_TRUE(attempt.settled);
  EXPECT_EQ(attempt.rejected, 0);
  EXPECT_EQ(attempt.why, "");
}

TEST(Plan, a_partial_success_is_settled_and_counts_what_was_rejected) {
  const std::string body = encode_export_response(
      {.rejected_spans = 2, .error_message = "no such command"}, OtlpEncoding::kProtobuf);
  const Attempt attempt = judge_answer(200, body, "", 3, kNowMs);
  EXPECT_TRUE(attempt.settled);
  EXPECT_EQ(attempt.rejected, 2);
  EXPECT_EQ(attempt.why, "no such command");
}

TEST(Plan, a_warning_rejects_nothing) {
  const std::string body =
      encode_export_response({.error_message = "upgrade"}, OtlpEncoding::kProtobuf);
  const Attempt attempt = judge_answer(200, body, "", 3, kNowMs);
  EXPECT_EQ(attempt.rejected, 0);
  EXPECT_EQ(attempt.why, "upgrade");
}

TEST(Plan, a_server_cannot_reject_more_or_less_than_it_was_sent) {
  for (const auto& [said, counted] : {std::pair{7, 3}, std::pair{-7, 0}}) {
    const std::string body =
        encode_export_response({.rejected_spans = said}, OtlpEncoding::kProtobuf);
    EXPECT_EQ(judge_answer(200, body, "", 3, kNowMs).rejected, counted);
  }
}

TEST(Plan, what_a_server_says_is_made_readable_and_short) {
  const std::string body =
      encode_export_response({.error_message = "\x1b[31mred\n" + std::string(kReasonBytesMax, 'x')},
                             OtlpEncoding::kProtobuf);
  const Attempt attempt = judge_answer(200, body, "", 3, kNowMs);
  EXPECT_THAT(attempt.why, ::testing::StartsWith("?[31mred?xxx"));
  EXPECT_EQ(attempt.why.size(), kReasonBytesMax);
}

TEST(Plan, a_success_that_is_not_otlp_is_not_sent_again) {
  const Attempt attempt = judge_answer(200, "<html>", "", 3, kNowMs);
  EXPECT_TRUE(attempt.settled);
  EXPECT_EQ(attempt.rejected, 0);
  EXPECT_EQ(attempt.why, "the answer is not OTLP");
}

TEST(Plan, exactly_429_502_503_and_504_are_retried_and_all_other_errors_are_final) {
  for (int status = 300; status <= 599; ++status) {
    const bool retried = status == 429 || status == 502 || status == 503 || status == 504;
    const Attempt attempt = judge_answer(status, "", "", 3, kNowMs);
    EXPECT_EQ(attempt.settled, !retried) << status;
    EXPECT_EQ(attempt.rejected, retried ? 0 : 3) << status;
    EXPECT_THAT(attempt.why, HasSubstr(std::to_string(status)));
  }
}

TEST(Plan, no_answer_is_retried) {
  const Attempt attempt = no_answer("Couldn't connect to server");
  EXPECT_FALSE(attempt.settled);
  EXPECT_EQ(attempt.status, 0);
  EXPECT_EQ(attempt.why, "Couldn't connect to server");
}

TEST(Plan, retry_after_is_seconds_or_a_date_in_any_of_the_three_forms) {
  EXPECT_EQ(retry_after_ms("120", kNowMs), 120'000);
  EXPECT_EQ(retry_after_ms("Tue, 14 Nov 2023 22:14:20 GMT", kNowMs), 60'000);
  EXPECT_EQ(retry_after_ms("Tuesday, 14-Nov-23 22:14:20 GMT", kNowMs), 60'000);
  EXPECT_EQ(retry_after_ms("Tue Nov 14 22:14:20 2023", kNowMs), 60'000);
}

TEST(Plan, retry_after_of_another_form_is_no_request_to_wait) {
  for (const char* header : {"", "soon", "-5", "1.5", "0x10"}) {
    EXPECT_EQ(retry_after_ms(header, kNowMs), std::nullopt) << header;
  }
}

TEST(Plan, retry_after_is_kept_within_its_limits) {
  EXPECT_EQ(retry_after_ms("0", kNowMs), kRetryAfterMsMin);
  EXPECT_EQ(retry_after_ms("1", kNowMs), kRetryAfterMsMin);
  EXPECT_EQ(retry_after_ms("Tue, 14 Nov 2023 22:00:00 GMT", kNowMs), kRetryAfterMsMin);
  EXPECT_EQ(retry_after_ms("86400", kNowMs), kRetryAfterMsMax);
  EXPECT_EQ(retry_after_ms("86401", kNowMs), kRetryAfterMsMax);
  EXPECT_EQ(retry_after_ms("99999999999999999999", kNowMs), kRetryAfterMsMax);
  EXPECT_EQ(retry_after_ms("Tue, 14 Nov 2034 22:00:00 GMT", kNowMs), kRetryAfterMsMax);
}

TEST(Plan, only_retryable_answers_are_asked_when_to_come_back) {
  EXPECT_EQ(judge_answer(503, "", "5", 3, kNowMs).retry_after_ms, 5'000);
  EXPECT_EQ(judge_answer(503, "", "", 3, kNowMs).retry_after_ms, std::nullopt);
  EXPECT_EQ(judge_answer(500, "", "5", 3, kNowMs).retry_after_ms, std::nullopt);
}

TEST(Plan, a_settled_attempt_moves_the_cursor_and_forgets_failures) {
  const Cursor before{
      .position = {1, 10}, .attempts = 3, .not_before_ms = 5, .why = "x", .endpoint = "e"};
  SameByte random(0);
  const Cursor after = after_attempt(before, one_line_batch(), {.settled = true}, kNowMs, random);
  EXPECT_EQ(after, (Cursor{.position = {1, 20}, .endpoint = "e"}));
}

TEST(Plan, a_failed_attempt_leaves_the_cursor_in_its_place) {
  SameByte random(0);
  const Cursor after = after_attempt({.position = {1, 10}, .endpoint = "e"}, one_line_batch(),
                                     no_answer("away"), kNowMs, random);
  EXPECT_EQ(after.position, (LogPosition{1, 10}));
  EXPECT_EQ(after.attempts, 1);
  EXPECT_EQ(after.why, "away");
  EXPECT_EQ(after.endpoint, "e");
}

TEST(Plan, waits_double_up_to_an_hour_and_are_half_drawn) {
  for (const std::uint8_t byte : Bytes<4>{0x00, 0x55, 0x7F, 0xFF}) {
    SameByte random(byte);
    Cursor cursor;
    std::int64_t whole_ms = kBackoffMsMin;
    for (int attempts = 1; attempts <= 100; ++attempts) {
      cursor = after_attempt(cursor, one_line_batch(), no_answer("away"), kNowMs, random);
      EXPECT_THAT(cursor.not_before_ms - kNowMs, AllOf(Ge(whole_ms / 2), Le(whole_ms)));
      whole_ms = std::min(whole_ms * 2, kBackoffMsMax);
    }
    EXPECT_EQ(whole_ms, kBackoffMsMax);
  }
}

TEST(Plan, two_clients_that_fail_together_come_back_apart) {
  SystemRandom random;
  const auto wait = [&random] {
    return after_attempt({}, one_line_batch(), no_answer("away"), kNowMs, random).not_before_ms;
  };
  const std::int64_t first = wait();
  bool apart = false;
  for (int i = 0; i < 20; ++i) apart = apart || wait() != first;
  EXPECT_TRUE(apart);
}

TEST(Plan, retry_after_is_waited_for_and_at_most_a_tenth_more) {
  for (const std::uint8_t byte : Bytes<4>{0x00, 0x55, 0x7F, 0xFF}) {
    SameByte random(byte);
    const Cursor cursor = after_attempt({.attempts = 9}, one_line_batch(),
                                        judge_answer(429, "", "100", 1, kNowMs), kNowMs, random);
    EXPECT_THAT(cursor.not_before_ms - kNowMs, AllOf(Ge(100'000), Le(110'000)));
    EXPECT_EQ(cursor.attempts, 10);
  }
}

TEST(Plan, the_longest_wait_is_not_taken_for_a_clock_that_jumped) {
  SameByte random(0xFF);
  const Cursor cursor = after_attempt({}, one_line_batch(),
                                      judge_answer(429, "", "86400", 1, kNowMs), kNowMs, random);
  EXPECT_EQ(next_step(cursor, kNowMs, kRunMsMax).step, Step::kTryLater);
}

TEST(Plan, what_is_due_is_sent) {
  EXPECT_EQ(next_step({}, kNowMs, kRunMsMax).step, Step::kSend);
  EXPECT_EQ(next_step({.not_before_ms = kNowMs}, kNowMs, kRunMsMax).step, Step::kSend);
}

TEST(Plan, a_wait_that_leaves_time_for_a_request_is_waited_in_the_run) {
  const std::int64_t longest_ms = kRunMsMax - kRequestMsMin;
  const Next next = next_step({.not_before_ms = kNowMs + longest_ms}, kNowMs, kRunMsMax);
  EXPECT_EQ(next.step, Step::kWait);
  EXPECT_EQ(next.wait_ms, longest_ms);
  EXPECT_EQ(next_step({.not_before_ms = kNowMs + longest_ms + 1}, kNowMs, kRunMsMax).step,
            Step::kTryLater);
}

TEST(Plan, a_wait_of_our_own_is_never_waited_in_the_run) {
  SameByte shortest(0);
  const Cursor cursor = after_attempt({}, one_line_batch(), no_answer("away"), kNowMs, shortest);
  EXPECT_EQ(next_step(cursor, kNowMs, kRunMsMax).step, Step::kTryLater);
}

TEST(Plan, a_run_ends_when_too_little_time_is_left_for_a_request) {
  EXPECT_EQ(next_step({}, kNowMs, kRequestMsMin).step, Step::kSend);
  EXPECT_EQ(next_step({}, kNowMs, kRequestMsMin - 1).step, Step::kOutOfTime);
}

TEST(Plan, a_wait_that_nobody_can_have_asked_for_is_due) {
  EXPECT_EQ(next_step({.not_before_ms = kNowMs + 365 * kRetryAfterMsMax}, kNowMs, kRunMsMax).step,
            Step::kSend);
}

}  // namespace
}  // namespace overt

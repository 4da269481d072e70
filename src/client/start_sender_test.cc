#include "client/start_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kEndpoint = "https://telemetry.example.com/v1/traces";
constexpr std::int64_t kNowMs = 1'700'000'000'000;

Cursor cursor_until(std::int64_t not_before_ms) {
  return {.attempts = 1, .not_before_ms = not_before_ms, .endpoint = std::string(kEndpoint)};
}

TEST(StartSender, the_user_may_name_an_endpoint_whose_query_is_dropped) {
  const Contract contract{.env_prefix = "WERF", .endpoint = "https://telemetry.werf.io/v1/traces"};
  EXPECT_EQ(user_endpoint(contract, Environment()), "");
  const Environment environment(
      {{"WERF_TELEMETRY_TRACE_URL", "http://127.0.0.1:4318/v1/traces?a=b#c"}, {"HOME", "/"}});
  EXPECT_EQ(user_endpoint(contract, environment), "http://127.0.0.1:4318/v1/traces");
}

TEST(StartSender, it_is_told_the_tools_name_alone) {
  const DetachedProgram program = sender_program({.app = "werf"}, "/bin/overt", Environment());
  EXPECT_EQ(program.executable, "/bin/overt");
  EXPECT_THAT(program.argv, ElementsAre("overt", "send", "--app", "werf"));
}

TEST(StartSender, of_the_environment_it_gets_what_it_needs_and_nothing_else) {
  const Environment environment({{"HOME", "/home/a"},
                                 {"PATH", "/bin"},
                                 {"OTEL_EXPORTER_OTLP_HEADERS", "token=secret"},
                                 {"SSL_CERT_FILE", "/cert"},
                                 {"WERF_TELEMETRY", "1"},
                                 {"WERF_TELEMETRY_TRACE_URL", "http://127.0.0.1/"},
                                 {"WERF_TOKEN", "secret"}});
  EXPECT_THAT(sender_program({.env_prefix = "WERF"}, "/overt", environment).environment,
              ElementsAre("HOME=/home/a", "SSL_CERT_FILE=/cert", "WERF_TELEMETRY=1",
                          "WERF_TELEMETRY_TRACE_URL=http://127.0.0.1/"));
}

TEST(StartSender, a_contract_with_a_rule_for_ci_has_it_told_that_this_is_ci) {
  const Environment ci({{"GITLAB_CI", "true"}, {"GITLAB_USER_NAME", "a"}});
  const Contract without{.env_prefix = "WERF"};
  const Contract with{.env_prefix = "WERF", .consent_in_ci = ConsentDefault::kLocal};
  EXPECT_THAT(sender_program(with, "/overt", ci).environment, ElementsAre("CI=true"));
  EXPECT_THAT(sender_program(with, "/overt", Environment()).environment, ElementsAre());
  EXPECT_THAT(sender_program(without, "/overt", ci).environment, ElementsAre());
}

TEST(StartSender, a_wait_that_the_server_asked_for_is_kept_to) {
  EXPECT_TRUE(has_to_wait(cursor_until(kNowMs + 1), kEndpoint, kNowMs));
  EXPECT_FALSE(has_to_wait(cursor_until(kNowMs), kEndpoint, kNowMs));
  EXPECT_FALSE(has_to_wait(cursor_until(0), kEndpoint, kNowMs));
}

TEST(StartSender, a_wait_of_another_endpoint_does_not_count) {
  const Cursor cursor = cursor_until(kNowMs + 1);
  EXPECT_FALSE(has_to_wait(cursor, "http://127.0.0.1:4318", kNowMs));
  EXPECT_TRUE(has_to_wait(cursor, "https://telemetry.example.com", kNowMs));
}

TEST(StartSender, a_wait_longer_than_any_is_of_a_clock_that_was_wrong) {
  EXPECT_TRUE(has_to_wait(cursor_until(kNowMs + kSenderWaitMsMax), kEndpoint, kNowMs));
  EXPECT_FALSE(has_to_wait(cursor_until(kNowMs + kSenderWaitMsMax + 1), kEndpoint, kNowMs));
}

TEST(StartSender, a_cursor_that_is_none_asks_for_no_wait) {
  EXPECT_FALSE(has_to_wait(cursor_from_json("\"notBeforeMs\":x"), kEndpoint, kNowMs));
}

}  // namespace
}  // namespace overt

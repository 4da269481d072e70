#include "client/session.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/log.h"
#include "contract/test_contract.h"
#include "model/limits.h"

namespace overt {
namespace {

class SetClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return unix; }
  std::int64_t steady_ms() const override { return steady; }

  std::int64_t unix = 1658231825280;
  std::int64_t steady = 500;
};

class AllOnes final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, 0xFF); }
};

LoadedContract werf() {
  return testing::contract_from(R"(app = "werf"
env_prefix = "WERF"
endpoint = "https://telemetry.werf.io/v1/traces"
span_name = "telemetry.werf.io"
schema_versions = [1, 2]
default = "on"
commands = ["werf converge"]
options = [{ name = "repo", spellings = ["--repo"] }]
attribute = [
  { name = "os", type = "enum", values = ["linux"], why.en = "A test." },
  { name = "extra", type = "map", since_schema = 2, discard = true, why.en = "A test." },
]
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
)");
}

class SessionTest : public ::testing::Test {
 protected:
  // What the session writes for a run of `facts` that takes 10827 ms and exits with 0.
  std::string log_of_a_run(const RunFacts& facts) {
    Session session(contract_, options_, facts, clock_, random_);
    session.record_started();
    clock_.unix += 10822;  // the clock of the wall was put back a little
    clock_.steady += 10827;
    session.record_exited(0);
    EXPECT_EQ(session.has_recorded(), std::filesystem::exists(options_.state.events()));
    return read_file(options_.state.events(), kLogBytesMax).ok() ? log() : std::string();
  }
  std::string log() const { return *read_file(options_.state.events(), kLogBytesMax); }

  testing::TemporaryDirectory directory_;
  LoadedContract loaded_ = werf();
  const Contract& contract_ = *loaded_;
  SessionOptions options_{.state = {directory_.file("werf")}, .log_file = {}, .schema_version = 1};
  RunFacts facts_{.project_id = {},
                  .command = "werf converge",
                  .options = {{.name = "repo"}},
                  .attributes = {{"os", std::string("linux")}}};
  SetClock clock_;
  AllOnes random_;
};

TEST_F(SessionTest, a_run_is_two_lines_of_the_same_execution) {
  EXPECT_EQ(log_of_a_run(facts_),
            R"({"ts":1658231825280,"executionID":"ffffffff-ffff-4fff-bfff-ffffffffffff",)"
            R"("projectID":"","command":"werf converge","attributes":{"os":"linux"},)"
            R"("eventType":"CommandStarted","eventData":{"commandOptions":[{"name":"repo",)"
            R"("asCli":false,"asEnv":false,"count":0}]},"schemaVersion":1})"
            "\n"
            R"({"ts":1658231836102,"executionID":"ffffffff-ffff-4fff-bfff-ffffffffffff",)"
            R"("projectID":"","command":"werf converge","attributes":{"os":"linux"},)"
            R"("eventType":"CommandExited","eventData":{"exitCode":0,"durationMs":10827},)"
            R"("schemaVersion":1})"
            "\n");
}

TEST_F(SessionTest, the_start_bears_the_time_of_the_start_even_if_it_is_written_later) {
  Session session(contract_, options_, facts_, clock_, random_);
  clock_.unix += 1000;
  session.record_started();
  EXPECT_TRUE(log().starts_with(R"({"ts":1658231825280,)")) << log();
}

TEST_F(SessionTest, no_options_are_no_key) {
  facts_.options.clear();
  EXPECT_NE(log_of_a_run(facts_).find(R"("eventData":{},)"), std::string::npos);
}

TEST_F(SessionTest, schema_2_has_an_empty_user_id_and_nothing_that_the_contract_discards) {
  options_.schema_version = 2;
  facts_.attributes.push_back({"extra", StringMap{{"secret", "value"}}});
  const std::string text = log_of_a_run(facts_);
  EXPECT_NE(text.find(R"("userID":"","projectID")"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("attributes":{"os":"linux"},)"), std::string::npos) << text;
}

TEST_F(SessionTest, what_the_contract_does_not_close_is_not_recorded) {
  RunFacts unknown_command = facts_;
  unknown_command.command = "werf secret";
  EXPECT_EQ(log_of_a_run(unknown_command), "");
  RunFacts unknown_attribute = facts_;
  unknown_attribute.attributes.push_back({"user", std::string("name")});
  EXPECT_EQ(log_of_a_run(unknown_attribute), "");
  RunFacts unknown_value = facts_;
  unknown_value.attributes = {{"os", std::string("plan9")}};
  EXPECT_EQ(log_of_a_run(unknown_value), "");
  options_.schema_version = 3;
  EXPECT_EQ(log_of_a_run(facts_), "");
}

TEST_F(SessionTest, a_refused_start_does_not_take_the_exit_with_it) {
  facts_.options = {{.name = "unknown"}};
  const std::string text = log_of_a_run(facts_);
  EXPECT_EQ(text.find("CommandStarted"), std::string::npos);
  EXPECT_NE(text.find("CommandExited"), std::string::npos);
}

TEST_F(SessionTest, the_users_own_file_gets_every_line_as_well) {
  options_.log_file = directory_.file("own");
  const std::string text = log_of_a_run(facts_);
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(*read_file(directory_.file("own"), kLogBytesMax), text);
}

TEST_F(SessionTest, nothing_is_recorded_if_the_users_own_file_cannot_be_opened) {
  options_.log_file = directory_.file("none/own");
  EXPECT_EQ(log_of_a_run(facts_), "");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(SessionTest, a_run_whose_start_could_not_be_written_has_no_exit_either) {
  options_.log_file = directory_.file("none/own");
  Session session(contract_, options_, facts_, clock_, random_);
  session.record_started();
  std::filesystem::create_directory(directory_.file("none"));
  session.record_exited(0);
  EXPECT_FALSE(session.has_recorded());
  EXPECT_FALSE(std::filesystem::exists(options_.state.events()));
}

TEST_F(SessionTest, a_log_that_cannot_be_written_is_no_harm) {
  options_.state.path = "/proc/none";
  EXPECT_EQ(log_of_a_run(facts_), "");
}

}  // namespace
}  // namespace overt

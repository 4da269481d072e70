// overt doctor, on installations that are in order and on broken ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/temporary_directory.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt {
namespace {

using nlohmann::json;
using testing::CollectorProcess;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Outcome;
using testing::run_program;

const std::string kGit = std::string(OVERT_CONTRACTS) + "/git.toml";

class DoctorTest : public ::testing::Test {
 protected:
  Outcome doctor(std::vector<std::string> arguments,
                 std::vector<std::string> variables = {}) const {
    arguments.insert(arguments.begin(), {OVERT_PROGRAM, "doctor", "--data", data_});
    if (std::ranges::find(arguments, "--listen") == arguments.end()) {
      arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"});
    }
    return run_program({.argv = std::move(arguments), .environment = std::move(variables)});
  }

  // "CHECK: HEALTH: SEEN" of everything that is a problem.
  std::vector<std::string> problems(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const Outcome outcome = doctor(std::move(arguments));
    const json report = json::parse(outcome.out, nullptr, false);
    EXPECT_FALSE(report.is_discarded()) << outcome.out << outcome.err;
    if (report.is_discarded()) return {};
    std::vector<std::string> found;
    for (const json& check : report["checks"]) {
      if (check["health"] != "problem") continue;
      EXPECT_NE(check["to_do"], "");
      found.push_back(check["check"].get<std::string>() + ": " + check["seen"].get<std::string>());
    }
    EXPECT_EQ(report["problems"], found.size());
    EXPECT_EQ(outcome.exit_code, found.empty() ? 0 : 1);
    return found;
  }

  testing::TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
};

TEST_F(DoctorTest, a_machine_where_nothing_was_started_yet_has_no_problem_and_is_left_as_it_was) {
  EXPECT_THAT(problems({"--contract", kGit}), ::testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(DoctorTest, a_running_collector_is_known_for_what_it_is) {
  const CollectorProcess collector(OVERT_PROGRAM, {"--contract", kGit, "--data", data_});
  const std::string listen = "127.0.0.1:" + std::to_string(collector.ingest_port());
  const std::string admin = "127.0.0.1:" + std::to_string(collector.admin_port());
  const Outcome outcome = doctor({"--contract", kGit, "--listen", listen, "--admin", admin});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("/readyz says {\"inbox\":\"ok\""));
  EXPECT_THAT(outcome.out, HasSubstr("listen " + listen + " is served"));
  EXPECT_THAT(outcome.out, HasSubstr("pepper is its owner's alone"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));

  data_ = directory_.file("other");
  EXPECT_THAT(
      problems({"--contract", kGit, "--listen", listen, "--admin", admin}),
      ::testing::ElementsAre(HasSubstr("by another program"), HasSubstr("by another program")));
}

TEST_F(DoctorTest, each_thing_that_is_wrong_is_named_with_what_to_do) {
  EXPECT_THAT(problems({}), Contains(HasSubstr("contract: no contract")));
  EXPECT_THAT(problems({"--contract", directory_.file("missing.toml")}),
              Contains(HasSubstr("missing.toml")));
  EXPECT_THAT(problems({"--contract", kGit, "--contract", kGit}),
              Contains(HasSubstr("two contracts are for the application git")));
  EXPECT_THAT(problems({"--contract", kGit, "--admin-token-file", directory_.file("token")}),
              Contains(HasSubstr("token: cannot")));
  EXPECT_THAT(problems({"--contract", kGit, "--listen", "127.0.0.1:0", "--admin", "0.0.0.0:0"}),
              Contains(HasSubstr("it needs a token")));
  EXPECT_THAT(problems({"--contract", kGit, "--listen", "192.0.2.1:4318"}),
              Contains(HasSubstr("address: listen 192.0.2.1:4318: ")));
}

TEST_F(DoctorTest, files_of_the_entrance_are_looked_at) {
  EXPECT_THAT(problems({"--contract", kGit, "--tls-key", directory_.file("key")}),
              Contains(HasSubstr("tls_key is set and tls_certificates is not")));
  EXPECT_THAT(problems({"--contract", kGit, "--tls-key", directory_.file("key"),
                        "--tls-certificates", directory_.file("certificates")}),
              Contains(HasSubstr("tls: ")));
  const std::string keys = directory_.file("keys");
  ASSERT_TRUE(write_file_atomically(keys, "git 12\n"));
  EXPECT_THAT(problems({"--contract", kGit, "--ingest-keys", keys}), Contains(HasSubstr("keys: ")));
}

TEST_F(DoctorTest, data_that_others_can_read_and_a_pepper_that_is_gone_are_problems) {
  {
    EXPECT_EQ(
        CollectorProcess(OVERT_PROGRAM, {"--contract", kGit, "--data", data_}).end_by(SIGTERM), 0);
  }
  EXPECT_THAT(problems({"--contract", kGit}), ::testing::IsEmpty());
  ASSERT_EQ(::chmod(data_.c_str(), 0755), 0);
  ASSERT_EQ(::chmod((data_ + "/pepper").c_str(), 0644), 0);
  EXPECT_THAT(problems({"--contract", kGit}),
              ::testing::ElementsAre(HasSubstr("data: " + data_ + " has mode 0755"),
                                     HasSubstr("pepper: others may read it")));
  ASSERT_EQ(::chmod(data_.c_str(), 0700), 0);
  std::filesystem::remove(data_ + "/pepper");
  EXPECT_THAT(problems({"--contract", kGit}),
              ::testing::ElementsAre(HasSubstr("pepper is missing")));
}

TEST_F(DoctorTest, a_configuration_that_cannot_be_read_is_a_problem_and_bad_use_is_not) {
  const std::string config = directory_.file("collector.toml");
  ASSERT_TRUE(write_file_atomically(config, "lisen = 1\n"));
  EXPECT_THAT(problems({"--config", config}), Contains(HasSubstr(config + ":1: lisen")));
  EXPECT_EQ(doctor({"--no-such-flag"}).exit_code, 2);
}

TEST_F(DoctorTest, a_secret_is_not_shown) {
  const Outcome outcome =
      doctor({"--contract", kGit, "--json"}, {"OVERT_ADMIN_TOKEN=canary-0123456789abcdef"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace overt

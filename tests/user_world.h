// For tests: a user of a tool, with a log, and `overt` as this user calls it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/temporary_directory.h"
#include "client/log.h"
#include "model/event_json.h"
#include "support/process.h"

namespace overt::testing {

class UserWorld : public ::testing::Test {
 protected:
  // As a run of the tool leaves it beside its log.
  void keep_contract(const std::string& endpoint, const std::string& default_consent = "on",
                     const std::string& more = "") {
    ASSERT_TRUE(make_directories(state_.path));
    ASSERT_TRUE(write_file_atomically(state_.contract(),
                                      "app = \"tool\"\n"
                                      "env_prefix = \"TOOL\"\n"
                                      "endpoint = \"" +
                                          endpoint +
                                          "\"\n"
                                          "span_name = \"tool.example\"\n"
                                          "schema_versions = [1]\n"
                                          "default = \"" +
                                          default_consent + "\"\n" + more + R"(
commands = ["tool", "tool build"]
options = [{ name = "all", spellings = ["--all"] }]
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
)"));
  }

  Event exited(int exit_code, std::int64_t age_ms = 0) const {
    SystemRandom random;
    Event event;
    event.ts_ms = SystemClock().unix_ms() - age_ms;
    event.execution_id = random_uuid(random);
    event.command = "tool build";
    event.event_type = kCommandExited;
    event.data = {{"exitCode", std::int64_t{exit_code}}, {"durationMs", std::int64_t{1500}}};
    return event;
  }

  void record(const Event& event) const { ASSERT_TRUE(append_to_log(state_, to_json(event))); }

  // `overt VERB --app tool MORE…`
  Program program(const std::string& verb, const std::vector<std::string>& more = {}) const {
    Program program{.argv = {OVERT_PROGRAM, verb, "--app", "tool"}, .environment = environment_};
    program.argv.insert(program.argv.end(), more.begin(), more.end());
    return program;
  }
  Outcome overt(const std::string& verb, const std::vector<std::string>& more = {}) const {
    return run_program(program(verb, more));
  }

  TemporaryDirectory directory_;
  StateDirectory state_{directory_.file(".local/state/overt/tool")};
  std::string choice_ = directory_.file(".config/overt/tool/consent");
  std::vector<std::string> environment_ = {"HOME=" + directory_.path(), "TZ=UTC",
                                           "PATH=/usr/bin:/bin"};
};

}  // namespace overt::testing

// The tool of tests/host in a hundred places that are not as they should be: with telemetry it
// does, says and leaves behind what it does without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hostile/world.h"

namespace overt::testing {
namespace {

class HostileHome : public ::testing::TestWithParam<Hostile> {
 protected:
  ConfinedOutcome run(const std::string& tool) const {
    Confined program = world_.tool(tool);
    if (GetParam().enter) program.enter = [this] { return GetParam().enter(world_); };
    return run_confined(program);
  }

  void expect_recorded() const {
    const std::string log = world_.log();
    const auto position = log.find(R"("eventType":"CommandStarted")");
    if (GetParam().recorded == Recorded::kNo) {
      EXPECT_EQ(position, std::string::npos) << log;
    } else if (GetParam().recorded == Recorded::kYes) {
      ASSERT_NE(position, std::string::npos);
      const std::string run = log.substr(position);
      EXPECT_EQ(std::ranges::count(run, '\n'), 4) << run;
      EXPECT_THAT(run, ::testing::HasSubstr(R"("eventData":{"exitCode":3,)"));
      EXPECT_TRUE(run.ends_with("\n"));
    }
  }

  void expect_unnoticed(const std::string& tool) {
    if (GetParam().arrange) GetParam().arrange(world_);
    const ConfinedOutcome plain = run("host_plain");
    if (!plain.not_permitted.empty()) GTEST_SKIP() << plain.not_permitted;
    const auto before = world_.listing();
    const ConfinedOutcome recording = run(tool);
    ASSERT_EQ(recording.not_permitted, "");

    EXPECT_FALSE(recording.outcome.hung);
    EXPECT_EQ(recording.outcome.out, plain.outcome.out);
    EXPECT_EQ(recording.outcome.err, plain.outcome.err);
    EXPECT_EQ(recording.outcome.exit_code, plain.outcome.exit_code);
    EXPECT_EQ(recording.outcome.signal, plain.outcome.signal);
    EXPECT_EQ(world_.listing(), before);
    expect_recorded();
  }

  World world_;
};

TEST_P(HostileHome, leaves_the_tool_as_it_is) { expect_unnoticed("host"); }

TEST_P(HostileHome, leaves_the_tool_as_it_is_in_ci) {
  // The tool and its sender talk over a socket: README.md, "Limitations".
  if (GetParam().name == std::string_view("a_socket_would_kill")) {
    GTEST_SKIP() << "a sender beside the run needs a socket";
  }
  world_.set("CI", "true");
  expect_unnoticed("host_in_ci");
}

std::string name_of(const ::testing::TestParamInfo<Hostile>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Homes, HostileHome, ::testing::ValuesIn(hostile_homes()), name_of);
INSTANTIATE_TEST_SUITE_P(Files, HostileHome, ::testing::ValuesIn(hostile_files()), name_of);
INSTANTIATE_TEST_SUITE_P(Processes, HostileHome, ::testing::ValuesIn(hostile_processes()), name_of);
INSTANTIATE_TEST_SUITE_P(Repositories, HostileHome, ::testing::ValuesIn(hostile_repositories()),
                         name_of);

}  // namespace
}  // namespace overt::testing

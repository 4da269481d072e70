// What reports say of versions and of weeks, on a small set of runs, and of many.
#include <gtest/gtest.h>

#include "reports/sample_runs.h"

namespace overt {
namespace {

using testing::kDay;
using testing::kMonday;
using testing::many_runs;
using testing::rows_of;
using testing::RunReportTest;
using testing::SampleRun;

// Runs of one command of two releases: 1.9.0 is there first, 1.10.0 comes on the second Monday.
std::vector<SampleRun> releases() {
  std::uint8_t id = 0;
  const auto run = [&](std::uint64_t project, int day, std::string version, int exit_code = 0) {
    return SampleRun{.id = ++id,
                     .command = "git push",
                     .project = project,
                     .day = day,
                     .exit_code = exit_code,
                     .duration_ms = 50,
                     .version = std::move(version)};
  };
  return {run(1, 0, "1.9.0"), run(1, 7, "1.10.0", 1),
          // Upgrades three days after the release.
          run(2, 1, "1.9.0"), run(2, 8, "1.9.0"), run(2, 10, "1.10.0"),
          // Does not upgrade.
          run(3, 2, "1.9.0"), run(3, 9, "1.9.0"),
          // Is new, and begins with it.
          run(4, 8, "1.10.0"),
          // Leaves before it.
          run(5, 3, "1.9.0"),
          // A build of the first one's own.
          run(1, 8, "dev")};
}

class ReleasesTest : public RunReportTest {
 protected:
  void SetUp() override {
    RunReportTest::SetUp();
    load(rows_of(releases()));
  }
};

// app | begins | version | of projects | runs | in ci
TEST_F(ReleasesTest, versions_are_in_the_order_of_semantic_versioning) {
  EXPECT_EQ(text("versions"), R"(
git | 2023-11-13 | 1.9.0 | 4/4 | 4 | 0/4
git | 2023-11-20 | dev | 1/4 | 1 | 0/1
git | 2023-11-20 | 1.9.0 | 2/4 | 2 | 0/2
git | 2023-11-20 | 1.10.0 | 3/4 | 3 | 0/3
)");
}

// app | version | first day | upgraded | p50 | p90
TEST_F(ReleasesTest, upgrade_lag_is_of_projects_that_were_there_before) {
  EXPECT_EQ(text("upgrade-lag"), "\ngit | 1.10.0 | 2023-11-20 | 2/3 | 0 | 3\n");
  EXPECT_EQ(text("upgrade-lag", {.since_ms = kMonday + 8 * kDay}), "\n");
}

// app | first week | week | weeks later | of projects
TEST_F(ReleasesTest, retention_is_of_those_whose_first_week_it_was) {
  EXPECT_EQ(text("retention"), R"(
git | 2023-11-13 | 2023-11-13 | 0 | 4/4
git | 2023-11-13 | 2023-11-20 | 1 | 3/4
git | 2023-11-20 | 2023-11-20 | 0 | 1/1
)");
  EXPECT_EQ(text("retention", {.since_ms = kMonday + 7 * kDay}),
            "\ngit | 2023-11-20 | 2023-11-20 | 0 | 1/1\n");
}

// app | version | before | failed | p90
TEST_F(ReleasesTest, release_guard_cannot_tell_from_a_few_runs) {
  EXPECT_EQ(text("release-guard"),
            "\ngit | 1.10.0 | 1.9.0 | 1/3 after 0/6: cannot tell yet | "
            "50 after 50: cannot tell yet\n");
}

TEST_F(RunReportTest, release_guard_tells_from_many_runs) {
  // Of 400 runs each: 2.0.0 fails like 1.0.0 and is as fast, 3.0.0 fails more and is slower.
  load(many_runs(1, "1.0.0", 1, 500));
  load(many_runs(2, "2.0.0", 1, 500));
  load(many_runs(3, "3.0.0", 9, 900));
  EXPECT_EQ(text("release-guard"), R"(
git | 2.0.0 | 1.0.0 | 4/400 after 4/400: not worse | 508 after 508: not worse
git | 3.0.0 | 2.0.0 | 36/400 after 4/400: worse | 904 after 508: worse
)");
}

}  // namespace
}  // namespace overt

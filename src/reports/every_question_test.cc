// Every report takes every question: an optimizer that stumbles over one would take the database
// with it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reports/catalogue.h"
#include "reports/sample_runs.h"

namespace overt {
namespace {

using testing::kDay;
using testing::kMonday;
using testing::SampleRun;

class EveryQuestionTest : public testing::RunReportTest {
 protected:
  static std::vector<SampleRun> runs_of(const std::string& app, int first_id) {
    std::vector<SampleRun> runs;
    for (int i = 0; i < 24; ++i) {
      SampleRun run{
          .id = static_cast<std::uint8_t>(first_id + i),
          .command = i % 3 == 0 ? "push" : "commit",
          .project = static_cast<std::uint64_t>(i % 4),
          .day = i / 3,
          .ci_name = i % 2 == 0 ? "" : "gitlab",
          .duration_ms = i * 40,
          .options = i % 2 == 0 ? std::vector<std::string>{"message"} : std::vector<std::string>{},
          .app = app,
          .version = i % 5 == 0 ? "2.0.0" : "1.0.0"};
      if (i % 6 != 5) run.exit_code = i % 4 == 3 ? 1 : 0;
      runs.push_back(std::move(run));
    }
    return runs;
  }

  void ask(const ReportQuery& query, const char* per) {
    for (int filters = 0; filters < 16; ++filters) {
      const bool has_version = filters / 4 % 2 == 1 && query.about != "version";
      const Question question{.app = filters % 2 == 0 ? "" : "git",
                              .command = filters / 2 % 2 == 0 ? "" : "push",
                              .version = has_version ? "1.0.0" : "",
                              .where = filters / 8 == 0 ? "all" : "local",
                              .per = per,
                              .since_ms = kMonday - kDay};
      SCOPED_TRACE(fmt::format("{} per {} of {} {} {} {}", query.name, per, question.app,
                               question.command, question.version, question.where));
      report(query.name, question);
      ASSERT_FALSE(HasFailure());
    }
  }

  void ask_all() {
    for (const ReportQuery& query : report_catalogue()) {
      ask(query, "week");
      // Others do not tell them apart.
      if (query.sql.find("{begins}") == std::string::npos) continue;
      for (const char* per : {"day", "month"}) ask(query, per);
    }
  }
};

TEST_F(EveryQuestionTest, is_answered_where_one_tool_is_all_there_is) {
  load(testing::rows_of(runs_of("git", 0)));
  ask_all();
}

TEST_F(EveryQuestionTest, is_answered_where_there_are_two) {
  std::vector<SampleRun> runs = runs_of("git", 0);
  for (SampleRun& run : runs_of("werf", 100)) runs.push_back(std::move(run));
  load(testing::rows_of(runs));
  ask_all();
}

}  // namespace
}  // namespace overt

#include "store/row.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

Event exited() {
  return {.ts_ms = 1658231825280,
          .execution_id = parse_uuid("835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5").value_or(Uuid()),
          .user_id = {},
          .project_id = "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1",
          .command = "werf converge",
          .attributes = {{"arch", std::string("amd64")},
                         {"ci", true},
                         {"ciName", std::string("gitlab")},
                         {"groupChannel", std::string("1.2 stable")},
                         {"os", std::string("linux")},
                         {"version", std::string("v1.2.3")}},
          .event_type = "CommandExited",
          .data = {{"exitCode", std::int64_t{1}}, {"durationMs", std::int64_t{10827}}},
          .schema_version = 2};
}

TEST(RowTest, takes_an_event_apart) {
  const Row row = row_from_event("werf", 1700000000000, exited());
  EXPECT_EQ(row.app, "werf");
  EXPECT_EQ(row.received_ms, 1700000000000);
  EXPECT_EQ(row.ts_ms, 1658231825280);
  EXPECT_EQ(to_string(row.execution_id), "835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5");
  EXPECT_EQ(row.command, "werf converge");
  EXPECT_EQ(row.event_type, "CommandExited");
  EXPECT_EQ(row.schema_version, 2);
  EXPECT_EQ(row.os, "linux");
  EXPECT_EQ(row.arch, "amd64");
  EXPECT_EQ(row.version, "v1.2.3");
  EXPECT_EQ(row.group_channel, "1.2 stable");
  EXPECT_TRUE(row.ci);
  EXPECT_EQ(row.ci_name, "gitlab");
  EXPECT_EQ(row.exit_code, 1);
  EXPECT_EQ(row.duration_ms, 10827);
  EXPECT_TRUE(row.options.empty());
}

TEST(RowTest, project_is_the_number_of_digits_5_to_16_also_where_there_are_no_others) {
  EXPECT_EQ(row_from_event("werf", 0, exited()).project, 0xD01907052934U);
  EXPECT_EQ(number_of_id("b4c2d01907052934"), 0xD01907052934U);
  EXPECT_EQ(number_of_id("d01907052934"), 0xD01907052934U);
}

TEST(RowTest, project_is_zero_for_no_project_and_for_what_is_not_an_id) {
  Event event = exited();
  for (const char* id : {"", "b4c2", "01907052934", "no hexadecimal digits", "d0190705293g"}) {
    event.project_id = id;
    EXPECT_EQ(row_from_event("werf", 0, event).project, 0U) << id;
  }
}

TEST(RowTest, options_become_parallel_lists) {
  Event event = exited();
  event.data = {{"commandOptions", OptionList{{.name = "repo", .as_cli = true, .count = 2},
                                              {.name = "env", .as_env = true}}}};
  const Row row = row_from_event("werf", 0, event);
  EXPECT_EQ(row.options, (std::vector<std::string>{"repo", "env"}));
  EXPECT_EQ(row.option_as_cli, (std::vector<bool>{true, false}));
  EXPECT_EQ(row.option_as_env, (std::vector<bool>{false, true}));
  EXPECT_EQ(row.option_counts, (std::vector<std::int64_t>{2, 0}));
}

TEST(RowTest, an_event_of_any_type_becomes_a_row) {
  Event event = exited();
  event.event_type = "UnshallowFailed";
  event.attributes = {};
  event.data = {{"gitlabRunnerVersion", std::string("16.0")}};
  const Row row = row_from_event("werf", 0, event);
  EXPECT_EQ(row.event_type, "UnshallowFailed");
  EXPECT_FALSE(row.ci);
  EXPECT_EQ(row.os, "");
  EXPECT_EQ(row.exit_code, std::nullopt);
  EXPECT_EQ(row.duration_ms, std::nullopt);
}

}  // namespace
}  // namespace overt

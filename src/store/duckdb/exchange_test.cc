// Files of events: every field of an event comes back, and what is interrupted leaves nothing.
#include "store/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/temporary_directory.h"
#include "model/event_json.h"
#include "store/store.h"

namespace overt {
namespace {

Event event_of(std::uint8_t run, std::string type, Fields data) {
  Event event{.ts_ms = 1'700'000'000'000,
              .execution_id = {},
              .user_id = "0000000000ab",
              .project_id = "ba9876543210",
              .command = "git commit",
              .attributes = {{"arch", std::string("amd64")},
                             {"ci", true},
                             {"ciName", std::string("a \"quoted\", name\n'")},
                             {"jobs", std::int64_t{-3}},
                             {"os", std::string("linux")},
                             {"shell", std::string("żsh")},
                             {"sparse", false},
                             {"version", std::string("2.39.5")}},
              .event_type = std::move(type),
              .data = std::move(data),
              .schema_version = 2};
  event.execution_id.bytes[15] = run;
  return event;
}

// The order of fields is no part of a row.
std::string in_order(Event event) {
  std::ranges::sort(event.attributes, {}, &Field::name);
  std::ranges::sort(event.data, {}, &Field::name);
  return to_json(event);
}

class ExchangeTest : public ::testing::TestWithParam<FileFormat> {
 protected:
  void SetUp() override {
    const auto store = open_duckdb_store(path_);
    ASSERT_TRUE(store.ok());
    std::vector<Row> rows;
    for (const Event& event : events_) {
      rows.push_back(row_from_event("git", 1'700'000'000'000 + received_++, event));
    }
    ASSERT_TRUE((*store)->load(rows, 1).ok());
  }

  ExportRequest request(FileFormat format) const {
    return {.output = output_, .format = format, .first_day = 0, .end_day = 100'000};
  }

  static bool go_on(double /*share*/) { return true; }

  // A run whose halves tell more than a run has columns for; one that did not end; another event.
  const std::vector<Event> events_ = {
      event_of(
          1, "CommandStarted",
          {{"commandOptions", OptionList{{"message", true, false, 2}, {"quiet", false, true, 0}}},
           {"depth", std::int64_t{7}}}),
      event_of(1, "CommandExited",
               {{"durationMs", std::int64_t{250}},
                {"exitCode", std::int64_t{1}},
                {"reason", std::string("refused")}}),
      event_of(2, "CommandStarted", {}),
      event_of(3, "BuildFinished", {{"cached", true}, {"images", std::int64_t{12}}})};
  std::int64_t received_ = 0;
  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::string output_ = directory_.file("events");
};

TEST_P(ExchangeTest, every_field_of_an_event_comes_back) {
  ASSERT_TRUE(export_duckdb_store(path_, request(GetParam()), go_on).ok());
  const auto file = open_event_file(output_, GetParam(), 0);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ((*file)->rows(), 4);
  const auto rows = (*file)->next(100);
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  ASSERT_EQ(rows->events.size(), events_.size()) << rows->why;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const ExportedEvent& exported = rows->events[i];
    EXPECT_EQ(exported.app, "git");
    EXPECT_EQ(exported.received_ms, 1'700'000'000'000 + static_cast<std::int64_t>(i));
    EXPECT_EQ(in_order(exported.event), in_order(events_[i]));
  }
  EXPECT_EQ((*file)->next(100)->rows, 0);
}

TEST_P(ExchangeTest, a_file_is_read_from_the_row_that_is_wanted) {
  ASSERT_TRUE(export_duckdb_store(path_, request(GetParam()), go_on).ok());
  const auto file = open_event_file(output_, GetParam(), 3);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto rows = (*file)->next(100);
  ASSERT_EQ(rows->events.size(), 1U);
  EXPECT_EQ(rows->events[0].event.event_type, "BuildFinished");
}

INSTANTIATE_TEST_SUITE_P(All, ExchangeTest,
                         ::testing::Values(FileFormat::kParquet, FileFormat::kCsv,
                                           FileFormat::kNdjson));

TEST(ExportTest, one_that_fails_leaves_what_was_there) {
  const testing::TemporaryDirectory directory;
  const std::string output = directory.file("no");
  std::filesystem::create_directories(output + "/folder");
  const ExportRequest request{.output = output, .end_day = 1};
  EXPECT_FALSE(export_duckdb_store(directory.file("none/store.duckdb"), request, [](double) {
                 return true;
               }).ok());
  EXPECT_TRUE(std::filesystem::is_directory(output));
  EXPECT_FALSE(std::filesystem::exists(output + ".part"));
}

}  // namespace
}  // namespace overt

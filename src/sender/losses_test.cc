#include "sender/losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Loss kFirst{.time_ms = 1, .segment = 2, .begin = 10, .end = 100, .events = 3};
constexpr Loss kSecond{.time_ms = 2, .segment = 3, .begin = 0, .end = 50, .events = 5};

class NotedLossesTest : public ::testing::Test {
 protected:
  NotedLosses read(std::string_view text, std::int64_t offset = 0) const {
    EXPECT_TRUE(write_file_atomically(path_, text));
    return read_losses(path_, offset);
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("losses.ndjson");
};

TEST_F(NotedLossesTest, are_read_as_the_tool_wrote_them) {
  const std::string text = to_json(kFirst) + to_json(kSecond);
  const NotedLosses noted = read(text);
  EXPECT_THAT(noted.losses, ElementsAre(kFirst, kSecond));
  EXPECT_EQ(noted.end, static_cast<std::int64_t>(text.size()));
}

TEST_F(NotedLossesTest, are_read_once) {
  const std::string text = to_json(kFirst);
  const NotedLosses first = read(text);
  const NotedLosses second = read(text + to_json(kSecond), first.end);
  EXPECT_THAT(second.losses, ElementsAre(kSecond));
  EXPECT_THAT(read(text + to_json(kSecond), second.end).losses, IsEmpty());
}

TEST_F(NotedLossesTest, a_file_that_is_shorter_began_anew) {
  EXPECT_THAT(read(to_json(kFirst), 4000).losses, ElementsAre(kFirst));
  EXPECT_EQ(read("", 4000).end, 0);
}

TEST_F(NotedLossesTest, a_line_without_its_newline_is_not_there_yet) {
  const std::string half = to_json(kSecond).substr(0, 20);
  const NotedLosses noted = read(to_json(kFirst) + half);
  EXPECT_THAT(noted.losses, ElementsAre(kFirst));
  EXPECT_EQ(noted.end, static_cast<std::int64_t>(to_json(kFirst).size()));
}

TEST_F(NotedLossesTest, lines_that_are_no_losses_are_passed_over) {
  const std::string text =
      "\n{}\nno JSON\n" + to_json({.segment = 1, .begin = 0, .end = 10, .events = 11}) +
      to_json({.segment = 1, .begin = 9, .end = 8, .events = 0}) +
      to_json({.segment = 1, .begin = -1, .end = 8, .events = 2}) +
      to_json({.segment = 1, .begin = 0, .end = 1LL << 60, .events = 1}) + to_json(kSecond);
  const NotedLosses noted = read(text);
  EXPECT_THAT(noted.losses, ElementsAre(kSecond));
  EXPECT_EQ(noted.end, static_cast<std::int64_t>(text.size()));
}

TEST_F(NotedLossesTest, no_file_is_no_loss) {
  EXPECT_THAT(read_losses(path_, 7).losses, IsEmpty());
  EXPECT_EQ(read_losses(directory_.path(), 7).end, 0);
}

TEST(LinesInALoss, are_those_that_begin_in_its_part_of_its_segment) {
  const auto line_at = [](std::int64_t segment, std::int64_t offset) {
    return LogLine{.text = "x", .begin = {segment, offset}, .end = {segment, offset + 2}};
  };
  const std::vector<LogLine> lines = {line_at(2, 9), line_at(2, 10), line_at(2, 99),
                                      line_at(2, 100), line_at(3, 10)};
  EXPECT_EQ(lines_in(kFirst, lines), 2);
  EXPECT_EQ(lines_in(kSecond, lines), 1);
  EXPECT_EQ(lines_in(kFirst, {}), 0);
}

}  // namespace
}  // namespace overt

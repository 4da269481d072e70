#include "client/cursor.h"

#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

Cursor some_cursor() {
  return {.position = {.segment = 3, .offset = 1234},
          .attempts = 2,
          .not_before_ms = 1'700'000'000'000,
          .lost = 7,
          .losses_offset = 180,
          .why = "answered 503",
          .endpoint = "https://telemetry.example/v1/traces"};
}

TEST(Cursor, what_is_saved_is_loaded) {
  const testing::TemporaryDirectory directory;
  ASSERT_TRUE(save_cursor(directory.file("cursor.json"), some_cursor()));
  EXPECT_EQ(load_cursor(directory.file("cursor.json")), some_cursor());
}

TEST(Cursor, is_one_line_that_can_be_read) {
  EXPECT_EQ(
      to_json(some_cursor()),
      R"({"segment":3,"offset":1234,"attempts":2,"notBeforeMs":1700000000000,)"
      R"("lost":7,"lossesOffset":180,"why":"answered 503","endpoint":"https://telemetry.example/v1/traces"})"
      "\n");
}

TEST(Cursor, one_of_an_older_version_has_lost_nothing) {
  Cursor older = some_cursor();
  older.lost = 0;
  older.losses_offset = 0;
  EXPECT_EQ(
      cursor_from_json(R"({"segment":3,"offset":1234,"attempts":2,"notBeforeMs":1700000000000,)"
                       R"("why":"answered 503","endpoint":"https://telemetry.example/v1/traces"})"),
      older);
}

TEST(Cursor, in_two_steps_others_see_the_old_one_until_the_last) {
  const testing::TemporaryDirectory directory;
  const StateDirectory state{directory.path()};
  ASSERT_TRUE(prepare_cursor(state, some_cursor()));
  EXPECT_EQ(load_cursor(state.cursor()), Cursor{});
  ASSERT_TRUE(commit_cursor(state));
  EXPECT_EQ(load_cursor(state.cursor()), some_cursor());
  EXPECT_FALSE(commit_cursor(state)) << "nothing is prepared";
}

TEST(Cursor, a_missing_one_is_the_beginning) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(load_cursor(directory.file("cursor.json")), Cursor{});
  EXPECT_EQ(load_cursor(directory.path()), Cursor{});
}

TEST(Cursor, one_cut_off_anywhere_is_the_beginning) {
  const std::string whole = to_json(some_cursor());
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    EXPECT_EQ(cursor_from_json(whole.substr(0, length)), Cursor{}) << length;
  }
}

TEST(Cursor, values_of_another_kind_or_range_are_the_beginning) {
  for (
      const char* text : {
          "null",
          "[]",
          "{}",
          R"({"segment":0,"offset":0,"attempts":0,"notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":-1,"attempts":0,"notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":1.5,"attempts":0,"notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":18446744073709551615,"attempts":0,"notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":9,"attempts":2147483648,"notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":9,"attempts":"1","notBeforeMs":0,"why":"","endpoint":""})",
          R"({"segment":1,"offset":9,"attempts":1,"notBeforeMs":0,"why":"","endpoint":7})",
          R"({"segment":1,"offset":9,"attempts":1,"notBeforeMs":0,"lost":-1,"why":"","endpoint":""})",
          R"({"segment":1,"offset":9,"attempts":1,"notBeforeMs":0,"lost":9007199254740993,"why":"","endpoint":""})",
          R"({"segment":1,"offset":9,"attempts":1,"notBeforeMs":0,"lossesOffset":-1,"why":"","endpoint":""})",
      }) {
    EXPECT_EQ(cursor_from_json(text), Cursor{}) << text;
  }
}

TEST(Cursor, a_file_of_the_limit_is_a_cursor_and_a_larger_one_is_not) {
  const testing::TemporaryDirectory directory;
  std::string text = to_json(some_cursor());
  text += std::string(kCursorBytesMax - text.size(), ' ');
  ASSERT_TRUE(write_file_atomically(directory.file("cursor.json"), text));
  EXPECT_EQ(load_cursor(directory.file("cursor.json")), some_cursor());
  ASSERT_TRUE(write_file_atomically(directory.file("cursor.json"), text + " "));
  EXPECT_EQ(load_cursor(directory.file("cursor.json")), Cursor{});
}

}  // namespace
}  // namespace overt

#include "client/cursor_hint.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

constexpr std::string_view kCursor =
    R"({"segment":3,"offset":1234,"attempts":2,"notBeforeMs":1700000000000,"lost":5,)"
    R"("lossesOffset":90,"why":"said \"segment\":9","endpoint":"https://a.example/v1/traces"})";

TEST(CursorHint, tells_what_the_sender_wrote) {
  EXPECT_EQ(cursor_position(kCursor), (LogPosition{3, 1234}));
  EXPECT_EQ(cursor_not_before_ms(kCursor), 1'700'000'000'000);
  EXPECT_TRUE(cursor_is_about(kCursor, "https://a.example"));
  EXPECT_FALSE(cursor_is_about(kCursor, "https://b.example"));
}

TEST(CursorHint, a_text_that_is_none_is_the_beginning) {
  for (const std::string_view text :
       {"", "{}", "null", R"({"segment":3})", R"({"segment":3,"offset":-1})",
        R"({"segment":0,"offset":7})", R"({"segment":99999999999999999999,"offset":7})",
        R"({"segment":"3","offset":7})"}) {
    EXPECT_EQ(cursor_position(text), LogPosition{}) << text;
    EXPECT_EQ(cursor_not_before_ms(text), 0) << text;
  }
}

TEST(CursorHint, a_missing_file_and_one_that_is_too_large_have_no_text) {
  const testing::TemporaryDirectory directory;
  const StateDirectory state{directory.path()};
  EXPECT_EQ(cursor_text(state), "");
  ASSERT_TRUE(write_file_atomically(state.cursor(), kCursor));
  EXPECT_EQ(cursor_text(state), kCursor);
  ASSERT_TRUE(write_file_atomically(state.cursor(), std::string(kCursorBytesMax + 1, ' ')));
  EXPECT_EQ(cursor_text(state), "");
}

}  // namespace
}  // namespace overt

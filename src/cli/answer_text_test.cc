#include "cli/answer_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt::cli {
namespace {

using ::testing::HasSubstr;

AskAnswer answer() {
  return {.refusal = {},
          .result = {.columns = {"command", "runs", "share", "ci"},
                     .rows = {{"git commit", std::int64_t{12345}, 0.5, true},
                              {"=git \x1b[1m,", std::int64_t{-3}, Cell(), false}}}};
}

TEST(AnswerTextTest, a_table_has_numbers_to_the_right_and_no_control_characters) {
  EXPECT_EQ(answer_table(answer(), Glyphs::kAscii),
            "command      runs  share  ci\n"
            "----------  -----  -----  -----\n"
            "git commit  12345    0.5  true\n"
            "=git ?[1m,     -3      -  false\n");
}

TEST(AnswerTextTest, csv_is_safe_for_spreadsheets_and_keeps_numbers) {
  EXPECT_EQ(answer_csv(answer()),
            "command,runs,share,ci\r\n"
            "git commit,12345,0.5,true\r\n"
            "\"'=git \x1b[1m,\",-3,,false\r\n");
}

TEST(AnswerTextTest, lists_every_table_and_column) {
  const std::string text = ask_tables_text(Glyphs::kAscii);
  for (const AskTable& table : ask_tables()) {
    EXPECT_THAT(text, HasSubstr(std::string(table.name) + ": " + std::string(table.meaning)));
    for (const AskColumn& column : table.columns) {
      EXPECT_THAT(text, HasSubstr(std::string(column.meaning)));
    }
  }
}

}  // namespace
}  // namespace overt::cli

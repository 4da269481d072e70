#include "reports/answer_json.h"

#include <gtest/gtest.h>

#include <limits>

namespace overt {
namespace {

TEST(AnswerJsonTest, writes_and_reads_every_kind_of_cell) {
  const AskAnswer answer{.refusal = {},
                         .result = {.columns = {"a", "b", "c", "d", "e"},
                                    .rows = {{Cell(), true, std::int64_t{-3}, 1.5, "\"x\"\n"}}},
                         .truncated = true};
  const std::string json = to_json(answer);
  EXPECT_EQ(json, R"({"columns":["a","b","c","d","e"],"rows":[[null,true,-3,1.5,"\"x\"\n"]],)"
                  R"("truncated":true})");
  const auto read = answer_from_json(json);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->result.columns, answer.result.columns);
  EXPECT_EQ(read->result.rows, answer.result.rows);
  EXPECT_TRUE(read->truncated);
}

TEST(AnswerJsonTest, writes_null_for_a_number_that_json_has_no_word_for) {
  const AskAnswer answer{
      .refusal = {},
      .result = {.columns = {"a"}, .rows = {{std::numeric_limits<double>::infinity()}}}};
  EXPECT_EQ(to_json(answer), R"({"columns":["a"],"rows":[[null]],"truncated":false})");
}

TEST(AnswerJsonTest, refuses_what_is_not_an_answer) {
  for (const char* text : {"", "[]", "{}", R"({"columns":[],"rows":[]})",
                           R"({"columns":[1],"rows":[],"truncated":false})",
                           R"({"columns":["a"],"rows":[[]],"truncated":false})",
                           R"({"columns":["a"],"rows":[[[1]]],"truncated":false})",
                           R"({"columns":["a"],"rows":1,"truncated":false})",
                           R"({"columns":["a"],"rows":[[1]],"truncated":0})"}) {
    EXPECT_FALSE(answer_from_json(text).ok()) << text;
  }
}

TEST(AnswerJsonTest, reads_why_a_collector_refused) {
  EXPECT_EQ(error_from_json(R"({"error":"give one statement"})"), "give one statement");
  for (const char* text : {"", "[]", "{}", R"({"error":1})"}) EXPECT_EQ(error_from_json(text), "");
}

}  // namespace
}  // namespace overt

#include "collector/http_message.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

using Pair = std::pair<std::string, std::string>;

TEST(HttpMessage, a_target_is_split_at_its_first_question_mark) {
  EXPECT_EQ(split_target("/v1/traces"), Pair("/v1/traces", ""));
  EXPECT_EQ(split_target("/a?b=c?d"), Pair("/a", "b=c?d"));
  EXPECT_EQ(split_target("?"), Pair("", ""));
}

TEST(HttpMessage, a_query_parameter_is_found_by_its_whole_name_and_decoded) {
  const std::string query = "asince=1&since=30d&app=a%2Fb+c&flag&since=7d";
  EXPECT_EQ(query_parameter(query, "since"), "30d");
  EXPECT_EQ(query_parameter(query, "app"), "a/b c");
  EXPECT_EQ(query_parameter(query, "flag"), "");
  EXPECT_EQ(query_parameter(query, "sinc"), std::nullopt);
  EXPECT_EQ(query_parameter("", "since"), std::nullopt);
}

TEST(HttpMessage, a_broken_escape_stays_as_it_is) {
  for (const char* value : {"%", "%4", "%4g", "x%"}) {
    EXPECT_EQ(query_parameter(std::string("a=") + value, "a"), value);
  }
}

TEST(HttpMessage, a_media_type_is_compared_without_case_and_parameters) {
  EXPECT_EQ(media_type("Application/JSON ; charset=utf-8"), "application/json");
  EXPECT_EQ(media_type(""), "");
}

}  // namespace
}  // namespace overt

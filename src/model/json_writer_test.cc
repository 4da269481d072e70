#include "model/json_writer.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

std::string quoted(std::string_view text) {
  JsonWriter json;
  json.string(text);
  return std::move(json).take();
}

// The expected texts are what Go's json.Marshal writes for the same strings.
TEST(JsonWriter, strings_are_escaped_as_go_escapes_them) {
  EXPECT_EQ(quoted("plain"), R"("plain")");
  EXPECT_EQ(quoted("\"\\/"), R"("\"\\/")");
  EXPECT_EQ(quoted("\n\r\t\b\f"), R"("\n\r\t\b\f")");
  EXPECT_EQ(quoted(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(quoted("<a&b>"), R"("\u003ca\u0026b\u003e")");
  EXPECT_EQ(quoted("\u2028\u2029\u2030"), "\"\\u2028\\u2029\u2030\"");
  EXPECT_EQ(quoted("ключ"), "\"ключ\"");
}

TEST(JsonWriter, empty_objects_and_lists_stand_on_one_line_in_both_styles) {
  for (const JsonStyle style : {JsonStyle::kLine, JsonStyle::kPage}) {
    JsonWriter json(style);
    json.begin_array();
    json.end_array();
    EXPECT_EQ(std::move(json).take(), "[]");
  }
}

TEST(JsonWriter, a_page_has_two_spaces_a_level) {
  JsonWriter json(JsonStyle::kPage);
  json.begin_object();
  json.key("a");
  json.begin_array();
  json.integer(-1);
  json.begin_object();
  json.end_object();
  json.end_array();
  json.key("b");
  json.boolean(true);
  json.end_object();
  EXPECT_EQ(std::move(json).take(), "{\n  \"a\": [\n    -1,\n    {}\n  ],\n  \"b\": true\n}");
}

}  // namespace
}  // namespace overt

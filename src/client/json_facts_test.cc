#include "client/json_facts.h"

#include <gtest/gtest.h>

#include <string>

#include "model/json_writer.h"

namespace overt {
namespace {

TEST(JsonFacts, are_the_numbers_and_texts_of_an_object_and_of_those_in_it) {
  const auto facts = JsonFacts::read(
      R"( {"ts":1700000000000,"begin":{"segment":-2,"deeper":{"text":"a"}},"empty":{},"why":""} )");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->integer("ts"), 1'700'000'000'000);
  EXPECT_EQ(facts->integer("begin.segment"), -2);
  EXPECT_EQ(facts->text("begin.deeper.text"), "a");
  EXPECT_EQ(facts->text("why"), "");
  EXPECT_EQ(facts->integer("why"), std::nullopt) << "of another kind";
  EXPECT_EQ(facts->text("ts"), std::nullopt);
  EXPECT_EQ(facts->text("empty"), std::nullopt);
  EXPECT_EQ(facts->integer("segment"), std::nullopt);
}

TEST(JsonFacts, of_arrays_nothing_is_kept_and_what_stands_behind_them_is) {
  const auto facts =
      JsonFacts::read(R"({"list":[{"n":1},"x",[],[2,[3]],true],"n":4,"no":null,"yes":false})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->integer("n"), 4);
  EXPECT_EQ(facts->integer("list.n"), std::nullopt);
}

TEST(JsonFacts, texts_are_read_as_they_were_written) {
  std::string every;
  for (int byte = 0; byte < 0x80; ++byte) every += static_cast<char>(byte);
  every += "é\u2028€😀";
  JsonWriter writer;
  writer.begin_object();
  writer.key("text");
  writer.string(every);
  writer.end_object();
  const auto facts = JsonFacts::read(std::move(writer).take());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->text("text"), every);
  EXPECT_EQ(JsonFacts::read(R"({"t":"\u00e9\ud83d\ude00\/"})")->text("t"), "é😀/");
}

TEST(JsonFacts, a_number_that_is_not_whole_or_too_large_is_none) {
  const auto facts = JsonFacts::read(
      R"({"a":1.5,"b":1e3,"c":9223372036854775807,"d":9223372036854775808,"e":-0.1E-7})");
  ASSERT_TRUE(facts);
  for (const char* key : {"a", "b", "d", "e"}) EXPECT_EQ(facts->integer(key), std::nullopt) << key;
  EXPECT_EQ(facts->integer("c"), 9'223'372'036'854'775'807);
}

TEST(JsonFacts, an_object_cut_off_anywhere_is_none) {
  const std::string whole = R"({"a":-12.5e+3,"b":"\u00e9\n","c":[1,{"d":null}],"e":{"f":true}})";
  ASSERT_TRUE(JsonFacts::read(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(JsonFacts::read(whole.substr(0, length))) << length;
  }
}

TEST(JsonFacts, what_is_no_object_is_none) {
  for (const char* text : {"",
                           "[]",
                           "1",
                           "{} {}",
                           R"({"a"})",
                           R"({"a":})",
                           R"({"a":1,})",
                           R"({"a":[1,]})",
                           R"({"a":01})",
                           R"({"a":+1})",
                           R"({"a":1.})",
                           R"({"a":1e})",
                           R"({"a":.5})",
                           R"({"a":nil})",
                           R"({a:1})",
                           R"({"a":"\x"})",
                           R"({"a":"\ud83d"})",
                           R"({"a":"\udc00"})",
                           R"({"a":"\u12g4"})",
                           "{\"a\":\"\n\"}"}) {
    EXPECT_FALSE(JsonFacts::read(text)) << text;
  }
  EXPECT_FALSE(JsonFacts::read(R"({"a":)" + std::string(100'000, '[')));
  std::string deep;
  for (int depth = 0; depth < 100'000; ++depth) deep += R"({"a":)";
  EXPECT_FALSE(JsonFacts::read(deep));
}

}  // namespace
}  // namespace overt

#include "model/event_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/limits.h"
#include "model/page_examples.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::kPageExited;
using testing::kPageStarted;
using testing::page_exited;
using testing::page_started;
using testing::schema_2_event;
using ::testing::StartsWith;

// `text` with `from` replaced by `to`; `from` must stand in it.
std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed(text);
  const auto position = changed.find(from);
  EXPECT_NE(position, std::string::npos) << from;
  return changed.replace(position, from.size(), to);
}

std::string error_of(const std::string& text) {
  const auto event = event_from_json(text);
  EXPECT_FALSE(event) << text;
  return event ? "" : event.error().message;
}

TEST(EventJson, events_are_written_byte_for_byte_as_the_page_shows_them) {
  EXPECT_EQ(to_json(page_started(), JsonStyle::kPage), kPageStarted);
  EXPECT_EQ(to_json(page_exited(), JsonStyle::kPage), kPageExited);
}

TEST(EventJson, a_line_is_the_page_without_white_space) {
  EXPECT_EQ(
      to_json(page_exited()),
      R"({"ts":1658231836102,"executionID":"2f75d020-684e-4224-9013-35e95e1b7721",)"
      R"("projectID":"b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1",)"
      R"("command":"werf converge","attributes":{"arch":"amd64","os":"linux","version":"dev"},)"
      R"("eventType":"CommandExited","eventData":{"exitCode":0,"durationMs":10827},)"
      R"("schemaVersion":1})");
}

TEST(EventJson, schema_2_adds_the_user_id_after_the_execution_id) {
  EXPECT_THAT(to_json(schema_2_event()),
              HasSubstr(R"(35e95e1b7721","userID":"u","projectID":"b4c2)"));
  EXPECT_THAT(to_json(schema_2_event()), HasSubstr(R"("extra":{"key":"text"},"os":"darwin")"));
}

TEST(EventJson, without_options_the_data_is_an_empty_object) {
  Event event = page_started();
  event.data.clear();
  EXPECT_THAT(to_json(event), HasSubstr(R"("eventData":{},)"));
}

TEST(EventJson, what_is_written_is_read_back) {
  for (const Event& event : {page_started(), page_exited(), schema_2_event()}) {
    for (const JsonStyle style : {JsonStyle::kLine, JsonStyle::kPage}) {
      const auto read = event_from_json(to_json(event, style));
      ASSERT_TRUE(read) << read.error().message;
      EXPECT_EQ(*read, event);
    }
  }
}

TEST(EventJson, keys_may_come_in_any_order) {
  const auto event = event_from_json(
      R"({"schemaVersion":1,"eventType":"CommandExited","eventData":{},"attributes":{},)"
      R"("command":"c","projectID":"","executionID":"2f75d020-684e-4224-9013-35e95e1b7721","ts":7})");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->ts_ms, 7);
}

TEST(EventJson, every_key_must_be_there) {
  const std::vector<std::pair<std::string, std::string>> parts = {
      {"ts", "1"},           {"executionID", "\"2f75d020-684e-4224-9013-35e95e1b7721\""},
      {"userID", "\"\""},    {"projectID", "\"\""},
      {"command", "\"c\""},  {"attributes", "{}"},
      {"eventType", "\"\""}, {"eventData", "{}"},
      {"schemaVersion", "2"}};
  const auto without = [&parts](std::string_view missing) {
    std::string text;
    for (const auto& [key, value] : parts) {
      if (key != missing) text += (text.empty() ? "{\"" : ",\"") + key + "\":" + value;
    }
    return text + "}";
  };
  EXPECT_TRUE(event_from_json(without("")));
  for (const auto& [key, value] : parts) {
    // Without its schema an event is taken for one of schema 1, which has no userID.
    const std::string expected =
        key == "schemaVersion" ? "userID: not in schema 1" : key + ": is missing";
    EXPECT_EQ(error_of(without(key)), expected);
  }
}

TEST(EventJson, an_object_of_too_many_keys_is_none_of_an_event) {
  const auto with_keys = [](std::size_t count) {
    std::string object = "{";
    for (std::size_t i = 0; i < count; ++i) {
      object += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":true";
    }
    return fields_from_json(object + "}");
  };
  EXPECT_TRUE(with_keys(kEventFieldsMax));
  EXPECT_EQ(with_keys(kEventFieldsMax + 1).error().message, "the text: has too many keys");
}

TEST(EventJson, what_is_not_an_event_is_refused_and_named) {
  const std::string line = to_json(page_exited());
  EXPECT_EQ(error_of(with(line, R"("command")", R"("ts":1,"command")")), "ts: stands twice");
  EXPECT_EQ(error_of(with(line, R"("command")", R"("email":"a@b","command")")),
            "an event has no key of that name");
  EXPECT_EQ(error_of(with(line, R"("projectID")", R"("userID":"u","projectID")")),
            "userID: not in schema 1");
  EXPECT_EQ(error_of(with(line, "2f75d020-", "2f75d020_")), "executionID: must be a UUID");
  EXPECT_EQ(error_of(with(line, R"("werf converge")", "7")), "command: must be a text");
  EXPECT_EQ(error_of(with(line, R"("os":"linux")", R"("arch":"linux")")),
            "attributes: a key stands twice");
  EXPECT_EQ(error_of(with(line, R"({"exitCode":0,"durationMs":10827})", "[]")),
            "eventData: must be an object");
  EXPECT_EQ(
      error_of(with(line, "10827", "1.5")),
      "eventData: must be a boolean, a 64-bit integer, a text, a list of options or an object");
  EXPECT_EQ(error_of(with(line, "10827", "null")), error_of(with(line, "10827", "1.5")));
  EXPECT_EQ(error_of("[]"), "an event must be a JSON object");
  EXPECT_THAT(error_of(""), StartsWith("not JSON: "));
  EXPECT_THAT(error_of(line + line), StartsWith("not JSON: "));
  EXPECT_THAT(error_of(with(line, "werf", "w\xFFrf")), StartsWith("not JSON: "));
}

TEST(EventJson, options_are_refused_unless_they_are_names_and_counts) {
  const std::string line = to_json(page_started());
  EXPECT_EQ(error_of(with(line, R"("count":0)", R"("value":"secret")")),
            "eventData: an option has name, asCli, asEnv and count, nothing else");
  EXPECT_EQ(error_of(with(line, R"("count":0)", R"("count":-1)")),
            "eventData: count must be an integer that is not negative");
  EXPECT_EQ(error_of(with(line, R"("name":"repo",)", "")), "eventData: an option must have a name");
  EXPECT_EQ(error_of(with(line, R"({"name":"repo","asCli":false,"asEnv":false,"count":0})", "1")),
            "eventData: an option must be an object");
  for (const char* const again :
       {R"("name":"repo")", R"("asCli":true)", R"("asEnv":false)", R"("count":1)"}) {
    EXPECT_EQ(error_of(with(line, R"("count":0)", R"("count":0,)" + std::string(again))),
              "eventData: a key of an option stands twice")
        << again;
  }
}

TEST(EventJson, an_error_never_tells_the_value) {
  const std::string line =
      with(to_json(page_exited()), R"("arch":"amd64")", R"("arch":[["SECRET"]])");
  EXPECT_THAT(error_of(line), ::testing::Not(HasSubstr("SECRET")));
}

TEST(EventJson, time_and_schema_are_read_up_to_their_limits) {
  const std::string line = to_json(page_exited());
  EXPECT_TRUE(event_from_json(with(line, "1658231836102", std::to_string(kTimestampMsMax))));
  EXPECT_FALSE(event_from_json(with(line, "1658231836102", std::to_string(kTimestampMsMax + 1))));
  EXPECT_TRUE(event_from_json(with(line, "1658231836102", "0")));
  EXPECT_FALSE(event_from_json(with(line, "1658231836102", "-1")));
  EXPECT_FALSE(event_from_json(with(line, R"("schemaVersion":1)", R"("schemaVersion":0)")));
  EXPECT_FALSE(event_from_json(with(line, R"("schemaVersion":1)", R"("schemaVersion":3)")));
}

TEST(EventJson, nesting_is_read_up_to_its_limit) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(error_of(nested(kJsonDepthMax)), "an event must be a JSON object");
  EXPECT_THAT(error_of(nested(kJsonDepthMax + 1)), StartsWith("not JSON: "));
  EXPECT_THAT(error_of(nested(1'000'000)), StartsWith("not JSON: "));
}

TEST(EventJson, every_cut_of_an_event_is_refused) {
  const std::string line = to_json(schema_2_event());
  for (std::size_t length = 0; length < line.size(); ++length) {
    EXPECT_FALSE(event_from_json(line.substr(0, length))) << length;
  }
}

}  // namespace
}  // namespace overt

// What stands in a request: OTLP's JSON mapping, ids and attributes, and documents made to do harm.
// A test that takes much time or memory fails by its deadline or by the limit that it sets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <nlohmann/json.hpp>
#include <protozero/pbf_reader.hpp>

#include "model/event_json.h"
#include "model/limits.h"
#include "model/otlp_fields.h"
#include "otlp/world.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kMillion = 1'000'000;

std::string repeated(std::string_view text, int times) {
  std::string result;
  result.reserve(text.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

std::string field(int number, std::string_view content) {
  return varint(static_cast<std::uint64_t>(number) << 3 | 2) + varint(content.size()) +
         std::string(content);
}

// A request whose one span is that of an event and has in addition what stands in `more`, which is
// in the request's encoding: fields of a span in protobuf, members of its object in JSON.
std::string with_more(OtlpEncoding encoding, const Event& event, std::string_view more) {
  std::string request = request_of({event}, encoding);
  if (encoding == OtlpEncoding::kJson) {
    request.insert(request.find("{\"attributes\""), "@");
    return request.replace(request.find("@{"), 2, "{" + std::string(more) + ",");
  }
  // The span is the last field of the three messages around it.
  protozero::pbf_reader reader(request);
  std::string span;
  for (const auto tag : {otlp::kRequestResourceSpans, otlp::kResourceSpansScopeSpans}) {
    reader.next(tag);
    reader = reader.get_message();
  }
  reader.next(otlp::kScopeSpansSpans);
  span = reader.get_string();
  return field(1, field(2, field(2, span + std::string(more))));
}

class JsonMapping : public OtlpWorld {
 protected:
  // The span of werf_event(1), changed by the test.
  template <typename Change>
  ExportResponse rejected_after(Change change) {
    json request = json::parse(request_of({werf_event(1)}, OtlpEncoding::kJson));
    change(request["resourceSpans"][0]["scopeSpans"][0]["spans"][0], request);
    const Answer answer = ask(post("/v1/traces", kJsonType, request.dump()));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return response_in(answer, OtlpEncoding::kJson);
  }
};

// 15. Ids are hex of either case; other bytes base64; enums integers; keys lowerCamelCase only;
// unknown fields are ignored; 64-bit integers are read as string or number.
TEST_F(JsonMapping, statement_15_json_is_read_as_otlp_maps_it) {
  EXPECT_EQ(
      rejected_after([](json& span, json& request) {
        for (const char* id : {"traceId", "spanId"}) {
          std::string text = span[id];
          for (char& digit : text) digit = static_cast<char>(std::toupper(digit));
          span[id] = text;
        }
        span["kind"] = 1;
        span["parentSpanId"] = "eee19b7ec3c1b174";
        span["startTimeUnixNano"] = "1544712660000000000";
        span["endTimeUnixNano"] = 1544712661000000000;
        span["unknownField"] = {{"deep", {1, nullptr, "x"}}};
        span["attributes"].push_back({{"key", "blob"}, {"value", {{"bytesValue", "AAEC/w=="}}}});
        span["attributes"].push_back({{"key", "null"}, {"value", nullptr}});
        span["attributes"][0]["value"] = {{"intValue", 1}, {"stringValue", nullptr}};
        request["unknown"] = true;
      }),
      ExportResponse{});
  const auto snake = [](json& span, json&) {
    span["trace_id"] = span["traceId"];
    span.erase("traceId");
  };
  EXPECT_EQ(rejected_after(snake).error_message, "trace id or span id: not valid");
  const auto base64 = [](json& span, json&) { span["spanId"] = "AAECAwQFBgc="; };
  EXPECT_EQ(rejected_after(base64).rejected_spans, 1);
  EXPECT_THAT(stored_moments(), ElementsAre(1));
}

// 17. `trace_id` is 16 bytes, `span_id` 8, neither all zero.
TEST_P(OtlpTest, statement_17_a_span_without_valid_ids_is_rejected) {
  const auto answer_to = [this](const std::string& trace_id, const std::string& span_id) {
    const std::string hex = R"("traceId":")" + to_hex(as_bytes(trace_id)) + R"(","spanId":")" +
                            to_hex(as_bytes(span_id)) + "\"";
    std::string request =
        with_more(encoding(), werf_event(1),
                  encoding() == OtlpEncoding::kJson ? hex : field(1, trace_id) + field(2, span_id));
    const Answer answer = ask(post_body(request));
    EXPECT_EQ(answer.status, 200);
    return response_in(answer, encoding()).rejected_spans;
  };
  EXPECT_EQ(answer_to(std::string(16, 'a'), std::string(8, 'b')), 0);
  EXPECT_EQ(answer_to(std::string(16, '\0'), std::string(8, 'b')), 1);
  EXPECT_EQ(answer_to(std::string(16, 'a'), std::string(8, '\0')), 1);
  EXPECT_EQ(answer_to(std::string(15, 'a'), std::string(8, 'b')), 1);
  EXPECT_EQ(answer_to(std::string(16, 'a'), std::string(9, 'b')), 1);
  EXPECT_EQ(answer_to("", ""), 1);
}

std::string attribute(OtlpEncoding encoding, std::string_view key, std::string_view text) {
  if (encoding == OtlpEncoding::kJson) {
    return json{{"key", key}, {"value", {{"stringValue", text}}}}.dump() + ",";
  }
  return field(9, field(1, key) + field(2, field(1, text)));
}

// The request of an event with these attributes before its own.
std::string with_attributes(OtlpEncoding encoding, const std::string& attributes) {
  if (encoding == OtlpEncoding::kProtobuf) return with_more(encoding, werf_event(1), attributes);
  std::string request = request_of({werf_event(1)}, encoding);
  return request.insert(request.find('[', request.find("\"attributes\"")) + 1, attributes);
}

// 17. Attribute keys are unique; a duplicate is ours to rule on: the span is rejected if it is one
// that we read, for nobody knows which was meant.
TEST_P(OtlpTest, statement_17_a_key_that_stands_twice_is_rejected_where_it_counts) {
  for (const auto& [key, rejected] : {std::pair("command", 1), std::pair("other", 0)}) {
    const std::string twice = repeated(attribute(encoding(), key, "werf converge"), 2);
    const Answer answer = ask(post_body(with_attributes(encoding(), twice)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(response_in(answer, encoding()).rejected_spans, rejected) << key;
  }
}

TEST_P(OtlpTest, a_million_attributes_of_one_key_cost_one_span_and_no_other) {
  const std::string request =
      with_attributes(encoding(), repeated(attribute(encoding(), "command", ""), kMillion));
  const Answer answer = ask(post_body(request));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(response_in(answer, encoding()),
            (ExportResponse{.rejected_spans = 1, .error_message = "attributes: more than 128"}));
  EXPECT_EQ(ask(post_events({werf_event(2)})).status, 200);
  EXPECT_THAT(stored_moments(), ElementsAre(2));
}

TEST_P(OtlpTest, a_span_of_the_most_attributes_is_read_and_one_more_is_rejected) {
  const int own = 8;
  const int room = static_cast<int>(kSpanAttributesMax) - own;
  for (const int more : {0, 1}) {
    const Answer answer = ask(post_body(
        with_attributes(encoding(), repeated(attribute(encoding(), "other", "x"), room + more))));
    EXPECT_EQ(response_in(answer, encoding()).rejected_spans, more);
  }
}

TEST_P(OtlpTest, nesting_of_a_million_levels_costs_nothing) {
  if (encoding() == OtlpEncoding::kJson) {
    for (const char* level : {"[", "{\"a\":", "{\"kvlistValue\":{\"values\":["}) {
      EXPECT_EQ(ask(post_body(repeated(level, kMillion))).status, 400) << level;
    }
    const std::string whole = repeated("[", kMillion) + repeated("]", kMillion);
    EXPECT_EQ(ask(post_body(with_more(encoding(), werf_event(1), "\"x\":" + whole))).status, 400);
    // 32 levels are read, an unknown field's among them: 8 of them lead to the inside of a span.
    const auto deep = [this](int levels) {
      return ask(post_body(with_more(encoding(), werf_event(1),
                                     "\"x\":" + repeated("[", levels) + repeated("]", levels))))
          .status;
    };
    EXPECT_EQ(deep(static_cast<int>(kJsonDepthMax) - 8), 200);
    EXPECT_EQ(deep(static_cast<int>(kJsonDepthMax)), 400);
    return;
  }
  // An AnyValue in an ArrayValue in an AnyValue …: skipped as a whole, so its depth does not
  // matter.
  std::string nested;
  std::vector<std::string> heads;
  std::size_t size = 0;
  for (int level = 0; level < kMillion; ++level) {
    const char tag = level % 2 == 0 ? '\x0A' : '\x2A';
    heads.push_back(tag + varint(size));
    size += heads.back().size();
  }
  nested.reserve(size);
  for (std::size_t i = heads.size(); i-- > 0;) nested += heads[i];
  const auto as_attribute = [&nested](std::string_view key) {
    return field(9, field(1, key) + field(2, nested));
  };
  EXPECT_EQ(
      response_in(ask(post_body(with_attributes(encoding(), as_attribute("other")))), encoding()),
      ExportResponse{});
  EXPECT_EQ(
      response_in(ask(post_body(with_attributes(encoding(), as_attribute("command")))), encoding())
          .error_message,
      "command: stands twice");
  EXPECT_THAT(stored_moments(), ElementsAre(1));
}

TEST_P(OtlpTest, nesting_inside_of_the_text_of_an_attribute_is_refused_as_well) {
  for (const int levels : {40, 60'000, kMillion}) {
    Event event = werf_event(1);
    event.data.clear();
    std::string request = request_of({event}, encoding());
    const std::string deep = repeated("[", levels);
    if (encoding() == OtlpEncoding::kJson) {
      const std::string empty = R"({"stringValue":"{}"})";
      request.replace(request.find(empty), empty.size(), R"({"stringValue":")" + deep + "\"}");
    } else {
      request = with_attributes(encoding(), attribute(encoding(), "x", deep));
    }
    const Answer answer = ask(post_body(request));
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(response_in(answer, encoding()).rejected_spans,
              encoding() == OtlpEncoding::kJson ? 1 : 0);
  }
}

TEST_F(OtlpWorld, json_that_is_not_json_is_a_400) {
  const std::string begin = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"name":)";
  const std::string end = "}]}]}]}";
  for (const std::string value :
       {"NaN", "Infinity", "-Infinity", "1e999", "18446744073709551616", "01", "'x'", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\xFF\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"",
        "\"\x01\"", "\"x", "tru", "[1,]", "1", "{}"}) {
    EXPECT_EQ(ask(post("/v1/traces", kJsonType, begin + value + end)).status, 400) << value;
  }
  EXPECT_EQ(ask(post("/v1/traces", kJsonType, "\xEF\xBB\xBF{}")).status, 400);
  EXPECT_EQ(ask(post("/v1/traces", kJsonType, "{} {}")).status, 400);
  EXPECT_EQ(ask(post("/v1/traces", kJsonType, "")).status, 400);
  EXPECT_EQ(ask(post("/v1/traces", kJsonType, begin + R"("\u0000")" + end)).status, 200);
}

TEST_F(OtlpWorld, of_a_json_key_that_stands_a_million_times_the_first_one_counts) {
  const std::string more = repeated(R"("name":1,)", kMillion) + R"("x":0)";
  std::string request = request_of({werf_event(1)}, OtlpEncoding::kJson);
  request.insert(request.find(R"("kind")"), more + ",");
  // The name of the span itself stands behind them.
  EXPECT_EQ(ask(post("/v1/traces", kJsonType, request)).status, 400);
  request = request_of({werf_event(1)}, OtlpEncoding::kJson);
  const std::string last = R"("traceId":")";
  constexpr std::size_t kHexAndQuote = 33;
  request.insert(request.find(last) + last.size() + kHexAndQuote, "," + more);
  const Answer answer = ask(post("/v1/traces", kJsonType, request));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{}");
}

TEST_F(OtlpWorld, integers_that_are_none_are_a_400) {
  for (const char* number : {"1.5", "\"1.5\"", "\"\"", "\" 1\"", "\"0x1\"", "true", "[]",
                             "\"9223372036854775808\"", "9223372036854775808"}) {
    json request = json::parse(request_of({werf_event(1)}, OtlpEncoding::kJson));
    std::string text = request.dump();
    const std::string one = R"("intValue":"1")";
    text.replace(text.find(one), one.size(), R"("intValue":)" + std::string(number));
    EXPECT_EQ(ask(post("/v1/traces", kJsonType, text)).status, 400) << number;
  }
}

TEST_F(OtlpWorld, protobuf_that_is_not_protobuf_is_a_400) {
  const std::string good = request_of({werf_event(1)}, OtlpEncoding::kProtobuf);
  const std::vector<std::string> bad = {
      "\x0A",                                    // no length
      "\x0A\x05xx",                              // shorter than its length
      "\x0A\xFF\xFF\xFF\xFF\x0F",                // 4 GiB
      "\x0A" + std::string(9, '\xFF') + "\x01",  // 2^64 - 1 bytes
      std::string(11, '\xFF'),                   // a varint of 11 bytes
      "\x0A" + std::string(11, '\xFF'),          // as a length
      std::string("\x02\x00", 2),                // field 0
      "\x0F",                                    // wire type 7
      good + "\x0C",                             // the end of a group that has no beginning
      field(1, field(2, field(2, field(9, "\x0A\x7F")))),  // cut off inside
  };
  for (const std::string& body : bad) {
    EXPECT_EQ(ask(post("/v1/traces", kProtobufType, body)).status, 400) << to_hex(as_bytes(body));
  }
  // Another wire type than the schema's is an unknown field, and passed over.
  for (const std::string& body : {std::string("\x08\x01"), "\x0D" + std::string(4, 'x'),
                                  "\x09" + std::string(8, 'x'), good + "\x08\x01"}) {
    EXPECT_EQ(ask(post("/v1/traces", kProtobufType, body)).status, 200) << to_hex(as_bytes(body));
  }
}

TEST_F(OtlpWorld, text_that_is_not_utf_8_costs_its_span) {
  Event event = werf_event(1);
  event.command = "werf \xFF";
  const Answer answer = ask(post("/v1/traces", kProtobufType,
                                 request_of({event, werf_event(2)}, OtlpEncoding::kProtobuf)));
  EXPECT_EQ(response_in(answer, OtlpEncoding::kProtobuf),
            (ExportResponse{.rejected_spans = 1, .error_message = "command: must be UTF-8"}));
  EXPECT_THAT(stored_moments(), ElementsAre(2));
}

// Two bytes of protobuf for an attribute.
TEST_F(OtlpWorld, the_largest_body_of_empty_attributes_takes_no_more_memory_than_its_size) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer takes more than that by itself";
  const std::string attributes = repeated(std::string_view("\x4A\x00", 2), 30 * kMillion);
  const std::string body = with_attributes(OtlpEncoding::kProtobuf, attributes);
  const rlimit memory{.rlim_cur = rlim_t{2} << 30, .rlim_max = RLIM_INFINITY};
  ASSERT_EQ(::prlimit(collector_->pid(), RLIMIT_DATA, &memory, nullptr), 0);
  const Answer answer = ask(post("/v1/traces", kProtobufType, body));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(response_in(answer, OtlpEncoding::kProtobuf).rejected_spans, 1);
}

}  // namespace
}  // namespace overt::testing

#include "model/otlp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <protozero/pbf_writer.hpp>

#include "base/hash.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "model/otlp_fields.h"
#include "model/page_examples.h"
#include "model/test_lost_events.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::page_exited;
using testing::page_started;
using testing::schema_2_event;
using ::testing::StartsWith;

OutgoingEvent outgoing(const Event& event) { return {event, identity_of(event, to_json(event))}; }

std::string request_of(const std::vector<Event>& events) {
  std::vector<OutgoingEvent> all;
  for (const Event& event : events) all.push_back(outgoing(event));
  return encode_export_request(all, "telemetry.example");
}

std::vector<OtlpSpan> spans_of(std::string_view body, OtlpEncoding encoding) {
  auto spans = decode_export_request(body, encoding);
  EXPECT_TRUE(spans) << spans.error().message;
  return spans ? *std::move(spans) : std::vector<OtlpSpan>{};
}

OtlpSpan span_of(const Event& event) {
  return spans_of(request_of({event}), OtlpEncoding::kProtobuf).at(0);
}

void set(OtlpSpan& span, std::string_view key, const OtlpValue& value) {
  for (OtlpAttribute& attribute : span.attributes) {
    if (attribute.key == key) attribute.value = value;
  }
}

std::string error_of(const OtlpSpan& span) {
  const auto event = event_from_span(span);
  return event ? "" : event.error().message;
}

TEST(Otlp, events_come_out_of_a_request_as_they_went_in) {
  const std::vector<Event> events = {page_started(), page_exited(), schema_2_event()};
  const auto spans = spans_of(request_of(events), OtlpEncoding::kProtobuf);
  ASSERT_EQ(spans.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(spans[i].name, "telemetry.example");
    EXPECT_EQ(spans[i].identity, outgoing(events[i]).identity);
    const auto event = event_from_span(spans[i]);
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_EQ(*event, events[i]);
  }
}

TEST(Otlp, lost_events_are_told_by_the_resource_and_change_no_span) {
  const std::vector<OutgoingEvent> events = {outgoing(page_started()), outgoing(page_exited())};
  const std::string without = encode_export_request(events, "telemetry.example");
  EXPECT_EQ(encode_export_request(events, "telemetry.example", 0), without);
  EXPECT_EQ(testing::lost_events_in(without), 0);
  const std::string with = encode_export_request(events, "telemetry.example", 4711);
  EXPECT_EQ(testing::lost_events_in(with), 4711);
  const auto spans = spans_of(with, OtlpEncoding::kProtobuf);
  ASSERT_EQ(spans.size(), events.size());
  EXPECT_EQ(spans[0].lost_before, 4711);
  EXPECT_EQ(spans[1].lost_before, 0) << "they are told of once";
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(spans[i].identity, events[i].identity);
    EXPECT_EQ(*event_from_span(spans[i]), events[i].event);
  }
  EXPECT_EQ(encode_export_request({}, "telemetry.example", 4711), "");
}

TEST(Otlp, losses_are_of_a_resource_and_from_one_to_their_limit) {
  const auto lost_in = [](const std::string& value, const std::string& key = "overt.lost_events") {
    const auto spans =
        spans_of(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"a"},{"key":")" + key +
                     R"(","value":)" + value +
                     R"(}]},"scopeSpans":[{"spans":[{},{}]}]},)"
                     R"({"scopeSpans":[{"spans":[{}]}]}]})",
                 OtlpEncoding::kJson);
    EXPECT_EQ(spans.at(1).lost_before + spans.at(2).lost_before, 0);
    return spans.at(0).lost_before;
  };
  EXPECT_EQ(lost_in(R"({"intValue":"7"})"), 7);
  EXPECT_EQ(lost_in(R"({"intValue":10000000})"), kLostEventsMax);
  EXPECT_EQ(lost_in(R"({"intValue":10000001})"), 0);
  EXPECT_EQ(lost_in(R"({"intValue":0})"), 0);
  EXPECT_EQ(lost_in(R"({"intValue":-1})"), 0);
  EXPECT_EQ(lost_in(R"({"stringValue":"7"})"), 0);
  EXPECT_EQ(lost_in(R"({"intValue":7})", "other"), 0);
}

TEST(Otlp, a_span_has_the_nine_attributes_in_order) {
  std::vector<std::string> keys;
  for (const OtlpAttribute& attribute : span_of(schema_2_event()).attributes) {
    keys.push_back(attribute.key);
  }
  EXPECT_THAT(keys,
              ::testing::ElementsAre("ts", "executionID", "userID", "projectID", "command",
                                     "attributes", "eventType", "eventData", "schemaVersion"));
}

TEST(Otlp, the_identity_follows_from_the_line) {
  const Event event = page_exited();
  const std::string line = to_json(event);
  const SpanIdentity identity = identity_of(event, line);
  EXPECT_EQ(to_hex(identity.trace_id), "2f75d020684e4224901335e95e1b7721");
  EXPECT_EQ(to_hex(identity.span_id), to_hex(sha256(line)).substr(0, 16));
}

TEST(Otlp, an_empty_request_has_no_spans) {
  EXPECT_EQ(request_of({}), "");
  EXPECT_TRUE(spans_of("", OtlpEncoding::kProtobuf).empty());
  EXPECT_TRUE(spans_of("{}", OtlpEncoding::kJson).empty());
  EXPECT_TRUE(spans_of(R"({"resourceSpans":[{"scopeSpans":[{}]}]})", OtlpEncoding::kJson).empty());
}

TEST(Otlp, json_takes_hex_of_either_case_and_integers_as_text_or_number) {
  const auto spans = spans_of(
      R"({"resourceSpans":[{"resource":{"attributes":[]},"unknown":[1],"scopeSpans":[{"spans":[{)"
      R"("traceId":"2F75D020684E4224901335E95E1B7721","spanId":"00000000000000ff","name":"n",)"
      R"("attributes":[{"key":"text","value":{"stringValue":"t"}},)"
      R"({"key":"as text","value":{"intValue":"-9223372036854775808"}},)"
      R"({"key":"as number","value":{"intValue":7}},)"
      R"({"key":"other","value":{"boolValue":true}},{"key":"none"}]}]}]}]})",
      OtlpEncoding::kJson);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(to_hex(spans[0].identity.trace_id), "2f75d020684e4224901335e95e1b7721");
  EXPECT_EQ(to_hex(spans[0].identity.span_id), "00000000000000ff");
  const auto& attributes = spans[0].attributes;
  ASSERT_EQ(attributes.size(), 5U);
  EXPECT_EQ(attributes[0].value, OtlpValue("t"));
  EXPECT_EQ(attributes[1].value, OtlpValue(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(attributes[2].value, OtlpValue(std::int64_t{7}));
  EXPECT_EQ(attributes[3].value, OtlpValue());
  EXPECT_EQ(attributes[4].value, OtlpValue());
}

TEST(Otlp, json_of_other_types_is_refused) {
  const auto error = [](const std::string& span) {
    const auto spans = decode_export_request(
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + span + "]}]}]}", OtlpEncoding::kJson);
    return spans ? "" : spans.error().message;
  };
  EXPECT_THAT(error("1"), HasSubstr("spans: must be a list of objects"));
  EXPECT_THAT(error(R"({"name":1})"), HasSubstr("name: must be a string"));
  EXPECT_THAT(error(R"({"attributes":{}})"), HasSubstr("attributes: must be a list"));
  EXPECT_THAT(error(R"({"attributes":[{"value":{"intValue":"1x"}}]})"),
              HasSubstr("intValue: must"));
  EXPECT_THAT(error(R"({"attributes":[{"value":{"intValue":9223372036854775808}}]})"),
              HasSubstr("intValue: must"));
}

std::vector<OtlpSpan> span_with(const std::string& members) {
  return spans_of(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{)" + members + "}]}]}]}",
                  OtlpEncoding::kJson);
}

TEST(Otlp, of_json_keys_that_stand_twice_the_first_one_counts) {
  EXPECT_EQ(span_with(R"("name":"one","name":"two","name":3)").at(0).name, "one");
  EXPECT_EQ(span_with(R"("name":null,"name":"two")").at(0).name, "");
  EXPECT_EQ(span_with(R"("attributes":[{},{}],"attributes":[{}])").at(0).attributes.size(), 2U);
  EXPECT_EQ(spans_of(R"({"resourceSpans":[],"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]})",
                     OtlpEncoding::kJson)
                .size(),
            0U);
}

TEST(Otlp, of_a_json_value_its_text_counts_in_whatever_order) {
  const auto value = [](const std::string& members) {
    return span_with(R"("attributes":[{"value":{)" + members + "}}]").at(0).attributes.at(0).value;
  };
  EXPECT_EQ(value(R"("stringValue":"t","intValue":7)"), OtlpValue("t"));
  EXPECT_EQ(value(R"("intValue":7,"stringValue":"t")"), OtlpValue("t"));
  EXPECT_EQ(value(R"("intValue":{"a":[1]},"stringValue":"t")"), OtlpValue("t"));
  EXPECT_EQ(value(R"("stringValue":null,"intValue":"7")"), OtlpValue(std::int64_t{7}));
  EXPECT_EQ(value(R"("intValue":null,"boolValue":true)"), OtlpValue());
}

TEST(Otlp, json_that_is_passed_over_must_be_json_as_well) {
  const std::string deepest = std::string(31, '[') + std::string(31, ']');
  EXPECT_TRUE(decode_export_request(R"({"x":)" + deepest + "}", OtlpEncoding::kJson));
  EXPECT_FALSE(decode_export_request(R"({"x":[)" + deepest + "]}", OtlpEncoding::kJson));
  for (const char* body :
       {"", " ", "{", "{}{}", "{} x", "[]", "1", "null", R"({"x":[1,]})", R"({"x":01})",
        R"({"x":tru})", R"({"x":1e999})", "{\"x\":\"\xFF\"}", R"({"x":"\uD800"})", R"({x:1})",
        "{\"x\":\"\n\"}", R"({"x":1}/**/)", "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(decode_export_request(body, OtlpEncoding::kJson)) << body;
  }
  EXPECT_TRUE(decode_export_request(R"( {"x":[true,-0.5e-3,"\uD83D\uDE00",{}]} )"
                                    "\n",
                                    OtlpEncoding::kJson));
}

TEST(Otlp, of_a_text_that_is_too_long_no_more_is_kept_than_shows_it) {
  for (const std::size_t size :
       {kAttributeBytesMax, kAttributeBytesMax + 1, kAttributeBytesMax * 3}) {
    const std::string text(size, 'x');
    const auto spans = span_with(R"("name":")" + text + R"(","attributes":[{"key":")" + text +
                                 R"(","value":{"stringValue":")" + text + R"("}}])");
    const std::string kept = text.substr(0, kAttributeBytesMax + 1);
    EXPECT_EQ(spans.at(0).name, kept);
    EXPECT_EQ(spans.at(0).attributes.at(0).key, kept);
    EXPECT_EQ(spans.at(0).attributes.at(0).value, OtlpValue(kept));
  }
  Event event = page_exited();
  event.command = std::string(kAttributeBytesMax, 'x');
  EXPECT_EQ(error_of(span_of(event)), "");
  event.command += "xx";
  EXPECT_EQ(error_of(span_of(event)), "command: is too long");
}

TEST(Otlp, an_integer_is_not_read_of_a_text_that_is_too_long) {
  const auto request = [](std::size_t size) {
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"value":{"intValue":")" +
           std::string(size - 1, '0') + R"(7"}}]}]}]}]})";
  };
  const auto spans = spans_of(request(kAttributeBytesMax), OtlpEncoding::kJson);
  EXPECT_EQ(spans.at(0).attributes.at(0).value, OtlpValue(std::int64_t{7}));
  for (const std::size_t more : {1U, 2U}) {
    EXPECT_FALSE(decode_export_request(request(kAttributeBytesMax + more), OtlpEncoding::kJson));
  }
}

TEST(Otlp, a_request_that_was_cut_never_yields_more_and_never_crashes) {
  const std::string body = request_of({page_started(), schema_2_event()});
  for (std::size_t length = 0; length < body.size(); ++length) {
    const auto spans = decode_export_request(body.substr(0, length), OtlpEncoding::kProtobuf);
    if (spans) {
      EXPECT_TRUE(spans->empty()) << length;
    }
  }
}

TEST(Otlp, fields_of_another_wire_type_are_skipped_as_protobuf_says) {
  std::string body;
  protozero::pbf_writer(body).add_fixed64(otlp::kRequestResourceSpans, 7);
  EXPECT_TRUE(spans_of(body + request_of({}), OtlpEncoding::kProtobuf).empty());
}

TEST(Otlp, a_request_may_have_as_many_spans_as_its_limit) {
  const std::string span = "{},";
  const auto request = [&](std::size_t count) {
    std::string spans;
    for (std::size_t i = 0; i < count; ++i) spans += span;
    spans.pop_back();
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + spans + "]}]}]}";
  };
  EXPECT_EQ(spans_of(request(kSpansPerRequestMax), OtlpEncoding::kJson).size(),
            kSpansPerRequestMax);
  const auto more = decode_export_request(request(kSpansPerRequestMax + 1), OtlpEncoding::kJson);
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().message, HasSubstr("more than 10000 spans"));

  std::vector<Event> events(kSpansPerRequestMax + 1, page_exited());
  EXPECT_FALSE(decode_export_request(request_of(events), OtlpEncoding::kProtobuf));
  events.pop_back();
  EXPECT_EQ(spans_of(request_of(events), OtlpEncoding::kProtobuf).size(), kSpansPerRequestMax);
}

TEST(Otlp, ids_of_another_length_come_as_zeros) {
  const auto spans = spans_of(
      R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"abcd","spanId":"xyz"}]}]}]})",
      OtlpEncoding::kJson);
  EXPECT_EQ(spans.at(0).identity, SpanIdentity{});
}

TEST(Otlp, a_span_that_carries_no_event_is_refused_and_the_attribute_named) {
  OtlpSpan span = span_of(page_exited());
  set(span, "ts", std::string("1"));
  EXPECT_EQ(error_of(span), "ts: must be an integer");

  span = span_of(page_exited());
  set(span, "eventData", std::string(R"({"exitCode":[]]})"));
  EXPECT_THAT(error_of(span), StartsWith("eventData: not JSON: "));

  span = span_of(page_exited());
  set(span, "executionID", std::string("not a uuid"));
  EXPECT_EQ(error_of(span), "executionID: must be a UUID");

  span = span_of(page_exited());
  set(span, "schemaVersion", std::int64_t{3});
  EXPECT_EQ(error_of(span), "schemaVersion: must be from 1 to 2");

  span = span_of(page_exited());
  span.attributes.push_back({"command", std::string("again")});
  EXPECT_EQ(error_of(span), "command: stands twice");

  span = span_of(page_exited());
  set(span, "command", std::string("werf \xFF"));
  EXPECT_EQ(error_of(span), "command: must be UTF-8");

  EXPECT_EQ(error_of(OtlpSpan{}), "schemaVersion: is missing");
}

TEST(Otlp, a_response_is_empty_unless_spans_were_rejected) {
  EXPECT_EQ(encode_export_response({}, OtlpEncoding::kProtobuf), "");
  EXPECT_EQ(encode_export_response({}, OtlpEncoding::kJson), "{}");
  const ExportResponse partial = {.rejected_spans = 3, .error_message = "command: unknown"};
  EXPECT_EQ(*decode_export_response(encode_export_response(partial, OtlpEncoding::kProtobuf)),
            partial);
  EXPECT_EQ(encode_export_response(partial, OtlpEncoding::kJson),
            R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"command: unknown"}})");
  EXPECT_EQ(*decode_export_response(""), ExportResponse{});
  EXPECT_FALSE(decode_export_response("\x0A\xFF"));
}

TEST(Otlp, a_status_is_written_in_both_encodings) {
  EXPECT_EQ(encode_status(3, "bad", OtlpEncoding::kProtobuf), std::string("\x08\x03\x12\x03"
                                                                          "bad"));
  EXPECT_EQ(encode_status(3, "bad", OtlpEncoding::kJson), R"({"code":3,"message":"bad"})");
}

}  // namespace
}  // namespace overt

// What the largest bodies take in memory, whatever is in them: their bytes, which are there twice
// for a moment while a string grows, and what is let in of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "abuse/slow_crowd.h"
#include "base/temporary_directory.h"
#include "collector/gzip.h"
#include "collector/limits.h"
#include "collector/test_gzip.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "model/otlp.h"
#include "model/otlp_fields.h"
#include "model/page_examples.h"
#include "support/collector_process.h"
#include "support/long_run.h"

namespace overt {
namespace {

using testing::CollectorProcess;
using testing::HttpClient;
using testing::memory_of;

constexpr std::size_t kLargest = kHttpBodyBytesMax;
constexpr std::size_t kTaken = kLargest * 5 / 2;

// `begin`, then `part` as often as there is room for it, then `end`.
std::string filled(std::string_view begin, std::string_view part, std::string_view end) {
  std::string body(begin);
  body.reserve(kLargest);
  while (body.size() + part.size() + end.size() <= kLargest) body += part;
  return body += end;
}

constexpr std::string_view kSpans = R"({"resourceSpans":[{"scopeSpans":[{"spans":[)";
constexpr std::string_view kSpansEnd = "]}]}]}";

std::string json_of(std::string_view span_begin, std::string_view part, std::string_view end) {
  return filled(std::string(kSpans) + std::string(span_begin), part,
                std::string(end) + std::string(kSpansEnd));
}

// As many spans as there may be, each with as much of `part` as fits.
std::string json_of_spans(std::string_view part) {
  std::string span = R"({"attributes":[{})";
  while (span.size() + part.size() + 3 <= kLargest / kSpansPerRequestMax - 1) span += part;
  span += "]}";
  std::string body(kSpans);
  body.reserve(kLargest);
  for (std::size_t i = 0; i < kSpansPerRequestMax - 1; ++i) body.append(span).append(",");
  return body.append(span).append(kSpansEnd);
}

std::string protobuf_of(std::string_view spans) {
  std::string scope;
  protozero::pbf_writer(scope).add_message(otlp::kResourceSpansScopeSpans, spans.data(),
                                           spans.size());
  std::string body;
  protozero::pbf_writer(body).add_message(otlp::kRequestResourceSpans, scope.data(), scope.size());
  return body;
}

std::string protobuf_span(const std::string& attributes) {
  std::string span;
  protozero::pbf_writer(span).add_message(otlp::kScopeSpansSpans, attributes);
  return span;
}

// As many spans as there may be, each with thousands of attributes of two bytes.
std::string protobuf_of_empty_attributes() {
  std::string attributes;
  for (std::size_t i = 0; i < kLargest / kSpansPerRequestMax / 2 - 8; ++i) {
    protozero::pbf_writer(attributes).add_message(otlp::kSpanAttributes, std::string());
  }
  const std::string span = protobuf_span(attributes);
  std::string spans;
  for (std::size_t i = 0; i < kSpansPerRequestMax; ++i) spans += span;
  return protobuf_of(spans);
}

std::string protobuf_of_one_text() {
  std::string value;
  protozero::pbf_writer(value).add_string(otlp::kAnyValueString, std::string(kLargest - 1024, 'x'));
  std::string attribute;
  protozero::pbf_writer(attribute).add_message(otlp::kKeyValueValue, value);
  std::string attributes;
  protozero::pbf_writer(attributes).add_message(otlp::kSpanAttributes, attribute);
  return protobuf_of(protobuf_span(attributes));
}

// Events of the tool, each as long as a line may be.
std::string lines() {
  const std::string line = to_json(testing::page_exited());
  return filled("", line + "\n", "").substr(0, (line.size() + 1) * kLinesPerRequestMax);
}

struct Body {
  const char* name;
  const char* path;
  const char* type;
  std::string (*make)();
};

const std::vector<Body>& bodies() {
  constexpr const char* kJson = "application/json";
  constexpr const char* kProtobuf = "application/x-protobuf";
  static const std::vector<Body> kBodies = {
      {"json_of_numbers", "/v1/traces", kJson, [] { return filled(R"({"x":[0)", ",0", "]}"); }},
      {"json_of_lists", "/v1/traces", kJson, [] { return filled(R"({"x":[[])", ",[]", "]}"); }},
      {"json_of_keys", "/v1/traces", kJson, [] { return filled(R"({"":0)", R"(,"":0)", "}"); }},
      {"json_of_one_text", "/v1/traces", kJson,
       [] { return json_of(R"({"attributes":[{"value":{"stringValue":")", "\\n", R"("}}]})"); }},
      {"json_of_one_span", "/v1/traces", kJson,
       [] { return json_of(R"({"attributes":[{})", ",{}", "]}"); }},
      {"json_of_spans", "/v1/traces", kJson, [] { return json_of_spans(",{}"); }},
      {"protobuf_of_empty_attributes", "/v1/traces", kProtobuf, protobuf_of_empty_attributes},
      {"protobuf_of_one_text", "/v1/traces", kProtobuf, protobuf_of_one_text},
      {"lines", "/v1/events?app=werf", "application/x-ndjson", lines},
      {"one_line", "/v1/events?app=werf", "application/x-ndjson",
       [] { return std::string(kLargest, 'x'); }},
  };
  return kBodies;
}

class BodyMemoryTest : public ::testing::TestWithParam<Body> {
 protected:
  int answer_to(const std::string& request) const {
    HttpClient client(collector_.ingest_port());
    client.send(request);
    return client.receive().status;
  }

  testing::TemporaryDirectory directory_;
  CollectorProcess collector_{OVERT_PROGRAM,
                              {"--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
                               directory_.file("data")}};
};

TEST_P(BodyMemoryTest, the_largest_takes_little_more_than_its_bytes) {
  if (testing::kIsSanitized) GTEST_SKIP() << "a sanitizer's memory says nothing";
  const std::string request = testing::post(GetParam().path, GetParam().type, GetParam().make());
  ASSERT_EQ(answer_to(testing::post("/v1/traces", "application/json", "{}")), 200);
  const std::size_t before = memory_of(collector_.pid(), "VmRSS");
  const int status = answer_to(request);
  EXPECT_TRUE(status == 200 || status == 400) << status;
  EXPECT_LT(memory_of(collector_.pid(), "VmHWM"), before + kTaken);
}

// As it could be of something honest: not more than kInflationMax for each byte.
std::string compressed(std::string_view body) {
  const std::size_t plain = std::min(body.size(), kLargest / kInflationMax + 64 * 1024);
  return testing::gzip(body.substr(0, plain), 0) + testing::gzip(body.substr(plain));
}

TEST_P(BodyMemoryTest, four_at_once_take_no_more_than_one) {
  if (testing::kIsSanitized) GTEST_SKIP() << "a sanitizer's memory says nothing";
  const std::string request =
      testing::post(GetParam().path, GetParam().type, compressed(GetParam().make()),
                    "Content-Encoding: gzip\r\n");
  ASSERT_EQ(answer_to(testing::post("/v1/traces", "application/json", "{}")), 200);
  const std::size_t before = memory_of(collector_.pid(), "VmRSS");
  std::vector<int> statuses(4);
  {
    std::vector<std::jthread> senders;
    for (int& status : statuses) senders.emplace_back([&] { status = answer_to(request); });
  }
  for (const int status : statuses) EXPECT_TRUE(status == 200 || status == 400) << status;
  EXPECT_LT(memory_of(collector_.pid(), "VmHWM"), before + kTaken);
}

INSTANTIATE_TEST_SUITE_P(Bodies, BodyMemoryTest, ::testing::ValuesIn(bodies()),
                         [](const auto& body) { return body.param.name; });

}  // namespace
}  // namespace overt

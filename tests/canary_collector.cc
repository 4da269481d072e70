// What a sender of OTLP can put a text into.
#include <map>

#include "base/clock.h"
#include "canary_world.h"
#include "collector/test_gzip.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"

namespace overt::testing {
namespace {

using nlohmann::json;

constexpr char kProtobuf[] = "application/x-protobuf";
constexpr char kJson[] = "application/json";
constexpr char kSpanName[] = "git.overt.example";

}  // namespace

// A version begins with a digit and has at most 64 letters, digits and dots.
bool has_the_form_of_a_version(std::string_view text) {
  constexpr std::size_t kVersionBytesMax = 64;
  return text.size() <= kVersionBytesMax && text[0] >= '0' && text[0] <= '9' &&
         text.find_first_of(":@/\\ ") == std::string_view::npos;
}

std::string CanaryTest::plant_version(int variant, std::string_view place) {
  std::string canary = versions_.plant(variant, place);
  if (has_the_form_of_a_version(canary)) return canary;
  return canaries_.plant(variant, place);
}

Event CanaryTest::honest_event() {
  Event event;
  event.ts_ms = SystemClock().unix_ms();
  event.execution_id.bytes.fill(++spans_);
  event.execution_id.bytes[0] = requests_;
  event.command = "git status";
  event.attributes = {
      {"arch", "amd64"}, {"extra", StringMap{}}, {"os", "linux"}, {"version", "1.2"}};
  event.event_type = kCommandExited;
  event.data = {{"exitCode", std::int64_t{0}}, {"durationMs", std::int64_t{1}}};
  event.schema_version = 2;
  return event;
}

CanaryMessage CanaryTest::honest_message() {
  CanaryMessage message;
  message.event = honest_event();
  message.identity = identity_of(message.event, to_json(message.event));
  message.span_name = kSpanName;
  return message;
}

std::int64_t CanaryTest::rejected_by_collector(const std::string& body, OtlpEncoding encoding) {
  const bool is_json = encoding == OtlpEncoding::kJson;
  HttpClient client(collector_->ingest_port());
  client.send(post("/v1/traces", is_json ? kJson : kProtobuf, body));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 200) << answer.body;
  answers_ += answer.head + answer.body;
  if (!is_json) return decode_export_response(answer.body)->rejected_spans;
  const json response = json::parse(answer.body);
  if (!response.contains("partialSuccess")) return 0;
  return std::stoll(response["partialSuccess"]["rejectedSpans"].get<std::string>());
}

void CanaryTest::send_honest_events() {
  CanaryMessage message = honest_message();
  message.event.command = "git " + allowed_;
  EXPECT_EQ(rejected_by_collector(request_of(message).dump(), OtlpEncoding::kJson), 0);
  message.event.attributes.push_back({allowed_, "not its value"});
  EXPECT_EQ(rejected_by_collector(request_of(message).dump(), OtlpEncoding::kJson), 1);
}

void CanaryTest::fill(const CanaryPlace& place, OtlpEncoding encoding) {
  ++requests_;
  json whole = {{"resourceSpans", json::array()}};
  std::vector<OutgoingEvent> events;
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    CanaryMessage message = honest_message();
    place.put(message, place.fate == Fate::kVersion ? plant_version(variant, place.name)
                                                    : canaries_.plant(variant, place.name));
    json request = request_of(message);
    whole["resourceSpans"].push_back(request["resourceSpans"][0]);
    request.erase("resourceSpans");
    whole.update(request);
    events.push_back({message.event, message.identity});
  }
  const std::int64_t rejected = rejected_by_collector(
      encoding == OtlpEncoding::kJson ? whole.dump() : encode_export_request(events, kSpanName),
      encoding);
  // One variant is a legal id: the secret of 32 bytes in hex or, for a trace id, the word of 16.
  // Six have the form of a version: an IPv4 address, and in hex it, three shorter kinds and the
  // secret.
  const std::map<Fate, std::int64_t> expected = {{Fate::kDropped, 0},
                                                 {Fate::kRefused, kCanaryVariants},
                                                 {Fate::kKeyedOrRefused, kCanaryVariants - 1},
                                                 {Fate::kVersion, kCanaryVariants - 6}};
  EXPECT_EQ(rejected, expected.at(place.fate)) << place.name;
}

void CanaryTest::fill_places() {
  for (const CanaryPlace& place : places_of_events()) {
    fill(place, OtlpEncoding::kProtobuf);
    fill(place, OtlpEncoding::kJson);
  }
  for (const CanaryPlace& place : places_of_otlp()) fill(place, OtlpEncoding::kJson);
}

void CanaryTest::send_raw(const std::string& request) {
  HttpClient client(collector_->ingest_port());
  client.send(request);
  client.finish_sending();
  const Answer answer = client.receive();
  answers_ += answer.head + answer.body;
}

void CanaryTest::fill_http() {
  const std::string honest = request_of(honest_message()).dump();
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    const auto plant = [&](std::string_view place) { return canaries_.plant(variant, place); };
    for (const char* header :
         {"Authorization", "Cookie", "User-Agent", "X-Forwarded-For", "Host"}) {
      send_raw(post("/v1/traces", kJson, honest,
                    std::string(header) + ": " + plant("a header") + "\r\n"));
    }
    send_raw(post("/v1/traces", kJson, honest, plant("a header's name") + ": 1\r\n"));
    send_raw(post("/v1/traces", kJson, honest,
                  "Content-Encoding: " + plant("Content-Encoding") + "\r\n"));
    send_raw(post("/v1/traces", plant("Content-Type"), honest));
    send_raw(post("/v1/traces", kJson + ("; charset=" + plant("a parameter")), honest));
    send_raw(post("/v1/" + plant("the path"), kJson, honest));
    send_raw(post("/v1/traces?key=" + plant("the query"), kJson, honest));
    send_raw(plant("the method") + " /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n");
    send_raw(plant("no HTTP at all"));
    send_raw(post("/v1/traces", kProtobuf, plant("a body that is no protobuf")));
    send_raw(post("/v1/traces", kJson, plant("a body that is no JSON")));
    send_raw(post("/v1/traces", kJson, R"({"resourceSpans":")" + plant("a wrong type") + "\"}"));
    send_raw(post("/v1/traces", kJson, json{{plant("a key"), 1}}.dump()));
    const std::string encoded = "Content-Encoding: gzip\r\n";
    send_raw(post("/v1/traces", kJson, plant("a body that is no gzip"), encoded));
    send_raw(post("/v1/traces", kJson, gzip(plant("a gzip body that is no JSON")), encoded));
    CanaryMessage message = honest_message();
    message.resource = {{plant("a resource, in gzip"), 1}};
    message.event.command = plant("a command, in gzip");
    send_raw(post("/v1/traces", kJson, gzip(request_of(message).dump()), encoded));
  }
}

}  // namespace overt::testing

#include "collector/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "collector/test_events.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::kSpanName;
using ::testing::Not;
using testing::request_of;
using testing::tool_event;

constexpr std::int64_t kReceivedMs = 1'700'000'000'000;

class DoorTest : public ::testing::Test {
 protected:
  Admission admit(const std::string& body) {
    auto admission = door_.admit(body, OtlpEncoding::kProtobuf, kReceivedMs);
    EXPECT_TRUE(admission);
    return *std::move(admission);
  }

  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  Pepper pepper_{Bytes<32>{1}};
  Door door_{contracts_, pepper_};
};

TEST_F(DoorTest, an_event_of_the_contract_is_let_in_with_its_ids_keyed) {
  Event event = tool_event(1);
  const Admission admission = admit(request_of({event}));
  EXPECT_EQ(admission.response, ExportResponse{});
  ASSERT_EQ(admission.accepted.size(), 1U);
  const AcceptedEvent& accepted = admission.accepted[0];
  EXPECT_EQ(accepted.app, "tool");
  EXPECT_EQ(accepted.received_ms, kReceivedMs);
  EXPECT_EQ(accepted.identity, pepper_.key(identity_of(event, to_json(event))));
  event.project_id = pepper_.key(event.project_id);
  EXPECT_EQ(accepted.line, to_json(event));
}

TEST_F(DoorTest, a_tool_that_has_keys_wants_one) {
  const CurrentKeys keys(*IngestKeys::parse("tool " + to_hex(sha256("abc"))));
  const Door door(contracts_, pepper_, &keys);
  const auto admit_with = [&door](std::string_view key, const std::string& body) {
    return *door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs, key);
  };
  const std::string body = request_of({tool_event(1)});
  EXPECT_FALSE(admit_with("abc", body).needs_key);
  EXPECT_EQ(admit_with("abc", body).accepted.size(), 1U);
  for (const char* key : {"", "abd"}) {
    EXPECT_TRUE(admit_with(key, body).needs_key);
    EXPECT_TRUE(admit_with(key, body).accepted.empty());
  }
  EXPECT_FALSE(admit_with("", request_of({tool_event(1)}, "unknown")).needs_key);
}

TEST_F(DoorTest, keys_of_other_tools_are_nothing_to_this_one) {
  const CurrentKeys keys(*IngestKeys::parse("other " + to_hex(sha256("abc"))));
  const Door door(contracts_, pepper_, &keys);
  const std::string body = request_of({tool_event(1)});
  EXPECT_FALSE(door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs)->needs_key);
}

TEST_F(DoorTest, neither_raw_ids_nor_what_is_discarded_stays_in_the_line) {
  Event event = tool_event(1);
  event.schema_version = 2;
  event.user_id = std::string(64, 'b');
  event.attributes.insert(event.attributes.begin(), {"extra", StringMap{{"team", "secret"}}});
  const Admission admission = admit(request_of({event}));
  ASSERT_EQ(admission.accepted.size(), 1U);
  const std::string& line = admission.accepted[0].line;
  EXPECT_THAT(line, Not(HasSubstr("aaaa")));
  EXPECT_THAT(line, Not(HasSubstr("bbbb")));
  EXPECT_THAT(line, Not(HasSubstr("secret")));
  EXPECT_THAT(line, HasSubstr(pepper_.key(event.user_id)));
}

TEST_F(DoorTest, refused_spans_are_counted_and_the_others_let_in) {
  Event unknown = tool_event(2);
  unknown.command = "tool secret";
  const Admission admission = admit(request_of({tool_event(1), unknown, unknown, tool_event(3)}));
  EXPECT_EQ(admission.accepted.size(), 2U);
  EXPECT_EQ(admission.response.rejected_spans, 2);
  EXPECT_EQ(admission.response.error_message, "command: not in the contract");
}

TEST_F(DoorTest, the_first_reasons_are_named_and_no_value) {
  std::vector<Event> events(4, tool_event(1));
  events[0].command = "tool secret";
  events[1].attributes = {{"os", std::string("secret")}};
  events[2].event_type = "secret";
  events[3].schema_version = 1;
  events[3].project_id = "secret";
  const Admission admission = admit(request_of(events));
  EXPECT_EQ(admission.response.rejected_spans, 4);
  EXPECT_EQ(admission.response.error_message,
            "command: not in the contract; os: must be one of its values; "
            "eventType: not in the contract; and other reasons");
}

TEST_F(DoorTest, a_span_of_another_name_is_refused) {
  const Admission admission = admit(request_of({tool_event(1)}, "http.request"));
  EXPECT_TRUE(admission.accepted.empty());
  EXPECT_EQ(admission.response.rejected_spans, 1);
  EXPECT_EQ(admission.response.error_message, "span name: no contract has it");
}

TEST_F(DoorTest, a_span_without_an_identity_is_refused) {
  const OutgoingEvent event{.event = tool_event(1), .identity = {}};
  const Admission admission = admit(encode_export_request(std::span(&event, 1), kSpanName));
  EXPECT_EQ(admission.response.error_message, "trace id or span id: not valid");
}

TEST_F(DoorTest, an_empty_request_is_a_success) {
  const Admission admission = admit("");
  EXPECT_TRUE(admission.accepted.empty());
  EXPECT_EQ(admission.response, ExportResponse{});
}

TEST_F(DoorTest, a_reason_quotes_nothing_that_the_sender_chose) {
  Event event = tool_event(1);
  event.attributes.push_back({"secret", std::int64_t{1}});
  EXPECT_THAT(admit(request_of({event})).response.error_message, Not(HasSubstr("secret")));
  event.attributes.push_back({"secret", std::int64_t{1}});
  const Admission admission = admit(request_of({event}));
  EXPECT_EQ(admission.response.rejected_spans, 1);
  EXPECT_THAT(admission.response.error_message, Not(HasSubstr("secret")));
}

std::string request_that_lost(std::int64_t lost, const std::vector<Event>& events) {
  std::vector<OutgoingEvent> outgoing;
  for (const Event& event : events) outgoing.push_back({event, identity_of(event, to_json(event))});
  return encode_export_request(outgoing, kSpanName, lost);
}

TEST_F(DoorTest, losses_go_along_with_the_first_event_that_is_let_in) {
  Event refused = tool_event(1);
  refused.command = "no command";
  const auto accepted =
      admit(request_that_lost(4711, {refused, tool_event(2), tool_event(3)})).accepted;
  ASSERT_EQ(accepted.size(), 2U);
  EXPECT_EQ(accepted[0].lost_before, 4711);
  EXPECT_EQ(accepted[1].lost_before, 0);
}

TEST_F(DoorTest, losses_are_of_no_other_tool_than_the_one_that_tells_of_them) {
  const std::string body = encode_export_request({}, kSpanName) + [] {
    const Event event = tool_event(1);
    const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
    return encode_export_request(std::span(&outgoing, 1), "another", 5);
  }() + request_of({tool_event(2)});
  const auto accepted = admit(body).accepted;
  ASSERT_EQ(accepted.size(), 1U);
  EXPECT_EQ(accepted[0].lost_before, 0);
}

TEST_F(DoorTest, what_is_refused_as_a_whole_has_no_refused_events) {
  IngestCounters counters;
  const CurrentKeys keys(*IngestKeys::parse("tool " + to_hex(sha256("abc"))));
  const Door door(contracts_, pepper_, &keys, &counters);
  Event refused = tool_event(1);
  refused.command = "no command";
  const std::string body = request_of({tool_event(2)}, "unknown") + request_of({refused});
  const auto not_in_contract = [&counters] {
    return counters.refused.at(static_cast<std::size_t>(RefusalReason::kNotInContract)).value();
  };
  EXPECT_FALSE(door.admit(body + "\x0A", OtlpEncoding::kProtobuf, kReceivedMs, "abc"));
  EXPECT_TRUE(door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs)->needs_key);
  EXPECT_EQ(not_in_contract(), 0U);
  EXPECT_FALSE(door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs, "abc")->needs_key);
  EXPECT_EQ(not_in_contract(), 1U);
}

// Where an event of that version is refused for its command.
class RefusedVersions : public ::testing::Test {
 protected:
  static LoadedContract contract(const std::string& version_keys) {
    return testing::contract_from(std::string(testing::kContractHead) + R"(commands = ["tool run"]
attribute = [{ name = "version", why.en = "A test.", )" +
                                  version_keys + R"( }]
[[event]]
type = "CommandExited"
)");
  }

  // The version under which it is counted.
  static std::string counted(const std::string& version_keys, const Value& version) {
    Event event = tool_event(1);
    event.command = "no command";
    event.attributes = {{"version", version}};
    const CurrentContracts contracts(*ContractSet::make({contract(version_keys)}));
    const Pepper pepper(Bytes<32>{1});
    IngestCounters counters;
    const Door door(contracts, pepper, nullptr, &counters);
    const std::string body = request_of({event}, "telemetry.example.com");
    EXPECT_TRUE(door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs));
    const auto refused = counters.refusals.take();
    EXPECT_EQ(refused.size(), 1U);
    if (refused.empty()) return "nothing";
    const RefusalKind& kind = refused.begin()->first;
    EXPECT_EQ(kind.app, "tool");
    EXPECT_EQ(kind.reason, RefusalReason::kNotInContract);
    EXPECT_EQ(kind.day, 19'675);
    return kind.version;
  }
};

TEST_F(RefusedVersions, are_counted_by_a_version_that_the_contract_allows) {
  const std::string version = R"(type = "version")";
  EXPECT_EQ(counted(version, std::string("1.2.3")), "1.2.3");
  EXPECT_EQ(counted(version, std::string("secret")), "");
  EXPECT_EQ(counted(version, std::int64_t{1}), "");
  EXPECT_EQ(counted(version + ", optional = true, expires = 2023-11-13", std::string("1.2.3")), "");
  EXPECT_EQ(counted(version + ", optional = true, expires = 2023-11-14", std::string("1.2.3")),
            "1.2.3");
  EXPECT_EQ(counted(version + ", since_schema = 2", std::string("1.2.3")), "");
  EXPECT_EQ(counted(R"(type = "text", discard = true)", std::string("secret")), "");
}

TEST_F(DoorTest, what_no_contract_knows_is_counted_without_a_tool) {
  IngestCounters counters;
  const Door door(contracts_, pepper_, nullptr, &counters);
  const OutgoingEvent nobody{.event = tool_event(1), .identity = {}};
  const std::string body = request_of({tool_event(1)}, "secret") +
                           encode_export_request(std::span(&nobody, 1), kSpanName);
  EXPECT_TRUE(door.admit(body, OtlpEncoding::kProtobuf, kReceivedMs));
  EXPECT_TRUE(door.admit_lines("{secret\n", "tool", kReceivedMs));
  const std::map<RefusalKind, std::int64_t> expected = {
      {{.day = 19'675, .reason = RefusalReason::kNoContract, .app = "", .version = ""}, 1},
      {{.day = 19'675, .reason = RefusalReason::kIdentity, .app = "tool", .version = ""}, 1},
      {{.day = 19'675, .reason = RefusalReason::kMalformed, .app = "tool", .version = ""}, 1}};
  EXPECT_EQ(counters.refusals.take(), expected);
}

TEST_F(DoorTest, what_is_no_request_is_an_error) {
  EXPECT_FALSE(door_.admit("\x0a\x05x", OtlpEncoding::kProtobuf, kReceivedMs));
  EXPECT_FALSE(door_.admit("{", OtlpEncoding::kJson, kReceivedMs));
}

}  // namespace
}  // namespace overt

#include "canary_places.h"

#include "base/bytes.h"
#include "model/event_json.h"

namespace overt::testing {
namespace {

using nlohmann::json;

json text_value(const std::string& text) { return {{"stringValue", text}}; }

json key_value(const std::string& key, json value) {
  return {{"key", key}, {"value", std::move(value)}};
}

// The same canary as a key, as a text, and inside each kind of value that holds others.
json everywhere(const std::string& canary) {
  const json pair = key_value(canary, text_value(canary));
  return json::array({pair, key_value("list", {{"arrayValue", {{"values", {text_value(canary)}}}}}),
                      key_value("map", {{"kvlistValue", {{"values", {pair}}}}}),
                      key_value("bytes", {{"bytesValue", canary}})});
}

CanaryPlace data(std::string name, Fate fate, std::string_view type,
                 std::function<Field(const std::string&)> field) {
  return {
      .name = std::move(name),
      .fate = fate,
      .put = [type, field = std::move(field)](CanaryMessage& message, const std::string& canary) {
        message.event.event_type = type;
        message.event.data.clear();
        message.event.data.push_back(field(canary));
      }};
}

// In place of the attribute of that name, if there is one.
CanaryPlace attribute(std::string name, Fate fate, std::function<Field(const std::string&)> field) {
  return {.name = std::move(name),
          .fate = fate,
          .put = [field = std::move(field)](CanaryMessage& message, const std::string& canary) {
            Field put = field(canary);
            std::erase_if(message.event.attributes,
                          [&put](const Field& other) { return other.name == put.name; });
            message.event.attributes.push_back(std::move(put));
          }};
}

// A value that is no event's text or number any more.
CanaryPlace value(const std::string& key) {
  return {.name = key,
          .fate = Fate::kRefused,
          .put = [key](CanaryMessage& message, const std::string& canary) {
            message.values[key] = text_value(canary);
          }};
}

CanaryPlace beside(std::string name, json CanaryMessage::* part,
                   std::function<json(const std::string&)> keys) {
  return {.name = std::move(name),
          .fate = Fate::kDropped,
          .put = [part, keys = std::move(keys)](CanaryMessage& message, const std::string& canary) {
            (message.*part).update(keys(canary));
          }};
}

}  // namespace

std::vector<CanaryPlace> places_of_events() {
  constexpr std::string_view kFailed = "Failed";
  using Text = const std::string&;
  return {
      {"command", Fate::kRefused, [](CanaryMessage& m, Text c) { m.event.command = c; }},
      {"a word of the command", Fate::kRefused,
       [](CanaryMessage& m, Text c) { m.event.command = "git " + c; }},
      {"eventType", Fate::kRefused, [](CanaryMessage& m, Text c) { m.event.event_type = c; }},
      {"userID", Fate::kKeyedOrRefused, [](CanaryMessage& m, Text c) { m.event.user_id = c; }},
      {"projectID", Fate::kKeyedOrRefused,
       [](CanaryMessage& m, Text c) { m.event.project_id = c; }},
      attribute("a key of extra", Fate::kDropped,
                [](Text c) { return Field{"extra", StringMap{{c, "text"}}}; }),
      attribute("a value of extra", Fate::kDropped,
                [](Text c) { return Field{"extra", StringMap{{"key", c}}}; }),
      attribute("a discarded attribute", Fate::kDropped, [](Text c) { return Field{"note", c}; }),
      attribute("arch", Fate::kRefused, [](Text c) { return Field{"arch", c}; }),
      attribute("ciName", Fate::kRefused, [](Text c) { return Field{"ciName", c}; }),
      attribute("os", Fate::kRefused, [](Text c) { return Field{"os", c}; }),
      attribute("version", Fate::kVersion, [](Text c) { return Field{"version", c}; }),
      attribute("an attribute's name", Fate::kRefused, [](Text c) { return Field{c, true}; }),
      attribute("an unknown attribute", Fate::kRefused, [](Text c) { return Field{"new", c}; }),
      data("a discarded text", Fate::kDropped, kFailed, [](Text c) { return Field{"message", c}; }),
      data("a field's name", Fate::kRefused, kFailed, [](Text c) { return Field{c, true}; }),
      data("an unknown field", Fate::kRefused, kFailed, [](Text c) { return Field{"new", c}; }),
      data("a nested field", Fate::kRefused, kFailed,
           [](Text c) { return Field{"new", StringMap{{c, c}}}; }),
      data("exitCode", Fate::kRefused, kCommandExited, [](Text c) { return Field{"exitCode", c}; }),
      data("an option's name", Fate::kRefused, kCommandStarted,
           [](Text c) { return Field{"commandOptions", OptionList{{.name = c}}}; }),
  };
}

std::vector<CanaryPlace> places_of_otlp() {
  using Text = const std::string&;
  return {
      beside("the resource", &CanaryMessage::resource,
             [](Text c) { return json{{"attributes", everywhere(c)}, {c, c}}; }),
      beside(
          "the scope", &CanaryMessage::scope,
          [](Text c) { return json{{"name", c}, {"version", c}, {"attributes", everywhere(c)}}; }),
      beside("an unknown key of the request", &CanaryMessage::request,
             [](Text c) { return json{{c, c}}; }),
      beside("traceState", &CanaryMessage::span, [](Text c) { return json{{"traceState", c}}; }),
      beside("parentSpanId", &CanaryMessage::span,
             [](Text c) { return json{{"parentSpanId", c}}; }),
      beside("the span's status", &CanaryMessage::span,
             [](Text c) { return json{{"status", {{"code", 2}, {"message", c}}}}; }),
      beside(
          "an event of the span", &CanaryMessage::span,
          [](Text c) { return json{{"events", {{{"name", c}, {"attributes", everywhere(c)}}}}}; }),
      beside("a link of the span", &CanaryMessage::span,
             [](Text c) {
               return json{{"links", {{{"traceState", c}, {"attributes", everywhere(c)}}}}};
             }),
      {"the span's name", Fate::kRefused, [](CanaryMessage& m, Text c) { m.span_name = c; }},
      {"traceId", Fate::kKeyedOrRefused, [](CanaryMessage& m, Text c) { m.span["traceId"] = c; }},
      {"spanId", Fate::kRefused, [](CanaryMessage& m, Text c) { m.span["spanId"] = c; }},
      {"attributes of the span", Fate::kDropped,
       [](CanaryMessage& m, Text c) { m.attributes = everywhere(c); }},
      value("ts"),
      value("executionID"),
      value("schemaVersion"),
      value("attributes"),
      value("eventData"),
  };
}

json request_of(const CanaryMessage& message) {
  const Event& event = message.event;
  std::map<std::string, json> values = {
      {"ts", {{"intValue", std::to_string(event.ts_ms)}}},
      {"executionID", text_value(to_string(event.execution_id))},
      {"userID", text_value(event.user_id)},
      {"projectID", text_value(event.project_id)},
      {"command", text_value(event.command)},
      {"attributes", text_value(to_json(event.attributes))},
      {"eventType", text_value(event.event_type)},
      {"eventData", text_value(to_json(event.data))},
      {"schemaVersion", {{"intValue", event.schema_version}}},
  };
  for (const auto& [key, other] : message.values) values[key] = other;
  json span = {{"traceId", to_hex(message.identity.trace_id)},
               {"spanId", to_hex(message.identity.span_id)},
               {"name", message.span_name},
               {"attributes", json::array()}};
  for (const auto& [key, own] : values) span["attributes"].push_back(key_value(key, own));
  for (const json& more : message.attributes) span["attributes"].push_back(more);
  span.update(message.span);
  json request = {{"resourceSpans",
                   {{{"resource", message.resource},
                     {"scopeSpans", {{{"scope", message.scope}, {"spans", {span}}}}}}}}};
  request.update(message.request);
  return request;
}

}  // namespace overt::testing

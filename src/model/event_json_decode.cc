// The half of event_json.h that reads foreign text.
#include <algorithm>
#include <string_view>
#include <vector>

#include "model/event_json.h"
#include "model/json_document.h"
#include "model/limits.h"

namespace overt {
namespace {

Error not_an_event(std::string_view key, std::string_view rule) {
  std::string message(key);
  message.append(": ").append(rule);
  return Error{std::move(message)};
}

Result<CommandOption> option_from(const json::Element& element) {
  const auto object = json::object(element);
  if (!object) return Error{"an option must be an object"};
  CommandOption option;
  std::vector<std::string_view> seen;
  for (const auto [key, value] : *object) {
    if (std::ranges::find(seen, key) != seen.end()) return Error{"a key of an option stands twice"};
    seen.push_back(key);
    if (key == "name") {
      const auto name = json::text(value);
      if (!name) return Error{"name must be a text"};
      option.name = *name;
    } else if (key == "asCli" || key == "asEnv") {
      const auto truth = json::boolean(value);
      if (!truth) return Error{"asCli and asEnv must be booleans"};
      (key == "asCli" ? option.as_cli : option.as_env) = *truth;
    } else if (key == "count") {
      const auto count = json::integer(value);
      if (!count || *count < 0) return Error{"count must be an integer that is not negative"};
      option.count = *count;
    } else {
      return Error{"an option has name, asCli, asEnv and count, nothing else"};
    }
  }
  if (std::ranges::find(seen, "name") == seen.end()) return Error{"an option must have a name"};
  return option;
}

Result<OptionList> options_from(const json::Array& array) {
  OptionList options;
  for (const json::Element element : array) {
    auto option = option_from(element);
    if (!option) return option.error();
    options.push_back(*std::move(option));
  }
  return options;
}

Result<StringMap> map_from(const json::Object& object) {
  StringMap map;
  for (const auto [key, value] : object) {
    auto text = json::text(value);
    if (!text) return Error{"an object inside may hold texts only"};
    map.emplace_back(key, *std::move(text));
  }
  return map;
}

template <typename T>
Result<Value> as_value(Result<T> result) {
  if (!result) return result.error();
  return Value(*std::move(result));
}

Result<Value> value_from(const json::Element& element) {
  if (const auto truth = json::boolean(element)) return Value(*truth);
  if (const auto number = json::integer(element)) return Value(*number);
  if (auto text = json::text(element)) return Value(*std::move(text));
  if (const auto array = json::array(element)) return as_value(options_from(*array));
  if (const auto object = json::object(element)) return as_value(map_from(*object));
  return Error{"must be a boolean, a 64-bit integer, a text, a list of options or an object"};
}

Result<Fields> fields_from(std::string_view where, const json::Element& element) {
  const auto object = json::object(element);
  if (!object) return not_an_event(where, "must be an object");
  Fields fields;
  for (const auto [key, element_of_key] : *object) {
    if (fields.size() == kEventFieldsMax) return not_an_event(where, "has too many keys");
    const bool twice = std::ranges::any_of(
        fields, [name = key](const Field& field) { return field.name == name; });
    if (twice) return not_an_event(where, "a key stands twice");
    auto value = value_from(element_of_key);
    if (!value) return not_an_event(where, value.error().message);
    fields.push_back({std::string(key), *std::move(value)});
  }
  return fields;
}

// The keys of an event, each with the place in Event that it fills.
class EventReader {
 public:
  Result<Event> read(const json::Object& object) {
    for (const auto [key, value] : object) {
      if (auto error = read_key(key, value)) return *error;
    }
    return finish();
  }

 private:
  enum Key {
    kTs,
    kExecutionId,
    kUserId,
    kProjectId,
    kCommand,
    kAttributes,
    kEventType,
    kEventData,
    kSchemaVersion,
    kKeyCount
  };
  static constexpr std::string_view kNames[kKeyCount] = {
      "ts",         "executionID", "userID",    "projectID",     "command",
      "attributes", "eventType",   "eventData", "schemaVersion",
  };

  std::optional<Error> read_key(std::string_view key, const json::Element& element) {
    const auto* const name = std::ranges::find(kNames, key);
    if (name == std::end(kNames)) return Error{"an event has no key of that name"};
    const auto index = static_cast<Key>(name - kNames);
    if (seen_[index]) return not_an_event(key, "stands twice");
    seen_[index] = true;
    switch (index) {
      case kTs:
        return read_integer(key, element, 0, kTimestampMsMax, event_.ts_ms);
      case kExecutionId:
        return read_execution_id(element);
      case kUserId:
        return read_text(key, element, event_.user_id);
      case kProjectId:
        return read_text(key, element, event_.project_id);
      case kCommand:
        return read_text(key, element, event_.command);
      case kEventType:
        return read_text(key, element, event_.event_type);
      case kAttributes:
        return read_fields(key, element, event_.attributes);
      case kEventData:
        return read_fields(key, element, event_.data);
      case kSchemaVersion:
        return read_integer(key, element, kSchemaVersionMin, kSchemaVersionMax,
                            event_.schema_version);
      case kKeyCount:
        break;
    }
    return std::nullopt;
  }

  Result<Event> finish() {
    for (std::size_t index = 0; index < kKeyCount; ++index) {
      const bool expected = index != kUserId || event_.schema_version >= 2;
      if (seen_[index] && !expected) return not_an_event(kNames[index], "not in schema 1");
      if (!seen_[index] && expected) return not_an_event(kNames[index], "is missing");
    }
    return std::move(event_);
  }

  template <typename Integer>
  static std::optional<Error> read_integer(std::string_view key, const json::Element& element,
                                           std::int64_t min, std::int64_t max, Integer& into) {
    const auto number = json::integer(element);
    if (!number || *number < min || *number > max) {
      return not_an_event(
          key, "must be an integer from " + std::to_string(min) + " to " + std::to_string(max));
    }
    into = static_cast<Integer>(*number);
    return std::nullopt;
  }

  static std::optional<Error> read_text(std::string_view key, const json::Element& element,
                                        std::string& into) {
    auto text = json::text(element);
    if (!text) return not_an_event(key, "must be a text");
    into = *std::move(text);
    return std::nullopt;
  }

  static std::optional<Error> read_fields(std::string_view key, const json::Element& element,
                                          Fields& into) {
    auto fields = fields_from(key, element);
    if (!fields) return fields.error();
    into = *std::move(fields);
    return std::nullopt;
  }

  std::optional<Error> read_execution_id(const json::Element& element) {
    const auto text = json::text(element);
    const auto uuid = text ? parse_uuid(*text) : std::nullopt;
    if (!uuid) return not_an_event("executionID", "must be a UUID");
    event_.execution_id = *uuid;
    return std::nullopt;
  }

  Event event_;
  bool seen_[kKeyCount] = {};
};

}  // namespace

Result<Event> event_from_json(std::string_view text) {
  const auto document = json::Document::parse(text);
  if (!document) return document.error();
  const auto object = json::object(document->root());
  if (!object) return Error{"an event must be a JSON object"};
  return EventReader().read(*object);
}

Result<Fields> fields_from_json(std::string_view text) {
  const auto document = json::Document::parse(text);
  if (!document) return document.error();
  return fields_from("the text", document->root());
}

}  // namespace overt

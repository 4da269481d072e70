#include "schema/event_texts.h"

#include <algorithm>
#include <utility>

#include "model/limits.h"
#include "schema/pattern_words.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using Change = std::function<void(json&)>;

// Stands for a number that `json` would not write as it is: `@raw@7` is the seventh of
// raw_numbers().
constexpr std::string_view kRaw = "@raw@";

std::string text_of(const json& event) {
  std::string text = event.dump();
  for (auto at = text.find(kRaw); at != std::string::npos; at = text.find(kRaw)) {
    const auto end = text.find('"', at);
    const std::size_t index = std::stoul(text.substr(at + kRaw.size()));
    text.replace(at - 1, end + 1 - (at - 1), raw_numbers()[index]);
  }
  return text;
}

// Where an object is: the event itself, or what stands in it under that key.
json* find_object(json& event, const std::string& where) {
  if (!event.is_object()) return nullptr;
  if (where.empty()) return &event;
  const auto found = event.find(where);
  return found == event.end() || !found->is_object() ? nullptr : &*found;
}

Change set(const std::string& where, const std::string& key, const json& value) {
  return [=](json& event) {
    if (json* const object = find_object(event, where)) (*object)[key] = value;
  };
}

Change erase(const std::string& where, const std::string& key) {
  return [=](json& event) {
    if (json* const object = find_object(event, where)) object->erase(key);
  };
}

Change rename(const std::string& where, const std::string& key, const std::string& to) {
  return [=](json& event) {
    json* const object = find_object(event, where);
    if (object == nullptr || !object->contains(key)) return;
    const json value = (*object)[key];
    object->erase(key);
    (*object)[to] = value;
  };
}

// All that can be done to one key.
void add_changes(std::vector<Change>& changes, const std::string& where, const std::string& key,
                 const NearValues& near) {
  for (const Values* const values : {&near.inside, &near.outside, &values_of_all_types()}) {
    for (const json& value : *values) changes.push_back(set(where, key, value));
  }
  changes.push_back(erase(where, key));
  changes.push_back(rename(where, key, key + "\n"));
  changes.push_back(rename(where, key, key.substr(1)));
  std::string other_case = key;
  other_case[0] = static_cast<char>(other_case[0] ^ ' ');
  changes.push_back(rename(where, key, other_case));
  if (near.inside.empty() || !near.inside.front().is_number_integer()) return;
  for (std::size_t i = 0; i < raw_numbers().size(); ++i) {
    changes.push_back(set(where, key, std::string(kRaw) + std::to_string(i)));
  }
}

// Keys that nobody knows, though some look as if.
void add_unknown_keys(std::vector<Change>& changes, const std::string& where) {
  for (const char* const key :
       {"", "argv", "__proto__", "constructor", "toString", "schema", "os "}) {
    changes.push_back(set(where, key, "x"));
    changes.push_back(set(where, key, nullptr));
    changes.push_back(set(where, key, json::object()));
  }
}

NearValues near_execution_id(std::mt19937& random) {
  NearValues near = near_pattern(kUuidPattern, random);
  // A reader of UUIDs takes capitals; the log has none.
  near.inside.push_back("2F75D020-684E-4224-9013-35E95E1B7721");
  for (const char* const other :
       {"2f75d020684e4224901335e95e1b7721", "{2f75d020-684e-4224-9013-35e95e1b7721}",
        "urn:uuid:2f75d020-684e-4224-9013-35e95e1b7721", "2f75d0206-84e-4224-9013-35e95e1b7721",
        "2f75d020-684e-4224-9013-35e95e1b772-"}) {
    near.outside.push_back(other);
  }
  return near;
}

NearValues near_id(const std::optional<FieldSpec>& spec, std::mt19937& random) {
  NearValues near = near_pattern(kSha256Pattern, random);
  if (!spec) std::ranges::move(near.inside, std::back_inserter(near.outside));
  if (!spec) near.inside.clear();
  near.inside.push_back("");
  return near;
}

NearValues near_command(const Contract& contract, std::mt19937& random) {
  NearValues near = near_words({contract.commands.begin(), contract.commands.end()}, random);
  for (const std::string_view ignored : contract.ignored_commands) {
    near.outside.push_back(ignored);
    near.outside.push_back(std::string(ignored) + " x");
  }
  if (!contract.commands_to_come) return near;
  const NearValues to_come = near_pattern(*contract.commands_to_come->pattern, random);
  std::ranges::copy_if(to_come.inside, std::back_inserter(near.inside), [&](const json& command) {
    return !std::ranges::binary_search(contract.ignored_commands, command.get<std::string>());
  });
  std::ranges::copy(to_come.outside, std::back_inserter(near.outside));
  return near;
}

NearValues near_event_type(const Contract& contract, std::mt19937& random) {
  std::vector<std::string> types;
  for (const EventSpec& spec : contract.events) types.emplace_back(spec.type);
  NearValues near = near_words(types, random);
  for (const std::string& type : types) near.inside.push_back(type);
  return near;
}

}  // namespace

EventTexts::EventTexts(const Contract& contract, unsigned seed)
    : contract_(contract),
      random_(seed),
      near_ts_(near_integers(0, kTimestampMsMax)),
      near_execution_id_(near_execution_id(random_)),
      near_user_id_(near_id(contract.user_id, random_)),
      near_project_id_(near_id(contract.project_id, random_)),
      near_command_(near_command(contract, random_)),
      near_event_type_(near_event_type(contract, random_)) {
  make_common_changes();
  for (const EventSpec& spec : contract.events) make_data_changes(spec);
}

std::string EventTexts::good() { return text_of(good_event(pick_kind())); }

std::vector<std::string> EventTexts::changed_once() {
  std::vector<std::string> texts;
  const auto add = [&](const Kind& kind, const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      json event = good_event(kind);
      change(event);
      texts.push_back(text_of(event));
    }
  };
  for (const int version : contract_.schema_versions) {
    add({.version = version, .spec = &contract_.events.front()}, common_changes_);
    for (const EventSpec& spec : contract_.events) {
      add({.version = version, .spec = &spec}, data_changes_[&spec]);
    }
  }
  return texts;
}

std::string EventTexts::changed_twice() {
  const Kind kind = pick_kind();
  json event = good_event(kind);
  const std::vector<Change>& of_data = data_changes_[kind.spec];
  for (int i = 0; i < 2; ++i) {
    const std::vector<Change>& changes = random_() % 2 == 0 ? common_changes_ : of_data;
    changes[random_() % changes.size()](event);
  }
  return text_of(event);
}

EventTexts::Kind EventTexts::pick_kind() {
  while (true) {
    const Kind kind{
        .version = contract_.schema_versions[random_() % contract_.schema_versions.size()],
        .spec = &contract_.events[random_() % contract_.events.size()]};
    if (kind.spec->since_schema <= kind.version) return kind;
  }
}

json EventTexts::good_event(const Kind& kind) {
  json event = {{"ts", good_value(near_ts_)},
                {"executionID", good_value(near_execution_id_)},
                {"projectID", good_value(near_project_id_)},
                {"command", good_value(near_command_)},
                {"attributes", good_fields(contract_.attributes, kind.version)},
                {"eventType", kind.spec->type},
                {"eventData", good_fields(kind.spec->fields, kind.version)},
                {"schemaVersion", kind.version}};
  if (kind.version >= 2) event["userID"] = good_value(near_user_id_);
  return event;
}

json EventTexts::good_fields(std::span<const FieldSpec> specs, int version) {
  json fields = json::object();
  for (const FieldSpec& spec : specs) {
    const bool may_be_absent = spec.optional || spec.discard;
    if (spec.since_schema > version || (may_be_absent && random_() % 2 == 0)) continue;
    const auto [near, is_new] = near_fields_.try_emplace(&spec);
    if (is_new) near->second = near_field(contract_, spec, random_);
    fields[std::string(spec.name)] = good_value(near->second);
  }
  return fields;
}

json EventTexts::good_value(const NearValues& near) {
  return near.inside[pick_border(near.inside.size(), random_)];
}

void EventTexts::make_common_changes() {
  std::vector<Change>& changes = common_changes_;
  for (const json& value : values_of_all_types()) {
    changes.emplace_back([value](json& event) { event = value; });
  }
  changes.emplace_back([](json& event) { event = json::array({event}); });
  for (const char* const where : {"", "attributes"}) add_unknown_keys(changes, where);
  add_changes(changes, "", "ts", near_ts_);
  add_changes(changes, "", "executionID", near_execution_id_);
  add_changes(changes, "", "userID", near_user_id_);
  add_changes(changes, "", "projectID", near_project_id_);
  add_changes(changes, "", "command", near_command_);
  add_changes(changes, "", "attributes", {});
  add_changes(changes, "", "eventType", near_event_type_);
  add_changes(changes, "", "eventData", {});
  add_changes(changes, "", "schemaVersion", near_integers(kSchemaVersionMin, kSchemaVersionMax));
  for (const FieldSpec& field : contract_.attributes) {
    add_changes(changes, "attributes", std::string(field.name),
                near_field(contract_, field, random_));
  }
}

void EventTexts::make_data_changes(const EventSpec& spec) {
  std::vector<Change>& changes = data_changes_[&spec];
  add_unknown_keys(changes, "eventData");
  for (const FieldSpec& field : spec.fields) {
    add_changes(changes, "eventData", std::string(field.name),
                near_field(contract_, field, random_));
  }
}

}  // namespace overt::testing

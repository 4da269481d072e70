// The half of event_json.h that every tool links, and so needs no library.
#include "model/event_json.h"

namespace overt {
namespace {

struct ValueWriter {
  JsonWriter& json;

  void operator()(bool truth) const { json.boolean(truth); }
  void operator()(std::int64_t number) const { json.integer(number); }
  void operator()(const std::string& text) const { json.string(text); }

  void operator()(const OptionList& options) const {
    json.begin_array();
    for (const CommandOption& option : options) {
      json.begin_object();
      json.key("name");
      json.string(option.name);
      json.key("asCli");
      json.boolean(option.as_cli);
      json.key("asEnv");
      json.boolean(option.as_env);
      json.key("count");
      json.integer(option.count);
      json.end_object();
    }
    json.end_array();
  }

  void operator()(const StringMap& map) const {
    json.begin_object();
    for (const auto& [name, text] : map) {
      json.key(name);
      json.string(text);
    }
    json.end_object();
  }
};

void write_fields(JsonWriter& json, const Fields& fields) {
  json.begin_object();
  for (const Field& field : fields) {
    json.key(field.name);
    std::visit(ValueWriter{json}, field.value);
  }
  json.end_object();
}

}  // namespace

std::string to_json(const Event& event, JsonStyle style) {
  JsonWriter json(style);
  json.begin_object();
  json.key("ts");
  json.integer(event.ts_ms);
  json.key("executionID");
  json.string(to_string(event.execution_id));
  if (event.schema_version >= 2) {
    json.key("userID");
    json.string(event.user_id);
  }
  json.key("projectID");
  json.string(event.project_id);
  json.key("command");
  json.string(event.command);
  json.key("attributes");
  write_fields(json, event.attributes);
  json.key("eventType");
  json.string(event.event_type);
  json.key("eventData");
  write_fields(json, event.data);
  json.key("schemaVersion");
  json.integer(event.schema_version);
  json.end_object();
  return std::move(json).take();
}

std::string to_json(const Fields& fields) {
  JsonWriter json;
  write_fields(json, fields);
  return std::move(json).take();
}

}  // namespace overt

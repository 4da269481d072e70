#include "contract/schema/json_schema.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "contract/closed_text.h"
#include "contract/gate.h"
#include "contract/schema/json_schema_writer.h"
#include "contract/words_of_types.h"
#include "model/limits.h"

namespace overt {
namespace {

// What parse_uuid() reads: letters of either case, as RFC 9562, section 4, asks of a reader.
constexpr std::string_view kUuidOfEitherCase =
    "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}";

constexpr std::string_view kComment =
    "Made of the contract by overt contract schema. JSON Schema cannot say that 1.0 and 1e3 are no "
    "integers in an event, that no key may stand twice in an object, that a text is Unicode "
    "without "
    "halves of surrogate pairs, and that a line of the log has at most 4,096 bytes.";

// RFC 8141, section 2: the characters of a URN; the others are written by their bytes.
std::string percent_encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded.append({'%', kDigits[byte >> 4], kDigits[byte & 0xF]});
    }
  }
  return encoded;
}

std::string describe(const FieldSpec& spec) {
  std::string text(spec.why.en);
  if (spec.discard) text += " Taken from the wire, never recorded, never stored.";
  if (spec.expires != kNever) text += " Recorded up to " + to_string(spec.expires) + " (UTC).";
  return text;
}

bool is_in(int version, const EventSpec& event) { return event.since_schema <= version; }

// Names in $defs. Those of events and fields have no dots, so no two of these are the same.
std::string name_of(const FieldSpec& attribute) {
  return std::string("attributes.").append(attribute.name);
}

std::string name_of(const EventSpec& event, const FieldSpec& spec) {
  return std::string("eventData.").append(event.type).append(".").append(spec.name);
}

std::string name_of_attributes(int version) {
  return "schema" + std::to_string(version) + ".attributes";
}

std::string name_of_data(int version, const EventSpec& event) {
  return "schema" + std::to_string(version) + ".eventData." + std::string(event.type);
}

class Schema {
 public:
  explicit Schema(const Contract& contract) : contract_(contract) {}

  std::string write() && {
    json_.object([this] {
      json_.text("$schema", "https://json-schema.org/draft/2020-12/schema");
      json_.text("$id", "urn:overt:event:" + percent_encoded(contract_.app) + ":" +
                            percent_encoded(contract_.span_name));
      json_.text("title", "An event of the telemetry of " + std::string(contract_.app));
      if (!contract_.purpose.en.empty()) json_.text("description", contract_.purpose.en);
      json_.text("$comment", kComment);
      json_.type("object");
      json_.object("properties", [this] { write_keys(); });
      json_.texts("required", {"ts", "executionID", "projectID", "command", "attributes",
                               "eventType", "eventData", "schemaVersion"});
      json_.truth("additionalProperties", false);
      json_.list("anyOf", [this] { write_versions(); });
      json_.object("$defs", [this] { write_definitions(); });
    });
    return std::move(json_).take();
  }

 private:
  // Of all events. What depends on version and type follows in write_version().
  void write_keys() {
    json_.object("ts", [this] {
      json_.text("description", "When it happened: Unix time in milliseconds.");
      json_.range(0, kTimestampMsMax);
    });
    json_.object("executionID", [this] {
      json_.text("description", "A random UUID of the run, the same in all of its events.");
      json_.pattern(JsonSchemaWriter::anchored(kUuidOfEitherCase), kUuidPattern.characters_max());
    });
    json_.object("userID", [this] { write_id(contract_.user_id); });
    json_.object("projectID", [this] { write_id(contract_.project_id); });
    json_.object("command", [this] { write_command(); });
    json_.object("attributes", [this] { json_.type("object"); });
    json_.object("eventType", [this] { json_.type("string"); });
    json_.object("eventData", [this] { json_.type("object"); });
    json_.object("schemaVersion", [this] { json_.type("integer"); });
  }

  void write_id(const std::optional<FieldSpec>& spec) {
    if (!spec) {
      json_.text("description", "Not in the contract: always empty.");
      json_.text("const", "");
      return;
    }
    json_.text("description", describe(*spec));
    const Pattern& hash = kSha256Pattern;
    json_.pattern("^$|" + JsonSchemaWriter::anchored(hash.text()), hash.characters_max());
  }

  void write_command() {
    json_.text("description", "The command path, its words joined by spaces.");
    if (!contract_.ignored_commands.empty()) {
      json_.object("not", [this] { json_.texts("enum", contract_.ignored_commands); });
    }
    json_.list("anyOf", [this] {
      json_.object([this] { json_.texts("enum", contract_.commands); });
      const auto& to_come = contract_.commands_to_come;
      if (!to_come) return;
      json_.object([&] {
        json_.text("description", describe(*to_come));
        json_.pattern(*to_come->pattern);
      });
    });
  }

  // JSON Schema forbids an empty list, so a version without events is left out.
  void write_versions() {
    bool any = false;
    for (const int version : contract_.schema_versions) {
      const auto is_in_version = [&](const EventSpec& event) { return is_in(version, event); };
      if (std::ranges::none_of(contract_.events, is_in_version)) continue;
      any = true;
      json_.object([&] { write_version(version); });
    }
    if (!any) json_.nothing();
  }

  void write_version(int version) {
    json_.object("properties", [&] {
      json_.object("schemaVersion", [&] { json_.number("const", version); });
      if (version < 2) json_.truth("userID", false);
      json_.object("attributes", [&] { json_.reference(name_of_attributes(version)); });
    });
    if (version >= 2) json_.texts("required", {"userID"});
    json_.list("anyOf", [&] {
      for (const EventSpec& event : contract_.events) {
        if (is_in(version, event)) json_.object([&] { write_event(version, event); });
      }
    });
  }

  void write_event(int version, const EventSpec& event) {
    json_.object("properties", [&] {
      json_.object("eventType", [&] { json_.text("const", event.type); });
      json_.object("eventData", [&] { json_.reference(name_of_data(version, event)); });
    });
  }

  void write_definitions() {
    for (const int version : contract_.schema_versions) write_definitions_of(version);
    for (const FieldSpec& spec : contract_.attributes) {
      json_.object(name_of(spec), [&] { write_field(spec); });
    }
    for (const EventSpec& event : contract_.events) {
      for (const FieldSpec& spec : event.fields) {
        json_.object(name_of(event, spec), [&] { write_field(spec); });
      }
    }
    json_.object("options", [this] { write_options(); });
    if (!contract_.options.empty()) json_.object("option", [this] { write_option(); });
  }

  void write_definitions_of(int version) {
    json_.object(name_of_attributes(version), [&] {
      const auto name = [](const FieldSpec& spec) { return name_of(spec); };
      write_fields(contract_.attributes, version, name);
    });
    for (const EventSpec& event : contract_.events) {
      if (!is_in(version, event)) continue;
      json_.object(name_of_data(version, event), [&] {
        if (!event.why.en.empty()) json_.text("description", event.why.en);
        const auto name = [&](const FieldSpec& spec) { return name_of(event, spec); };
        write_fields(event.fields, version, name);
      });
    }
  }

  template <typename Name>
  void write_fields(std::span<const FieldSpec> specs, int version, Name name) {
    json_.type("object");
    json_.object("properties", [&] {
      for (const FieldSpec& spec : specs) {
        if (spec.since_schema > version) continue;
        json_.object(spec.name, [&] { json_.reference(name(spec)); });
      }
    });
    std::vector<std::string_view> required;
    for (const FieldSpec& spec : specs) {
      const bool may_be_absent = spec.optional || spec.discard || spec.since_schema > version;
      if (!may_be_absent) required.push_back(spec.name);
    }
    json_.texts("required", required);
    json_.truth("additionalProperties", false);
  }

  void write_field(const FieldSpec& spec) {
    json_.text("description", describe(spec));
    switch (spec.type) {
      case FieldType::kBoolean:
        json_.type("boolean");
        return;
      case FieldType::kInteger:
        json_.range(spec.min, spec.max);
        return;
      case FieldType::kDurationMs:
        json_.range(0, kDurationMsMax);
        return;
      case FieldType::kExitCode:
        json_.range(0, kExitCodeMax);
        return;
      case FieldType::kOptions:
        json_.reference("options");
        return;
      case FieldType::kEnum:
        json_.texts("enum", spec.values);
        return;
      case FieldType::kMap:
        json_.type("object");
        json_.object("additionalProperties", [this] { json_.type("string"); });
        return;
      case FieldType::kText:
        json_.type("string");
        return;
      default:
        json_.pattern(*pattern_of(spec));
        return;
    }
  }

  void write_options() {
    json_.type("array");
    json_.number("maxItems", static_cast<std::int64_t>(contract_.options.size()));
    if (contract_.options.empty()) return;
    json_.object("items", [this] { json_.reference("option"); });
    // Most lists are short, and a contract may have a thousand options to look for.
    json_.list("anyOf", [this] {
      json_.object([this] { json_.number("maxItems", 1); });
      json_.object([this] {
        json_.list("allOf", [this] {
          for (const OptionSpec& option : contract_.options) {
            json_.object([&] { write_at_most_once(option); });
          }
        });
      });
    });
  }

  // Items of one name may differ in the rest, so uniqueItems would let them in.
  void write_at_most_once(const OptionSpec& option) {
    json_.object("contains", [&] {
      json_.object("properties",
                   [&] { json_.object("name", [&] { json_.text("const", option.name); }); });
    });
    json_.number("minContains", 0);
    json_.number("maxContains", 1);
  }

  void write_option() {
    json_.type("object");
    json_.object("properties", [this] {
      json_.object("name", [this] {
        std::vector<std::string_view> names;
        for (const OptionSpec& option : contract_.options) names.push_back(option.name);
        json_.texts("enum", names);
      });
      json_.object("asCli", [this] { json_.type("boolean"); });
      json_.object("asEnv", [this] { json_.type("boolean"); });
      json_.object("count", [this] { json_.range(0, kOptionCountMax); });
    });
    json_.texts("required", {"name"});
    json_.truth("additionalProperties", false);
  }

  const Contract& contract_;
  JsonSchemaWriter json_;
};

}  // namespace

std::string json_schema(const Contract& contract) { return Schema(contract).write(); }

}  // namespace overt

#include "contract/gate.h"

#include <algorithm>
#include <string_view>

namespace overt {
namespace {

using MaybeRefusal = std::optional<Refusal>;

// A version is a few numbers and words; a text of this length is none.
constexpr std::size_t kVersionCharactersMax = 64;

// More than this on one command line is a script's mistake, not a use to count.
constexpr std::int64_t kOptionCountMax = 1'000'000;

Refusal refuse(std::string_view field, std::string_view rule) {
  return {std::string(field), std::string(rule)};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Empty, or what SHA-256 looks like in hex.
bool is_id(std::string_view text) {
  return text.empty() || (text.size() == 64 && std::ranges::all_of(text, [](char c) {
                            return is_digit(c) || (c >= 'a' && c <= 'f');
                          }));
}

// Numbers and dots first, as in semantic versions; then what a tool's own scheme adds, from the
// same alphabet. The two words stand for a build without a version and for one nobody told.
bool is_version(std::string_view text) {
  if (text == "dev" || text == "unknown") return true;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (text.empty() || text.size() > kVersionCharactersMax || !is_digit(text.front())) return false;
  return std::ranges::all_of(
      text, [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+'; });
}

template <typename Specs>
auto find_named(const Specs& specs, std::string_view name) {
  return std::ranges::find_if(specs, [name](const auto& spec) { return spec.name == name; });
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool in_range(const Value& value, std::int64_t min, std::int64_t max) {
  const auto* const number = std::get_if<std::int64_t>(&value);
  return number != nullptr && *number >= min && *number <= max;
}

MaybeRefusal check_options(const Contract& contract, const FieldSpec& spec, const Value& value) {
  const auto* const options = std::get_if<OptionList>(&value);
  if (options == nullptr) return refuse(spec.name, "must be a list of options");
  for (auto option = options->begin(); option != options->end(); ++option) {
    if (find_named(contract.options, option->name) == contract.options.end()) {
      return refuse(spec.name, "names an option that is not in the contract");
    }
    if (option->count < 0 || option->count > kOptionCountMax) {
      return refuse(spec.name, "has a count out of range");
    }
    const auto same_name = [&](const CommandOption& other) { return other.name == option->name; };
    if (std::any_of(options->begin(), option, same_name)) {
      return refuse(spec.name, "names an option twice");
    }
  }
  return std::nullopt;
}

MaybeRefusal check_value(const Contract& contract, const FieldSpec& spec, const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto unless = [&spec](bool fits, std::string_view rule) -> MaybeRefusal {
    if (fits) return std::nullopt;
    return refuse(spec.name, rule);
  };
  switch (spec.type) {
    case FieldType::kBoolean:
      return unless(std::holds_alternative<bool>(value), "must be a boolean");
    case FieldType::kInteger:
      return unless(in_range(value, spec.min, spec.max), "must be an integer of its range");
    case FieldType::kDurationMs:
      return unless(in_range(value, 0, kDurationMsMax), "must be a duration in milliseconds");
    case FieldType::kExitCode:
      return unless(in_range(value, 0, kExitCodeMax), "must be an exit code");
    case FieldType::kOptions:
      return check_options(contract, spec, value);
    case FieldType::kEnum:
      return unless(text != nullptr && contains(spec.values, *text), "must be one of its values");
    case FieldType::kVersion:
      return unless(text != nullptr && is_version(*text), "must be a version");
    case FieldType::kMap:
      return unless(std::holds_alternative<StringMap>(value), "must be an object of texts");
    case FieldType::kText:
      return unless(text != nullptr, "must be a text");
  }
  return refuse(spec.name, "has a type nobody knows");
}

MaybeRefusal check_fields(const Contract& contract, const std::vector<FieldSpec>& specs,
                          const Fields& fields, int schema_version, std::string_view where) {
  for (const Field& field : fields) {
    const auto spec = find_named(specs, field.name);
    if (spec == specs.end() || spec->since_schema > schema_version) {
      return refuse(where, "has a field that is not in the contract");
    }
    if (MaybeRefusal refusal = check_value(contract, *spec, field.value)) return refusal;
  }
  for (const FieldSpec& spec : specs) {
    const bool required = !spec.optional && !spec.discard && spec.since_schema <= schema_version;
    if (required && find_named(fields, spec.name) == fields.end()) {
      return refuse(spec.name, "is missing");
    }
  }
  return std::nullopt;
}

std::vector<EventSpec>::const_iterator find_event(const Contract& contract, const Event& event) {
  return std::ranges::find_if(contract.events, [&event](const EventSpec& spec) {
    return spec.type == event.event_type && spec.since_schema <= event.schema_version;
  });
}

}  // namespace

std::string to_string(const Refusal& refusal) { return refusal.field + ": " + refusal.rule; }

MaybeRefusal check(const Contract& contract, const Event& event) {
  if (std::ranges::find(contract.schema_versions, event.schema_version) ==
      contract.schema_versions.end()) {
    return refuse("schemaVersion", "not in the contract");
  }
  if (!is_id(event.user_id)) return refuse("userID", "must be empty or a SHA-256 in hex");
  if (!is_id(event.project_id)) return refuse("projectID", "must be empty or a SHA-256 in hex");
  if (contains(contract.ignored_commands, event.command)) {
    return refuse("command", "is one that the contract ignores");
  }
  if (!contains(contract.commands, event.command)) return refuse("command", "not in the contract");

  const auto spec = find_event(contract, event);
  if (spec == contract.events.end()) return refuse("eventType", "not in the contract");
  if (MaybeRefusal refusal = check_fields(contract, contract.attributes, event.attributes,
                                          event.schema_version, "attributes")) {
    return refusal;
  }
  return check_fields(contract, spec->fields, event.data, event.schema_version, "eventData");
}

bool fits(const Contract& contract, const FieldSpec& spec, const Value& value) {
  return !check_value(contract, spec, value);
}

void discard(const Contract& contract, Event& event) {
  const auto erase = [](Fields& fields, const std::vector<FieldSpec>& specs) {
    std::erase_if(fields, [&specs](const Field& field) {
      const auto spec = find_named(specs, field.name);
      const auto* const map = std::get_if<StringMap>(&field.value);
      const bool holds_nothing = map != nullptr && map->empty();
      return spec != specs.end() && spec->discard && !holds_nothing;
    });
  };
  erase(event.attributes, contract.attributes);
  const auto spec = find_event(contract, event);
  if (spec != contract.events.end()) erase(event.data, spec->fields);
}

}  // namespace overt

#include "contract/gate.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <span>

#include "contract/closed_text.h"

namespace overt {
namespace {

using MaybeRefusal = std::optional<Refusal>;

// Set bit i: the i-th field of a list has been seen.
using Seen = std::bitset<kFieldsMax>;

bool contains(std::span<const std::string_view> sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

bool in_range(const Value& value, std::int64_t min, std::int64_t max) {
  const auto* const number = std::get_if<std::int64_t>(&value);
  return number != nullptr && *number >= min && *number <= max;
}

MaybeRefusal check_options(const Contract& contract, const FieldSpec& spec, const Value& value) {
  const auto* const options = std::get_if<OptionList>(&value);
  if (options == nullptr) return Refusal{spec.name, "must be a list of options"};
  std::bitset<kOptionsMax> seen;
  for (const CommandOption& option : *options) {
    const std::optional<std::size_t> known = contract.options.find(option.name);
    if (!known) return Refusal{spec.name, "names an option that is not in the contract"};
    if (option.count < 0 || option.count > kOptionCountMax) {
      return Refusal{spec.name, "has a count out of range"};
    }
    if (seen[*known]) return Refusal{spec.name, "names an option twice"};
    seen.set(*known);
  }
  return std::nullopt;
}

bool fits_text(const FieldSpec& spec, const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) return false;
  if (spec.type == FieldType::kText) return true;
  if (spec.type == FieldType::kEnum) return contains(spec.values, *text);
  const Pattern* const pattern = pattern_of(spec);
  return pattern != nullptr && pattern->matches(*text);
}

std::string_view rule_of(FieldType type) {
  switch (type) {
    case FieldType::kBoolean:
      return "must be a boolean";
    case FieldType::kInteger:
      return "must be an integer of its range";
    case FieldType::kDurationMs:
      return "must be a duration in milliseconds";
    case FieldType::kExitCode:
      return "must be an exit code";
    case FieldType::kOptions:
      return "must be a list of options";
    case FieldType::kEnum:
      return "must be one of its values";
    case FieldType::kVersion:
      return "must be a version";
    case FieldType::kUuid:
      return "must be a UUID";
    case FieldType::kSha256:
      return "must be a SHA-256 in hex";
    case FieldType::kPattern:
      return "must match its pattern";
    case FieldType::kMap:
      return "must be an object of texts";
    case FieldType::kText:
      return "must be a text";
  }
  return "has a type nobody knows";
}

bool fits_one(const FieldSpec& spec, const Value& value) {
  switch (spec.type) {
    case FieldType::kBoolean:
      return std::holds_alternative<bool>(value);
    case FieldType::kInteger:
      return in_range(value, spec.min, spec.max);
    case FieldType::kDurationMs:
      return in_range(value, 0, kDurationMsMax);
    case FieldType::kExitCode:
      return in_range(value, 0, kExitCodeMax);
    case FieldType::kMap:
      return std::holds_alternative<StringMap>(value);
    default:
      return fits_text(spec, value);
  }
}

MaybeRefusal check_value(const Contract& contract, const FieldSpec& spec, const Value& value) {
  if (spec.type == FieldType::kOptions) return check_options(contract, spec, value);
  if (fits_one(spec, value)) return std::nullopt;
  return Refusal{spec.name, rule_of(spec.type)};
}

std::span<const FieldSpec>::iterator find_spec(std::span<const FieldSpec> specs,
                                               std::string_view name) {
  return std::ranges::find(specs, name, &FieldSpec::name);
}

MaybeRefusal check_fields(const Contract& contract, std::span<const FieldSpec> specs,
                          const Fields& fields, int schema_version, std::string_view where) {
  Seen seen;
  for (const Field& field : fields) {
    const auto spec = find_spec(specs, field.name);
    if (spec == specs.end() || spec->since_schema > schema_version) {
      return Refusal{where, "has a field that is not in the contract"};
    }
    const auto index = static_cast<std::size_t>(spec - specs.begin());
    if (seen[index]) return Refusal{spec->name, "stands twice"};
    seen.set(index);
    if (MaybeRefusal refusal = check_value(contract, *spec, field.value)) return refusal;
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const FieldSpec& spec = specs[i];
    const bool required = !spec.optional && !spec.discard && spec.since_schema <= schema_version;
    if (required && !seen[i]) return Refusal{spec.name, "is missing"};
  }
  return std::nullopt;
}

MaybeRefusal check_id(const std::optional<FieldSpec>& spec, std::string_view name,
                      std::string_view id) {
  if (id.empty()) return std::nullopt;
  if (!spec) return Refusal{name, "not in the contract"};
  if (!kSha256Pattern.matches(id)) return Refusal{name, "must be empty or a SHA-256 in hex"};
  return std::nullopt;
}

MaybeRefusal check_command(const Contract& contract, std::string_view command) {
  if (contains(contract.ignored_commands, command)) {
    return Refusal{"command", "is one that the contract ignores"};
  }
  if (contains(contract.commands, command)) return std::nullopt;
  const auto& to_come = contract.commands_to_come;
  if (to_come && to_come->pattern->matches(command)) return std::nullopt;
  return Refusal{"command", "not in the contract"};
}

std::span<const EventSpec>::iterator find_event(const Contract& contract, const Event& event) {
  return std::ranges::find_if(contract.events, [&event](const EventSpec& spec) {
    return spec.type == event.event_type && spec.since_schema <= event.schema_version;
  });
}

}  // namespace

std::string to_string(const Refusal& refusal) {
  return std::string(refusal.field).append(": ").append(refusal.rule);
}

MaybeRefusal check(const Contract& contract, const Event& event) {
  if (!std::ranges::binary_search(contract.schema_versions, event.schema_version)) {
    return Refusal{"schemaVersion", "not in the contract"};
  }
  if (auto refusal = check_id(contract.user_id, "userID", event.user_id)) return refusal;
  if (auto refusal = check_id(contract.project_id, "projectID", event.project_id)) return refusal;
  if (auto refusal = check_command(contract, event.command)) return refusal;
  const auto spec = find_event(contract, event);
  if (spec == contract.events.end()) return Refusal{"eventType", "not in the contract"};
  if (auto refusal = check_fields(contract, contract.attributes, event.attributes,
                                  event.schema_version, "attributes")) {
    return refusal;
  }
  return check_fields(contract, spec->fields, event.data, event.schema_version, "eventData");
}

bool fits(const Contract& contract, const FieldSpec& spec, const Value& value) {
  return !check_value(contract, spec, value);
}

bool is_recorded(const FieldSpec& spec, std::int64_t now_ms) {
  if (spec.discard) return false;
  if (spec.expires == kNever) return true;
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(now_ms)));
  return today <= spec.expires;
}

void discard(const Contract& contract, Event& event, std::int64_t now_ms) {
  const auto erase = [now_ms](Fields& fields, std::span<const FieldSpec> specs) {
    std::erase_if(fields, [&](const Field& field) {
      const auto spec = find_spec(specs, field.name);
      const auto* const map = std::get_if<StringMap>(&field.value);
      const bool holds_nothing = map != nullptr && map->empty();
      return spec != specs.end() && !is_recorded(*spec, now_ms) && !holds_nothing;
    });
  };
  const auto clear = [now_ms](std::string& id, const std::optional<FieldSpec>& spec) {
    if (spec && !is_recorded(*spec, now_ms)) id.clear();
  };
  clear(event.user_id, contract.user_id);
  clear(event.project_id, contract.project_id);
  erase(event.attributes, contract.attributes);
  const auto spec = find_event(contract, event);
  if (spec != contract.events.end()) erase(event.data, spec->fields);
}

}  // namespace overt

#include "contract/header/cpp_data.h"

#include <limits>
#include <optional>
#include <span>

#include "contract/closed_text.h"
#include "contract/header/cpp_names.h"

namespace overt {
namespace {

// Everything of the contract that is a list of fields, by a visitor.
template <typename Visit>
void for_each_field(const Contract& contract, Visit visit) {
  for (const auto* field : {&contract.commands_to_come, &contract.project_id, &contract.user_id}) {
    if (*field) visit(**field);
  }
  for (const FieldSpec& field : contract.attributes) visit(field);
  for (const EventSpec& event : contract.events) {
    for (const FieldSpec& field : event.fields) visit(field);
  }
}

std::string_view constant_of(FieldType type) {
  switch (type) {
    case FieldType::kBoolean:
      return "kBoolean";
    case FieldType::kInteger:
      return "kInteger";
    case FieldType::kDurationMs:
      return "kDurationMs";
    case FieldType::kExitCode:
      return "kExitCode";
    case FieldType::kOptions:
      return "kOptions";
    case FieldType::kEnum:
      return "kEnum";
    case FieldType::kVersion:
      return "kVersion";
    case FieldType::kUuid:
      return "kUuid";
    case FieldType::kSha256:
      return "kSha256";
    case FieldType::kPattern:
      return "kPattern";
    case FieldType::kMap:
      return "kMap";
    case FieldType::kText:
      return "kText";
  }
  return {};
}

std::string_view constant_of(ConsentDefault consent) {
  switch (consent) {
    case ConsentDefault::kOn:
      return "kOn";
    case ConsentDefault::kOff:
      return "kOff";
    case ConsentDefault::kLocal:
      return "kLocal";
  }
  return {};
}

// One array for all lists of words, since an array must not be empty and most lists are short.
class WordLists {
 public:
  // The expression for a span of these words.
  std::string add(std::span<const std::string_view> words) {
    if (words.empty()) return "{}";
    const std::string begin = std::to_string(count_);
    for (const std::string_view word : words) {
      lines_ += "    " + string_literal(word) + ",\n";
      ++count_;
    }
    return "words(" + begin + ", " + std::to_string(words.size()) + ")";
  }

  std::string definition() const {
    return "inline constexpr std::string_view kWords[] = {\n" + lines_ + "};\n" +
           "constexpr std::span<const std::string_view> words(std::size_t begin, std::size_t "
           "count) {\n  return std::span<const std::string_view>(kWords).subspan(begin, "
           "count);\n}\n";
  }

 private:
  std::string lines_;
  std::size_t count_ = 0;
};

class DataWriter {
 public:
  explicit DataWriter(const Contract& contract) : contract_(contract) {}

  std::string write() {
    const std::string options = option_list();
    const std::string attributes = field_list("kAttributes", contract_.attributes);
    const std::string events = event_list();
    const std::string whole = contract_constant();
    return words_.definition() + patterns() + options + attributes + events + whole;
  }

 private:
  std::string patterns() const {
    std::string text;
    for_each_field(contract_, [&](const FieldSpec& field) {
      if (field.type != FieldType::kPattern) return;
      const std::string name = pattern_constant(contract_, field);
      text += "inline constexpr overt::Pattern " + name + "(" +
              string_literal(field.pattern->text()) + ", " +
              std::to_string(field.pattern->characters_max()) + ");\n";
      text += "static_assert(" + name + ".problem().empty());\n";
    });
    return text;
  }

  std::string option_list() {
    if (contract_.options.empty()) return {};
    std::string text = "struct OptionList {\n  consteval auto operator()() const {\n";
    text += "    return std::array<overt::OptionSpec, " + std::to_string(contract_.options.size()) +
            ">{{\n";
    for (const OptionSpec& option : contract_.options) {
      text += "        {.name = " + string_literal(option.name) +
              ", .spellings = " + string_literal(option.spellings.text());
      if (option.takes_value) text += ", .takes_value = true";
      if (!option.env.empty()) text += ", .env = " + string_literal(option.env);
      text += "},\n";
    }
    return text + "    }};\n  }\n};\n" +
           "inline constexpr auto kOptions = overt::packed_options<OptionList>();\n";
  }

  std::string field(const FieldSpec& spec) {
    std::string text = "{.name = " + string_literal(spec.name) +
                       ", .type = overt::FieldType::" + std::string(constant_of(spec.type));
    if (spec.type == FieldType::kInteger) {
      text += ", .min = " + number(spec.min) + ", .max = " + number(spec.max);
    }
    if (!spec.values.empty()) text += ", .values = " + words_.add(spec.values);
    if (spec.pattern != nullptr) text += ", .pattern = &" + pattern_constant(contract_, spec);
    if (spec.optional) text += ", .optional = true";
    text += ", .since_schema = " + std::to_string(spec.since_schema);
    if (spec.discard) text += ", .discard = true";
    if (!spec.env.empty()) text += ", .env = " + string_literal(spec.env);
    if (spec.expires != kNever) {
      text += ", .expires = std::chrono::sys_days(std::chrono::days(" +
              std::to_string(spec.expires.time_since_epoch().count()) + "))";
    }
    return text + "}";
  }

  // The smallest number of all has no literal.
  static std::string number(std::int64_t value) {
    if (value == std::numeric_limits<std::int64_t>::min()) {
      return "std::numeric_limits<std::int64_t>::min()";
    }
    return std::to_string(value);
  }

  std::string field_list(const std::string& name, std::span<const FieldSpec> fields) {
    if (fields.empty()) return {};
    std::string text = "inline constexpr overt::FieldSpec " + name + "[] = {\n";
    for (const FieldSpec& spec : fields) text += "    " + field(spec) + ",\n";
    return text + "};\n";
  }

  std::string event_list() {
    std::string lists;
    std::string events = "inline constexpr overt::EventSpec kEvents[] = {\n";
    for (const EventSpec& event : contract_.events) {
      const std::string name = "kFields" + std::to_string(&event - contract_.events.data());
      lists += field_list(name, event.fields);
      events += "    {.type = " + string_literal(event.type) +
                ", .since_schema = " + std::to_string(event.since_schema) +
                ", .fields = " + (event.fields.empty() ? "{}" : name) + "},\n";
    }
    return lists + events + "};\n";
  }

  std::string contract_constant() {
    std::string text = "inline constexpr int kSchemaVersions[] = {";
    for (const int version : contract_.schema_versions) {
      if (!text.ends_with('{')) text += ", ";
      text += std::to_string(version);
    }
    text += "};\ninline constexpr overt::Contract kContract{\n";
    const auto line = [&text](std::string_view key, const std::string& value) {
      text.append("    .").append(key).append(" = ").append(value).append(",\n");
    };
    line("app", string_literal(contract_.app));
    line("env_prefix", string_literal(contract_.env_prefix));
    line("endpoint", string_literal(contract_.endpoint));
    line("span_name", string_literal(contract_.span_name));
    line("schema_versions", "kSchemaVersions");
    line("consent_default",
         "overt::ConsentDefault::" + std::string(constant_of(contract_.consent_default)));
    if (contract_.consent_in_ci) {
      line("consent_in_ci",
           "overt::ConsentDefault::" + std::string(constant_of(*contract_.consent_in_ci)));
    }
    line("ci_wait_ms", std::to_string(contract_.ci_wait_ms));
    line("telemetry_command", string_literal(contract_.telemetry_command));
    line("commands", words_.add(contract_.commands));
    line("ignored_commands", words_.add(contract_.ignored_commands));
    const auto known = [&](std::string_view key, const std::optional<FieldSpec>& spec) {
      if (spec) line(key, "overt::FieldSpec" + field(*spec));
    };
    known("commands_to_come", contract_.commands_to_come);
    known("project_id", contract_.project_id);
    known("user_id", contract_.user_id);
    line("options", contract_.options.empty() ? "{}" : "kOptions");
    line("attributes", contract_.attributes.empty() ? "{}" : "kAttributes");
    line("events", "kEvents");
    line("text", raw_literal(contract_.text));
    return text + "};\n";
  }

  const Contract& contract_;
  WordLists words_;
};

}  // namespace

std::string pattern_constant(const Contract& contract, const FieldSpec& field) {
  if (field.pattern == nullptr) {
    const Pattern* const pattern = pattern_of(field);
    if (pattern == &kVersionPattern) return "overt::kVersionPattern";
    if (pattern == &kUuidPattern) return "overt::kUuidPattern";
    return "overt::kSha256Pattern";
  }
  // Each pattern of a contract is an object of its own.
  std::size_t number = 0;
  std::size_t found = 0;
  for_each_field(contract, [&](const FieldSpec& other) {
    if (other.pattern == nullptr) return;
    ++number;
    if (other.pattern == field.pattern) found = number;
  });
  return "kPattern" + std::to_string(found);
}

std::string cpp_data(const Contract& contract) { return DataWriter(contract).write(); }

}  // namespace overt

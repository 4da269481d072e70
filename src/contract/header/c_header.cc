#include "contract/header/c_header.h"

#include <algorithm>
#include <span>
#include <vector>

#include "contract/closed_text.h"
#include "contract/compiled/write_compiled.h"
#include "contract/header/c_names.h"
#include "contract/header/cpp_names.h"
#include "contract/header/given_fields.h"

namespace overt {
namespace {

// Bytes of the compiled contract on a line of the header.
constexpr std::size_t kBytesOnALine = 24;

// "my-tool" becomes "my_tool_telemetry_", what every function and struct begins with.
std::string prefix_of(std::string_view app) {
  std::string name(app);
  std::ranges::replace(name, '-', '_');
  const bool begins_with_digit = name.front() >= '0' && name.front() <= '9';
  return (begins_with_digit ? "tool_" : "") + name + "_telemetry_";
}

class CHeader {
 public:
  explicit CHeader(const Contract& contract)
      : contract_(contract),
        prefix_(prefix_of(contract.app)),
        macro_prefix_(macro_name(prefix_) + "_") {
    functions_.take("open");
    functions_.take("contract");
  }

  Result<std::string> write(std::string_view origin) {
    const std::string constants = commands() + options();
    std::string events;
    for (const EventSpec& event : contract_.events) {
      const Status status = add_event(event, events);
      if (!status) return status.error();
    }
    return "// Made by `overt contract header --lang c " + std::string(origin) +
           "`; do not edit it, edit the contract.\n"
           "// overt/overt.h says what the functions do.\n"
           "#pragma once\n\n#include <overt/overt.h>\n\n" +
           constants + events + bytes() + open();
  }

 private:
  std::string commands() {
    std::string text = "// Commands, for overt_command_started().\n";
    const std::string_view root = root_of(contract_.commands);
    for (const std::string_view command : contract_.commands) {
      text += define("COMMAND", below(root, command), string_literal(command));
    }
    return text + "\n";
  }

  std::string options() {
    if (contract_.options.empty()) return {};
    std::string text = "// Options, for overt_option_use.\n";
    for (const OptionSpec& option : contract_.options) {
      text += define("OPTION", option.name, string_literal(option.name));
    }
    return text + "\n";
  }

  // "#define MY_TOOL_TELEMETRY_KIND_WORD meaning"
  std::string define(std::string_view kind, std::string_view word, const std::string& meaning) {
    const std::string name = macro_name(word);
    return "#define " +
           macros_.take(macro_prefix_ + std::string(kind) + "_" + (name.empty() ? "EMPTY" : name)) +
           " " + meaning + "\n";
  }

  Status add_event(const EventSpec& event, std::string& text) {
    const auto given = given_fields(event);
    if (!given) return given.error();
    if (is_of_a_run(event.type)) return Ok{};
    const std::string name = prefix_ + functions_.take(member_name(event.type));
    text += "// The event " + std::string(event.type) + ".\n";
    if (given->empty()) {
      text += "static inline void " + name + "(overt_run* run) {\n  overt_event(run, " +
              string_literal(event.type) + ", NULL, 0);\n}\n\n";
      return Ok{};
    }
    const std::string type = prefix_ + functions_.take(member_name(event.type) + "_event");
    UniqueNames members;
    std::string definition = "typedef struct " + type + " {\n";
    std::string values;
    for (const std::size_t index : *given) {
      const FieldSpec& field = event.fields[index];
      const std::string member = members.take(member_name(field.name));
      definition += "  overt_value " + member + ";  // " + meaning(event, field) + "\n";
      values += "      {" + string_literal(field.name) + ", event." + member + "},\n";
      text += value_constants(event, field);
    }
    text += definition + "} " + type + ";\nstatic inline void " + name + "(overt_run* run, " +
            type + " event) {\n  const overt_field fields[] = {\n" + values +
            "  };\n  overt_event(run, " + string_literal(event.type) +
            ", fields, sizeof fields / sizeof fields[0]);\n}\n\n";
    return Ok{};
  }

  static std::string kind_of_values(const EventSpec& event, const FieldSpec& field) {
    return macro_name(event.type) + "_" + macro_name(field.name);
  }

  std::string value_constants(const EventSpec& event, const FieldSpec& field) {
    std::string text;
    for (const std::string_view value : field.values) {
      text +=
          define(kind_of_values(event, field), value, "overt_text(" + string_literal(value) + ")");
    }
    return text;
  }

  // How a member is filled in.
  std::string meaning(const EventSpec& event, const FieldSpec& field) const {
    return (field.optional ? "optional: " : "") + value_meaning(event, field);
  }

  std::string value_meaning(const EventSpec& event, const FieldSpec& field) const {
    switch (field.type) {
      case FieldType::kBoolean:
        return "overt_boolean()";
      case FieldType::kInteger:
        return "overt_integer(), " + std::to_string(field.min) + " to " + std::to_string(field.max);
      case FieldType::kDurationMs:
        return "overt_integer(), milliseconds";
      case FieldType::kExitCode:
        return "overt_integer(), 0 to 255";
      case FieldType::kEnum:
        return macro_prefix_ + kind_of_values(event, field) + "_...";
      default:
        return "overt_text() that matches " + string_literal(pattern_of(field)->text());
    }
  }

  std::string bytes() const {
    std::string text =
        "// The contract, made by `overt contract compile`.\nstatic const unsigned char " +
        prefix_ + "contract[] = {";
    std::size_t count = 0;
    for (const char byte : write_compiled(contract_)) {
      text += count++ % kBytesOnALine == 0 ? "\n    " : " ";
      text += std::to_string(static_cast<unsigned char>(byte)) + ",";
    }
    return text + "\n};\n\n";
  }

  std::string open() const {
    return "// A run of the tool begins: call it where main() begins. `options` may be NULL.\n"
           "static inline overt_run* " +
           prefix_ +
           "open(const char* tool_version,\n    const overt_options* options) {\n"
           "  return overt_open(" +
           prefix_ + "contract, sizeof " + prefix_ + "contract, tool_version, options);\n}\n";
  }

  const Contract& contract_;
  std::string prefix_;
  std::string macro_prefix_;
  UniqueNames macros_;
  UniqueNames functions_;
};

}  // namespace

Result<std::string> c_header(const Contract& contract, std::string_view origin) {
  return CHeader(contract).write(origin);
}

}  // namespace overt

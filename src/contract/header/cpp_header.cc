#include "contract/header/cpp_header.h"

#include <algorithm>
#include <vector>

#include "contract/closed_text.h"
#include "contract/header/cpp_data.h"
#include "contract/header/cpp_names.h"
#include "contract/header/given_fields.h"

namespace overt {
namespace {

// "my-tool" becomes "my_tool_telemetry".
std::string namespace_of(std::string_view app) {
  std::string name(app);
  std::ranges::replace(name, '-', '_');
  const bool begins_with_digit = name.front() >= '0' && name.front() <= '9';
  return (begins_with_digit ? "tool_" : "") + name + "_telemetry";
}

struct Enumerator {
  std::string name;
  std::string_view meaning;
};

std::string enum_class(std::string_view name, const std::vector<Enumerator>& enumerators,
                       std::string_view indent) {
  std::string text(indent);
  text.append("enum class ").append(name).append(" : std::uint16_t {\n");
  for (const Enumerator& one : enumerators) {
    text.append(indent).append("  ").append(one.name).append(",  // ");
    text.append(string_literal(one.meaning)).append("\n");
  }
  return text.append(indent).append("};\n");
}

// Names in the order of `words`: "kConverge" for "werf converge" if `root` is "werf".
std::vector<Enumerator> enumerators(std::span<const std::string_view> words,
                                    std::string_view root = {}) {
  std::vector<Enumerator> all;
  UniqueNames names;
  for (const std::string_view word : words) {
    const std::string name = pascal_case(below(root, word));
    all.push_back({names.take("k" + (name.empty() ? "Empty" : name)), word});
  }
  return all;
}

// A field that the tool gives, with its type in C++.
struct Member {
  std::size_t index;  // among the event's fields
  std::string name;
  std::string type;
  std::string definition;  // of that type, where it is the event's own
};

// The struct and the function of one event.
class EventWriter {
 public:
  EventWriter(const Contract& contract, const EventSpec& event, std::size_t index,
              std::string struct_name)
      : contract_(contract), event_(event), index_(index), struct_name_(std::move(struct_name)) {
    names_.take(struct_name_);  // in the struct it is the constructor's
  }

  Status read() {
    const auto given = given_fields(event_);
    if (!given) return given.error();
    for (const std::size_t index : *given) add_member(event_.fields[index], index);
    return Ok{};
  }

  std::string definition() const {
    if (members_.empty()) return {};
    std::string text = "struct " + struct_name_ + " {\n";
    for (const Member& member : members_) text += member.definition;
    for (const Member& member : members_) {
      const bool may_be_absent = member.type.starts_with("std::optional");
      text += "  " + member.type + " " + member.name + (may_be_absent ? "{};\n" : ";\n");
    }
    return text + "};\n\n";
  }

  // `functions` are the names in the class so far.
  std::string function(UniqueNames& functions) const {
    if (is_of_a_run(event_.type)) return {};
    const std::string name = functions.take(snake_case(event_.type));
    const std::string index = std::to_string(index_);
    if (members_.empty()) return "  void " + name + "() noexcept { record(" + index + ", {}); }\n";
    std::string text = "  void " + name + "(const " + struct_name_ + "& event) noexcept {\n";
    text += "    overt::FieldValues<" + std::to_string(members_.size()) + "> values;\n";
    for (const Member& member : members_) {
      text += "    values.add(" + std::to_string(member.index) + ", event." + member.name + ");\n";
    }
    return text + "    record(" + index + ", values.span());\n  }\n";
  }

 private:
  void add_member(const FieldSpec& field, std::size_t index) {
    Member member{.index = index,
                  .name = names_.take(snake_case(field.name)),
                  .type = base_type(field),
                  .definition = {}};
    if (field.type == FieldType::kEnum) {
      member.definition = enum_class(member.type, enumerators(field.values), "  ");
    } else if (pattern_of(field) != nullptr) {
      member.definition =
          "  using " + member.type + " = overt::ClosedText<" + pattern(field) + ">;\n";
    }
    const bool wrapped = member.type == "overt::Whole" || member.type == "overt::Truth";
    if (field.optional) {
      member.type = "std::optional<" + member.type + ">";
    } else if (!wrapped) {
      member.type = "overt::Required<" + member.type + ">";
    }
    members_.push_back(std::move(member));
  }

  std::string base_type(const FieldSpec& field) {
    switch (field.type) {
      case FieldType::kBoolean:
        return "overt::Truth";
      case FieldType::kInteger:
      case FieldType::kExitCode:
        return "overt::Whole";
      case FieldType::kDurationMs:
        return "std::chrono::milliseconds";
      default:
        return names_.take(pascal_case(field.name));
    }
  }

  std::string pattern(const FieldSpec& field) const {
    const std::string constant = pattern_constant(contract_, field);
    return constant.starts_with("overt::") ? constant : "contract_data::" + constant;
  }

  const Contract& contract_;
  const EventSpec& event_;
  std::size_t index_;
  std::string struct_name_;
  UniqueNames names_;
  std::vector<Member> members_;
};

std::vector<std::string_view> option_names(const Contract& contract) {
  std::vector<std::string_view> names;
  for (const OptionSpec& option : contract.options) names.push_back(option.name);
  return names;
}

std::string telemetry_class(const std::string& functions) {
  return "// One run of the tool. Make one where main() begins; whatever happens, it is silent "
         "and\n"
         "// harmless. Threads: one.\n"
         "class Telemetry : public overt::TypedRecorder<Command, Option> {\n"
         " public:\n"
         "  explicit Telemetry(overt::ToolVersion version,\n"
         "                     const overt::RecorderOptions& options = {}) noexcept\n"
         "      : TypedRecorder(contract_data::kContract, version, options) {}\n" +
         (functions.empty() ? "" : "\n" + functions) + "};\n\n";
}

constexpr std::string_view kTelemetryCommand =
    "// What the tool's users may ask of its telemetry; overt::telemetry_command() says more.\n"
    "inline int telemetry_command(overt::ToolVersion version, int argc, char** argv,\n"
    "                             const overt::RecorderOptions& options = {}) noexcept {\n"
    "  return overt::telemetry_command(contract_data::kContract, version, argc, argv, options);\n"
    "}\n\n";

}  // namespace

Result<std::string> cpp_header(const Contract& contract, std::string_view origin) {
  UniqueNames names;
  for (const char* taken : {"Command", "Option", "Telemetry", "TypedRecorder", "Use"}) {
    names.take(taken);
  }
  UniqueNames function_names;
  for (const char* taken : {"record", "command_started", "command_exited"}) {
    function_names.take(taken);
  }
  std::string structs;
  std::string functions;
  for (std::size_t i = 0; i < contract.events.size(); ++i) {
    const EventSpec& event = contract.events[i];
    EventWriter writer(contract, event, i, names.take(pascal_case(event.type)));
    if (const Status status = writer.read(); !status) return status.error();
    structs += writer.definition();
    functions += writer.function(function_names);
  }
  const std::string name = namespace_of(contract.app);
  return "// Made by `overt contract header " + std::string(origin) +
         "`; do not edit it, edit the contract.\n#pragma once\n\n"
         "#include <overt/overt.hpp>\n\n#include <limits>\n\nnamespace " +
         name + " {\n\n" + "// The contract, as the code below passes it on.\n" +
         "namespace contract_data {\n" + cpp_data(contract) + "}  // namespace contract_data\n\n" +
         enum_class("Command", enumerators(contract.commands, root_of(contract.commands)), "") +
         "\n" + enum_class("Option", enumerators(option_names(contract)), "") + "\n" + structs +
         telemetry_class(functions) + std::string(kTelemetryCommand) + "}  // namespace " + name +
         "\n";
}

}  // namespace overt

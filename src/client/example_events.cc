#include "client/example_events.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "client/example_text.h"
#include "client/project_id.h"
#include "client/recordable.h"
#include "contract/closed_text.h"
#include "contract/gate.h"

namespace overt {
namespace {

constexpr std::int64_t kStartedMs = 1658231825280;
constexpr std::int64_t kExitedMs = 1658231836102;
constexpr std::int64_t kExampleDurationMs = 10827;
constexpr std::string_view kExecution = "2f75d020-684e-4224-9013-35e95e1b7721";

// What most readers have; taken where the contract allows it.
constexpr std::pair<std::string_view, std::string_view> kUsualTexts[] = {
    {field::kArch, "amd64"},
    {field::kOs, "linux"},
    {field::kVersion, "1.2.3"},
};

std::optional<Value> usual_value(const Contract& contract, const FieldSpec& spec) {
  for (const auto& [name, text] : kUsualTexts) {
    Value value = std::string(text);
    if (spec.name == name && fits(contract, spec, value)) return value;
  }
  return std::nullopt;
}

// An empty text is allowed in some lists, and shows a reader nothing.
Value first_word(const FieldSpec& spec) {
  const auto word = std::ranges::find_if_not(spec.values, &std::string_view::empty);
  return std::string(word == spec.values.end() ? std::string_view() : *word);
}

std::optional<Value> matching_text(const Contract& contract, const FieldSpec& spec) {
  for (const std::size_t optional_times : {1U, 0U}) {
    Value text = example_text(*spec.pattern, optional_times);
    if (fits(contract, spec, text)) return text;
  }
  return std::nullopt;
}

std::optional<Value> value_of_type(const Contract& contract, const FieldSpec& spec,
                                   const ExampleRun& run) {
  switch (spec.type) {
    case FieldType::kBoolean:
      return Value(true);
    case FieldType::kInteger:
      return Value(std::clamp<std::int64_t>(1, spec.min, spec.max));
    case FieldType::kDurationMs:
      return Value(kExampleDurationMs);
    case FieldType::kExitCode:
      return Value(std::int64_t{0});
    case FieldType::kOptions:
      // As in a session: no key for no options.
      return run.options.empty() && spec.optional ? std::nullopt
                                                  : std::optional<Value>(run.options);
    case FieldType::kEnum:
      return first_word(spec);
    case FieldType::kVersion:
      return Value(std::string("1.2.3"));
    case FieldType::kUuid:
      return Value(std::string(kExecution));
    case FieldType::kSha256:
      return Value(project_id(kExampleOrigin, 2));
    case FieldType::kPattern:
      return matching_text(contract, spec);
    case FieldType::kMap:
    case FieldType::kText:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Value> example_value(const Contract& contract, const FieldSpec& spec,
                                   const ExampleRun& run) {
  // As in attributes.cc: schema 2 wants this one to be there.
  if (spec.name == field::kExtra && spec.type == FieldType::kMap) return Value(StringMap{});
  if (spec.discard) return std::nullopt;
  std::optional<Value> usual = usual_value(contract, spec);
  return usual ? usual : value_of_type(contract, spec, run);
}

Fields example_attributes(const Contract& contract, int schema_version, const ExampleRun& run) {
  Fields attributes;
  for (const FieldSpec& spec : contract.attributes) {
    if (spec.since_schema > schema_version || spec.optional) continue;
    std::optional<Value> value = example_value(contract, spec, run);
    if (value) attributes.push_back({std::string(spec.name), *std::move(value)});
  }
  return attributes;
}

Fields example_data(const Contract& contract, const EventSpec& event, int schema_version,
                    const ExampleRun& run) {
  Fields data;
  for (const FieldSpec& spec : event.fields) {
    if (spec.since_schema > schema_version) continue;
    std::optional<Value> value = example_value(contract, spec, run);
    if (value) data.push_back({std::string(spec.name), *std::move(value)});
  }
  return data;
}

}  // namespace

ExampleRun example_run(const Contract& contract) {
  const auto has_two_words = [](std::string_view command) {
    return command.find(' ') != std::string_view::npos;
  };
  auto command = std::ranges::find_if(contract.commands, has_two_words);
  if (command == contract.commands.end()) command = contract.commands.begin();
  ExampleRun run{.command = std::string(*command), .options = {}};
  if (!contract.options.empty()) {
    run.options.push_back(
        {.name = std::string(contract.options.front().name), .as_cli = true, .count = 1});
  }
  return run;
}

std::vector<Event> example_events(const Contract& contract, int schema_version,
                                  const ExampleRun& run) {
  std::vector<Event> events;
  for (const EventSpec& spec : contract.events) {
    if (spec.since_schema > schema_version) continue;
    Event event{.ts_ms = spec.type == kCommandStarted ? kStartedMs : kExitedMs,
                .execution_id = *parse_uuid(kExecution),
                .user_id = {},
                .project_id = contract.project_id ? project_id(kExampleOrigin, schema_version) : "",
                .command = run.command,
                .attributes = example_attributes(contract, schema_version, run),
                .event_type = std::string(spec.type),
                .data = example_data(contract, spec, schema_version, run),
                .schema_version = schema_version};
    if (make_recordable(contract, event, kStartedMs)) events.push_back(std::move(event));
  }
  return events;
}

}  // namespace overt

#include "contract/page/page_fields.h"

#include "contract/gate.h"
#include "contract/page/markdown.h"
#include "contract/words_of_types.h"

namespace overt {
namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

std::string one_of(const FieldSpec& spec, const PageWords& words) {
  if (spec.values.size() > kWordsInTableMax) {
    return fill_in(words.one_of_many, {number(std::ssize(spec.values))});
  }
  std::vector<std::string> values;
  for (const std::string_view value : spec.values) {
    values.push_back(value.empty() ? std::string(words.empty_text) : markdown_code(value));
  }
  return fill_in(words.one_of, {markdown_list(values)});
}

std::string value_words(const PageSource& page, const FieldSpec& spec) {
  const PageWords& words = page.words;
  constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
  switch (spec.type) {
    case FieldType::kBoolean:
      return std::string(words.boolean);
    case FieldType::kInteger:
      return fill_in(words.integer, {number(spec.min), number(spec.max)});
    case FieldType::kDurationMs:
      return fill_in(words.duration_ms, {number(kDurationMsMax / kDayMs)});
    case FieldType::kExitCode:
      return fill_in(words.exit_code, {number(kExitCodeMax)});
    case FieldType::kOptions:
      return fill_in(words.options, {number(std::ssize(page.contract.options))});
    case FieldType::kEnum:
      return one_of(spec, words);
    case FieldType::kVersion:
      return fill_in(words.version, {std::to_string(kVersionPattern.characters_max())});
    case FieldType::kUuid:
      return std::string(words.uuid);
    case FieldType::kSha256:
      return std::string(words.sha256);
    case FieldType::kPattern:
      return fill_in(words.pattern, {markdown_code(spec.pattern->text()),
                                     std::to_string(spec.pattern->characters_max())});
    case FieldType::kMap:
      return std::string(words.map);
    case FieldType::kText:
      return std::string(words.text);
  }
  return {};
}

}  // namespace

std::string field_notes(const PageSource& page, const FieldSpec& spec) {
  const PageWords& words = page.words;
  std::string notes;
  const auto add = [&notes](std::string_view note) { notes.append(" ").append(note); };
  if (spec.since_schema > 1) add(fill_in(words.since_schema, {number(spec.since_schema)}));
  if (!spec.env.empty()) add(fill_in(words.from_variable, {markdown_code(spec.env)}));
  if (spec.optional) add(words.may_be_absent);
  if (spec.expires != kNever) add(fill_in(words.last_day, {to_string(spec.expires)}));
  if (!spec.owner.empty()) add(fill_in(words.field_owner, {markdown_text(spec.owner)}));
  return notes;
}

PageRow field_row(const PageSource& page, const FieldSpec& spec) {
  return {markdown_code(spec.name), value_words(page, spec) + "." + field_notes(page, spec),
          page.text(spec.why)};
}

std::vector<PlacedField> all_fields(const Contract& contract) {
  std::vector<PlacedField> fields;
  const auto add_known = [&fields](std::string_view name, const std::optional<FieldSpec>& spec) {
    if (spec) fields.push_back({.path = std::string(name), .spec = &*spec});
  };
  add_known("userID", contract.user_id);
  add_known("projectID", contract.project_id);
  add_known("command", contract.commands_to_come);
  for (const FieldSpec& spec : contract.attributes) {
    fields.push_back({.path = "attributes." + std::string(spec.name), .spec = &spec});
  }
  for (const EventSpec& event : contract.events) {
    for (const FieldSpec& spec : event.fields) {
      fields.push_back(
          {.path = std::string(event.type) + "." + std::string(spec.name), .spec = &spec});
    }
  }
  return fields;
}

}  // namespace overt

// The long lists at the end of the telemetry page, folded.
#include <algorithm>

#include "contract/page/markdown.h"
#include "contract/page/page_fields.h"
#include "contract/page/page_parts.h"

namespace overt {
namespace {

// `title` has the place {0} for how many there are. Nothing if there are none.
std::string folded_list(std::string_view title, std::span<const std::string_view> items,
                        std::string_view note = {}) {
  if (items.empty()) return {};
  std::string body = markdown_wrapped_list(page_codes(items));
  if (!note.empty()) body.append("\n").append(note).append("\n");
  return markdown_folded(fill_in(title, {std::to_string(items.size())}), body) + "\n";
}

std::string commands(const PageSource& page) {
  const Contract& contract = page.contract;
  std::string note;
  if (contract.commands_to_come) {
    const FieldSpec& spec = *contract.commands_to_come;
    note = fill_in(page.words.commands_to_come,
                   {markdown_code(spec.pattern->text()),
                    std::to_string(spec.pattern->characters_max()), page.text(spec.why)});
  }
  return folded_list(page.words.commands_list, contract.commands, note);
}

std::string options(const PageSource& page) {
  std::vector<std::string_view> names;
  for (const OptionSpec& option : page.contract.options) names.push_back(option.name);
  return folded_list(page.words.options_list, names, page.words.options_list_note);
}

// What was too long for a table.
std::string values(const PageSource& page) {
  std::string lists;
  for (const PlacedField& field : all_fields(page.contract)) {
    const FieldSpec& spec = *field.spec;
    if (spec.discard || spec.values.size() <= kWordsInTableMax) continue;
    const std::string title =
        fill_in(page.words.values_list, {field.path, std::to_string(spec.values.size())});
    lists += folded_list(title, spec.values);
  }
  return lists;
}

}  // namespace

std::string page_lists(const PageSource& page) {
  const PageWords& words = page.words;
  const Contract& contract = page.contract;
  return page_heading(words.lists_title) + commands(page) +
         folded_list(words.ignored_list, contract.ignored_commands) + options(page) +
         folded_list(words.variables_list, option_variables(contract)) + values(page);
}

}  // namespace overt

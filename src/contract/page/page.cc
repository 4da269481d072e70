#include "contract/page/page.h"

#include "contract/page/markdown.h"
#include "contract/page/page_parts.h"
#include "model/event.h"

namespace overt {
namespace {

std::string default_sentence(const PageSource& page, std::string_view tool) {
  const PageWords& words = page.words;
  const std::string off = markdown_code("export " + page.variable("_TELEMETRY=0"));
  const std::string on = page.user_command("on");
  switch (page.contract.consent_default) {
    case ConsentDefault::kOn:
      return fill_in(words.default_on, {tool, off});
    case ConsentDefault::kOff:
      return fill_in(words.default_off, {tool, on});
    case ConsentDefault::kLocal:
      return fill_in(words.default_local, {tool, on});
  }
  return {};
}

// Empty if the contract has no rule for CI.
std::string_view ci_sentence(const PageSource& page) {
  if (!page.contract.consent_in_ci) return "";
  switch (*page.contract.consent_in_ci) {
    case ConsentDefault::kOn:
      return page.words.in_ci_on;
    case ConsentDefault::kOff:
      return page.words.in_ci_off;
    case ConsentDefault::kLocal:
      return page.words.in_ci_local;
  }
  return "";
}

std::string top(const PageSource& page) {
  const Contract& contract = page.contract;
  const PageWords& words = page.words;
  const std::string tool = markdown_text(contract.app);
  std::string part = page_paragraph(
      "<!-- This file is made by `overt contract page`: change the contract, not this. -->");
  part += page_paragraph("# " + fill_in(words.title, {tool}));
  part += page_paragraph(contract.purpose.en.empty() ? fill_in(words.default_purpose, {tool})
                                                     : page.text(contract.purpose));
  part += page_item(default_sentence(page, tool));
  if (contract.consent_in_ci) part += page_item(ci_sentence(page));
  if (page.gives_notice()) part += page_item(words.first_run);
  part += page_item(words.in_plain_sight);
  if (!contract.owner.empty()) {
    part += page_item(fill_in(words.owner, {markdown_text(contract.owner)}));
  }
  if (!contract.source.empty()) {
    part += page_item(fill_in(words.source, {markdown_link(contract.source)}));
  }
  return part + "\n" + page_paragraph(fill_in(words.made_from_contract, {tool}));
}

// The start and the end of a run, or all other events.
std::string examples_of(const PageSource& page, int schema_version, bool of_run) {
  std::string examples;
  for (const PageExample& example : page.facts.examples) {
    const bool is_of_run =
        example.event_type == kCommandStarted || example.event_type == kCommandExited;
    if (example.schema_version != schema_version || is_of_run != of_run) continue;
    examples += page_fenced("json", example.json);
  }
  return examples;
}

std::string folded(std::string_view summary, const std::string& examples) {
  return examples.empty() ? std::string() : markdown_folded(summary, examples) + "\n";
}

std::string examples(const PageSource& page) {
  const PageWords& words = page.words;
  std::string part = page_heading(words.examples_title);
  if (page.facts.examples.empty()) return part + page_paragraph(words.no_examples);
  const std::span<const int> schemas = page.contract.schema_versions;
  const int newest = schemas.back();
  part += page_paragraph(
      fill_in(words.examples, {markdown_text(page.contract.app), std::to_string(newest)}));
  part += examples_of(page, newest, true);
  part += folded(words.other_events, examples_of(page, newest, false));
  for (std::size_t i = schemas.size() - 1; i > 0; --i) {
    const int older = schemas[i - 1];
    part += folded(fill_in(words.older_schema, {std::to_string(older)}),
                   examples_of(page, older, true) + examples_of(page, older, false));
  }
  return part;
}

}  // namespace

std::string telemetry_page(const Contract& contract, const PageFacts& facts, Language language) {
  const PageSource page{
      .contract = contract, .facts = facts, .words = page_words(language), .language = language};
  std::string text = top(page) + examples(page) + page_meaning(page) + page_never(page) +
                     page_log(page) + page_off(page) + page_sending(page) + page_lists(page);
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace overt

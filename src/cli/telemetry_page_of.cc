#include "cli/telemetry_page_of.h"

#include <vector>

#include "client/ci.h"
#include "contract/page/page.h"
#include "model/event_json.h"

namespace overt::cli {
namespace {

std::vector<PageExample> page_examples(const Contract& contract, const ExampleRun& run) {
  std::vector<PageExample> examples;
  for (const int schema_version : contract.schema_versions) {
    for (const Event& event : example_events(contract, schema_version, run)) {
      examples.push_back({.schema_version = schema_version,
                          .event_type = event.event_type,
                          .json = to_json(event, JsonStyle::kPage)});
    }
  }
  return examples;
}

}  // namespace

std::string telemetry_page_of(const Contract& contract, const ExampleRun& run,
                              std::string_view language) {
  const std::vector<PageExample> examples = page_examples(contract, run);
  const std::vector<std::string_view> variables = ci_variables();
  return telemetry_page(
      contract, {.examples = examples, .example_origin = kExampleOrigin, .ci_variables = variables},
      language == "ru" ? Language::kRussian : Language::kEnglish);
}

}  // namespace overt::cli

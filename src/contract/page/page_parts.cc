#include "contract/page/page_parts.h"

#include <algorithm>

#include "contract/page/markdown.h"
#include "contract/telemetry_command.h"

namespace overt {

std::string PageSource::text(const Words& said) const {
  const bool russian = language == Language::kRussian && !said.ru.empty();
  return markdown_text(russian ? said.ru : said.en);
}

std::string PageSource::user_command(std::string_view command, std::string_view more) const {
  return markdown_code(telemetry_command(contract, command, more));
}

std::string PageSource::variable(std::string_view rest) const {
  return std::string(contract.env_prefix).append(rest);
}

bool PageSource::has_schema(int version) const {
  return std::ranges::count(contract.schema_versions, version) > 0;
}

bool PageSource::records_project() const {
  return contract.project_id && !contract.project_id->discard;
}

bool PageSource::gives_notice() const {
  return contract.consent_default == ConsentDefault::kOn ||
         contract.consent_in_ci == ConsentDefault::kOn;
}

std::string page_heading(std::string_view title) { return "## " + page_paragraph(title); }

std::string page_subheading(std::string_view title) { return "### " + page_paragraph(title); }

std::string page_paragraph(std::string_view text) { return std::string(text) + "\n\n"; }

std::string page_item(std::string_view text) { return "- " + std::string(text) + "\n"; }

std::string page_fenced(std::string_view language, std::string_view text) {
  std::string fenced = "```";
  return fenced.append(language).append("\n").append(text).append("\n```\n\n");
}

std::vector<std::string> page_codes(std::span<const std::string_view> words) {
  std::vector<std::string> codes;
  for (const std::string_view word : words) codes.push_back(markdown_code(word));
  return codes;
}

std::vector<std::string_view> option_variables(const Contract& contract) {
  std::vector<std::string_view> variables;
  for (const OptionSpec& option : contract.options) {
    if (!option.env.empty()) variables.push_back(option.env);
  }
  std::ranges::sort(variables);
  const auto again = std::ranges::unique(variables);
  variables.erase(again.begin(), again.end());
  return variables;
}

}  // namespace overt

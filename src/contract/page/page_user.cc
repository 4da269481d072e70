// What the telemetry page tells those whose runs are recorded: what stays theirs, where to look,
// how to turn it off.
#include <algorithm>

#include "contract/page/markdown.h"
#include "contract/page/page_parts.h"
#include "contract/words_of_types.h"
#include "model/event.h"

namespace overt {
namespace {

// "`${XDG_STATE_HOME:-~/.local/state}/overt/werf/events.ndjson`"
std::string home_file(const PageSource& page, std::string_view variable, std::string_view fallback,
                      std::string_view file) {
  std::string path = "${";
  path.append(variable).append(":-~/").append(fallback).append("}/overt/");
  return markdown_code(path.append(page.contract.app).append("/").append(file));
}

std::string policy_file(std::string_view folder) {
  return markdown_code(std::string("/etc/overt/").append(folder).append("consent"));
}

std::string attribute_variables(const PageSource& page) {
  std::vector<std::string_view> variables;
  for (const FieldSpec& spec : page.contract.attributes) {
    if (!spec.env.empty() && !spec.discard) variables.push_back(spec.env);
  }
  return markdown_list(page_codes(variables));
}

// What client and sender ask the environment for themselves.
std::string setting_variables(const PageSource& page) {
  std::vector<std::string> variables = {"DO_NOT_TRACK"};
  for (const std::string_view rest :
       {"_TELEMETRY", "_TELEMETRY_LOG_FILE", "_TELEMETRY_TRACE_URL"}) {
    variables.push_back(page.variable(rest));
  }
  for (const std::string_view name :
       {"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    variables.emplace_back(name);
  }
  return markdown_list(
      page_codes(std::vector<std::string_view>(variables.begin(), variables.end())));
}

std::string machine_variables(const PageSource& page) {
  std::vector<std::string_view> variables(page.facts.ci_variables.begin(),
                                          page.facts.ci_variables.end());
  variables.emplace_back("container");
  return markdown_list(page_codes(variables));
}

std::string variables(const PageSource& page) {
  const PageWords& words = page.words;
  const Contract& contract = page.contract;
  std::string items;
  const std::string of_attributes = attribute_variables(page);
  if (!of_attributes.empty()) {
    items += page_item(fill_in(words.variables_of_attributes, {of_attributes}));
  }
  if (!option_variables(contract).empty()) items += page_item(words.variables_of_options);
  items += page_item(fill_in(words.variables_of_ci, {machine_variables(page)}));
  if (page.records_project()) {
    constexpr std::string_view kGitVariables[] = {"GIT_DIR", "GIT_CEILING_DIRECTORIES"};
    items += page_item(fill_in(words.variables_of_git, {markdown_list(page_codes(kGitVariables))}));
  }
  if (page.gives_notice()) {
    constexpr std::string_view kLocale[] = {"LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"};
    items += page_item(fill_in(words.variables_of_language, {markdown_list(page_codes(kLocale))}));
  }
  return items + page_item(fill_in(words.variables_of_settings, {setting_variables(page)}));
}

// Of consent, as client/consent.h has them.
std::vector<std::string> sources_in_order(const PageSource& page) {
  const PageWords& words = page.words;
  const Contract& contract = page.contract;
  std::vector<std::string> order = {
      std::string(words.off_do_not_track),
      fill_in(words.off_variable, {markdown_code(page.variable("_TELEMETRY"))}),
      fill_in(words.off_policy, {policy_file(std::string(contract.app) + "/"), policy_file("")}),
      fill_in(words.off_choice, {page.user_command("off"), page.user_command("on"),
                                 home_file(page, "XDG_CONFIG_HOME", ".config", "consent")}),
      std::string(words.off_versions)};
  if (contract.consent_in_ci) {
    order.push_back(fill_in(words.off_in_ci, {markdown_code(to_string(*contract.consent_in_ci))}));
  }
  order.push_back(fill_in(words.off_default, {markdown_code(to_string(contract.consent_default))}));
  return order;
}

}  // namespace

std::string page_never(const PageSource& page) {
  const PageWords& words = page.words;
  return page_heading(words.never_title) + page_paragraph(words.never) +
         page_paragraph(words.variables) + variables(page) + "\n";
}

std::string page_log(const PageSource& page) {
  const PageWords& words = page.words;
  constexpr std::string_view kVariable = "XDG_STATE_HOME";
  constexpr std::string_view kFolder = ".local/state";
  const std::string events = home_file(page, kVariable, kFolder, "events.ndjson");
  const std::string receipts = home_file(page, kVariable, kFolder, "receipts.ndjson");
  const std::string contract = home_file(page, kVariable, kFolder, "contract.toml");
  const std::string file = page.variable("_TELEMETRY_LOG_FILE");
  const std::string example =
      "export " + file + "=\"$HOME/" + std::string(page.contract.app) + "-telemetry.ndjson\"";
  return page_heading(words.log_title) +
         page_paragraph(fill_in(words.log, {markdown_text(page.contract.app)})) +
         page_item(fill_in(words.log_events, {events})) +
         page_item(fill_in(words.log_receipts, {receipts})) +
         page_item(fill_in(words.log_contract, {contract})) + "\n" +
         page_paragraph(words.log_bounds) +
         page_paragraph(fill_in(words.log_commands, {page.user_command("log"),
                                                     page.user_command("log", "--receipts")})) +
         page_paragraph(
             fill_in(words.log_more, {page.user_command("preview"), page.user_command("verify"),
                                      page.user_command("purge")})) +
         page_paragraph(fill_in(words.log_file, {markdown_code(file)})) +
         page_fenced("shell", example);
}

std::string page_off(const PageSource& page) {
  const PageWords& words = page.words;
  const std::string app(page.contract.app);
  const std::string variable = page.variable("_TELEMETRY");
  const std::vector<std::string> order = sources_in_order(page);
  std::string part = page_heading(words.off_title);
  part += page_paragraph(fill_in(words.off, {markdown_text(app)}));
  part += page_fenced("shell", "export " + variable + "=0");
  part += page_paragraph(words.off_order);
  for (std::size_t i = 0; i < order.size(); ++i) {
    part += std::to_string(i + 1) + ". " + order[i] + "\n";
  }
  return part + "\n" + page_paragraph(words.off_doubt) +
         page_paragraph(fill_in(words.off_status, {page.user_command("status")}));
}

std::string page_sending(const PageSource& page) {
  const PageWords& words = page.words;
  const Contract& contract = page.contract;
  const std::string wait =
      contract.ci_wait_ms == 0
          ? std::string(words.sending_no_wait)
          : fill_in(words.sending_ci_wait, {std::to_string(contract.ci_wait_ms)});
  std::string part = page_heading(words.sending_title);
  if (contract.consent_default == ConsentDefault::kLocal)
    part += page_paragraph(words.sending_local);
  part += page_paragraph(
      fill_in(words.sending, {markdown_code(contract.endpoint),
                              markdown_code(page.variable("_TELEMETRY_TRACE_URL")), wait}));
  part += page_paragraph(words.sending_lost);
  part += words.sending_address;
  if (!contract.owner.empty()) part.append(" ").append(words.sending_keeps);
  return part + "\n\n";
}

}  // namespace overt

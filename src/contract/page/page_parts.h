// What the parts of the telemetry page have in common. Each part is a function that returns
// Markdown, whole sections with an empty line at the end, or nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/page/page.h"
#include "contract/page/page_words.h"
#include "overt/contract.hpp"

namespace overt {

struct PageSource {
  const Contract& contract;
  const PageFacts& facts;
  const PageWords& words;
  Language language;

  // What the contract says to people, in this language if it does; Markdown.
  std::string text(const Words& said) const;
  // "`overt off --app werf`", or what the tool itself offers for it.
  std::string user_command(std::string_view command, std::string_view more = {}) const;
  // "WERF_TELEMETRY"
  std::string variable(std::string_view rest) const;

  bool has_schema(int version) const;
  bool records_project() const;
  // Whether a run may be sent of which nobody has decided but the contract.
  bool gives_notice() const;
};

std::string page_heading(std::string_view title);
std::string page_subheading(std::string_view title);
std::string page_paragraph(std::string_view text);
std::string page_item(std::string_view text);
std::string page_fenced(std::string_view language, std::string_view text);

// Each word as code.
std::vector<std::string> page_codes(std::span<const std::string_view> words);

// What the fields mean: page_meaning.cc.
std::string page_meaning(const PageSource& page);

// What is never collected, the log, the switch, the way: page_user.cc.
std::string page_never(const PageSource& page);
std::string page_log(const PageSource& page);
std::string page_off(const PageSource& page);
std::string page_sending(const PageSource& page);

// What is too long for the page's middle: page_lists.cc.
std::string page_lists(const PageSource& page);

// The variables that set options, each once, sorted.
std::vector<std::string_view> option_variables(const Contract& contract);

}  // namespace overt

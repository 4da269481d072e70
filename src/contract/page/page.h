// The telemetry page of a tool: what its contract says, for the people whose runs are recorded.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "overt/contract.hpp"

namespace overt {

enum class Language {
  kEnglish,
  kRussian,
};

// An event as a line of the log shows it, in page style.
struct PageExample {
  int schema_version = 1;
  std::string event_type;
  std::string json;
};

// What the page tells and no contract knows: it comes from the code that records.
struct PageFacts {
  std::span<const PageExample> examples;           // in the order in which they are shown
  std::string_view example_origin;                 // of their projectID
  std::span<const std::string_view> ci_variables;  // tell a CI, and which
};

// Markdown, as GitHub renders it. Texts of the contract that have no Russian stay English. The same
// on every day.
std::string telemetry_page(const Contract& contract, const PageFacts& facts, Language language);

}  // namespace overt

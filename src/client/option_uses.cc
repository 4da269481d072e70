#include "client/option_uses.h"

#include <optional>
#include <string>

#include "contract/gate.h"
#include "overt/lookup.hpp"

namespace overt {

OptionUses::OptionUses(const Contract& contract)
    : contract_(contract), uses_(contract.options.size()) {}

bool OptionUses::give(std::string_view spelling) {
  const std::optional<std::size_t> option = find_option(contract_, spelling);
  if (!option) return false;
  add(*option, {.as_cli = true, .count = 1});
  return true;
}

void OptionUses::take_from(const Environment& environment) {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const std::string_view variable = contract_.options[i].env;
    if (!variable.empty() && environment.has(variable)) add(i, {.as_env = true});
  }
}

void OptionUses::add(const CommandOption& use) {
  const std::optional<std::size_t> option = contract_.options.find(use.name);
  if (option) add(*option, use);
}

void OptionUses::add(std::size_t option, const CommandOption& use) {
  Use& whole = uses_[option];
  whole.is_used = true;
  whole.as_cli = whole.as_cli || use.as_cli;
  whole.as_env = whole.as_env || use.as_env;
  const bool is_count = use.count >= 0 && use.count <= kOptionCountMax - whole.count;
  whole.count = is_count ? whole.count + use.count : kOptionCountMax + 1;
}

OptionList OptionUses::list() const {
  OptionList options;
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const Use& use = uses_[i];
    if (!use.is_used) continue;
    options.push_back({.name = std::string(contract_.options[i].name),
                       .as_cli = use.as_cli,
                       .as_env = use.as_env,
                       .count = use.count});
  }
  return options;
}

}  // namespace overt

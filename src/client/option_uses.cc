#include "client/option_uses.h"

#include <algorithm>
#include <string>

#include "contract/gate.h"

namespace overt {

OptionUses::OptionUses(const Contract& contract)
    : contract_(contract), uses_(contract.options.size()) {}

bool OptionUses::give(std::string_view spelling) {
  const auto option = std::ranges::find_if(contract_.options, [spelling](const OptionSpec& spec) {
    return std::ranges::find(spec.spellings, spelling) != spec.spellings.end();
  });
  if (option == contract_.options.end()) return false;
  add({.name = std::string(option->name), .as_cli = true, .count = 1});
  return true;
}

void OptionUses::take_from(const Environment& environment) {
  for (const OptionSpec& spec : contract_.options) {
    if (spec.env.empty() || !environment.has(spec.env)) continue;
    add({.name = std::string(spec.name), .as_env = true});
  }
}

void OptionUses::add(const CommandOption& use) {
  const auto option = std::ranges::lower_bound(contract_.options, use.name, {}, &OptionSpec::name);
  if (option == contract_.options.end() || option->name != use.name) return;
  Use& whole = uses_[static_cast<std::size_t>(option - contract_.options.begin())];
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

#include "collector/contract_set.h"

#include <algorithm>

namespace overt {

Result<ContractSet> ContractSet::make(std::vector<LoadedContract> contracts) {
  if (contracts.empty()) {
    return Error{"no contract: nothing could be stored (try: --contract contracts/git.toml)"};
  }
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    for (std::size_t j = i + 1; j < contracts.size(); ++j) {
      if (contracts[i]->app == contracts[j]->app) {
        return Error{"two contracts are for the application " + std::string(contracts[i]->app)};
      }
      if (contracts[i]->span_name == contracts[j]->span_name) {
        return Error{"two contracts have the span name " + std::string(contracts[i]->span_name)};
      }
    }
  }
  return ContractSet(std::move(contracts));
}

const Contract* ContractSet::find_by_span_name(std::string_view span_name) const {
  for (const LoadedContract& contract : contracts_) {
    if (contract->span_name == span_name) return contract.get();
  }
  return nullptr;
}

const Contract* ContractSet::find_by_app(std::string_view app) const {
  for (const LoadedContract& contract : contracts_) {
    if (contract->app == app) return contract.get();
  }
  return nullptr;
}

std::vector<std::string_view> ContractSet::names() const {
  std::vector<std::string_view> names;
  names.reserve(contracts_.size());
  for (const LoadedContract& contract : contracts_) names.push_back(contract->app);
  return names;
}

std::string ContractSet::apps() const {
  std::string apps;
  for (const std::string_view app : names()) {
    if (!apps.empty()) apps += ", ";
    apps += app;
  }
  return apps;
}

}  // namespace overt

// The contracts a collector takes events for, each found by the name its spans carry.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contract/load.h"
#include "overt/contract.hpp"

namespace overt {

class ContractSet {
 public:
  // An error if there is none (such a collector would store nothing), or if two have the same
  // application or span name.
  static Result<ContractSet> make(std::vector<LoadedContract> contracts);

  // nullptr if no contract has that name. Valid as long as the set.
  const Contract* find_by_span_name(std::string_view span_name) const;

  // The same for the name of an application.
  const Contract* find_by_app(std::string_view app) const;

  // The applications, in the order in which they were given. Valid as long as the set.
  std::vector<std::string_view> names() const;

  // "git, werf"
  std::string apps() const;

 private:
  explicit ContractSet(std::vector<LoadedContract> contracts) : contracts_(std::move(contracts)) {}

  std::vector<LoadedContract> contracts_;
};

// The set that is in force. Whoever has got a set keeps it, whole, until it lets go of it, whatever
// is set meanwhile. Threads: any.
class CurrentContracts {
 public:
  explicit CurrentContracts(ContractSet contracts) { set(std::move(contracts)); }

  std::shared_ptr<const ContractSet> get() const {
    const std::scoped_lock lock(mutex_);
    return contracts_;
  }

  void set(ContractSet contracts) {
    auto next = std::make_shared<const ContractSet>(std::move(contracts));
    // The old set, if this was its last owner, goes after the lock.
    const std::scoped_lock lock(mutex_);
    contracts_.swap(next);
  }

 private:
  // std::atomic<std::shared_ptr> of libstdc++ 12 takes a lock, too, but one that ThreadSanitizer
  // does not know.
  mutable std::mutex mutex_;
  std::shared_ptr<const ContractSet> contracts_;
};

}  // namespace overt

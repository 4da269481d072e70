#include "collector/refusal_tally.h"

#include <array>
#include <utility>

namespace overt {

std::string_view name_of(RefusalReason reason) {
  constexpr std::array<std::string_view, kRefusalReasons> kNames = {"no_contract", "bad_identity",
                                                                    "malformed", "not_in_contract"};
  return kNames.at(static_cast<std::size_t>(reason));
}

void RefusalSums::add(RefusalKind kind, std::int64_t events) {
  if (sums_.size() >= kRefusalKindsMax && !sums_.contains(kind)) kind.version.clear();
  sums_[std::move(kind)] += events;
}

void RefusalSums::clear() {
  if (sums_.empty()) return;
  const std::int32_t newest_day = sums_.rbegin()->first.day;
  std::erase_if(sums_, [&](const auto& sum) { return sum.first.day != newest_day; });
  for (auto& [kind, events] : sums_) events = 0;
}

void RefusalTally::add(const RefusalSums& refusals) {
  if (refusals.sums().empty()) return;
  const std::scoped_lock lock(mutex_);
  for (const auto& [kind, events] : refusals.sums()) sums_.add(kind, events);
}

std::map<RefusalKind, std::int64_t> RefusalTally::take() {
  const std::scoped_lock lock(mutex_);
  std::map<RefusalKind, std::int64_t> taken = sums_.sums();
  std::erase_if(taken, [](const auto& sum) { return sum.second == 0; });
  sums_.clear();
  return taken;
}

void RefusalTally::give_back(const std::map<RefusalKind, std::int64_t>& taken) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [kind, events] : taken) sums_.add(kind, events);
}

}  // namespace overt

// What was refused, counted until the loader's thread has written it to the store: by day, reason,
// tool and version, and nothing else of what came.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace overt {

// Why an event was not let in.
enum class RefusalReason { kNoContract, kIdentity, kMalformed, kNotInContract };
inline constexpr std::size_t kRefusalReasons = 4;

// As metrics and reports call it: "not_in_contract".
std::string_view name_of(RefusalReason reason);

// Kinds of refusals that are told apart in a day: fifty versions of five tools for each reason.
// A version is closed in its form alone, so anyone can make up more of them; those are counted
// under no version, and neither memory nor store grow with them.
inline constexpr std::size_t kRefusalKindsMax = 1000;

struct RefusalKind {
  std::int32_t day = 0;  // since 1970-01-01, by the collector's clock in UTC
  RefusalReason reason = RefusalReason::kNoContract;
  std::string app;      // empty if no contract is known
  std::string version;  // one that the contract allows, or empty

  friend auto operator<=>(const RefusalKind&, const RefusalKind&) = default;
};

// Threads: one at a time.
class RefusalSums {
 public:
  void add(RefusalKind kind, std::int64_t events = 1);

  // Forgets all sums. The kinds of the newest day stay, with 0 events: they go on to count
  // against kRefusalKindsMax.
  void clear();

  const std::map<RefusalKind, std::int64_t>& sums() const { return sums_; }

 private:
  std::map<RefusalKind, std::int64_t> sums_;
};

// Threads: any.
class RefusalTally {
 public:
  void add(const RefusalSums& refusals);

  // What was added since the last call, never with 0 events. What could not be written is to be
  // given back.
  std::map<RefusalKind, std::int64_t> take();
  void give_back(const std::map<RefusalKind, std::int64_t>& taken);

 private:
  std::mutex mutex_;
  RefusalSums sums_;
};

}  // namespace overt

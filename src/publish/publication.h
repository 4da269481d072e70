// What is published of a tool's month: numbers of projects and runs, no one of which, and no sum or
// difference of which, tells of fewer than k projects. docs/publish.md says what each number means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "publish/month.h"
#include "store/store.h"

namespace overt {

// Groups smaller than this are none to hide in; and what people are told by default.
inline constexpr std::int64_t kGroupMin = 5;
inline constexpr std::int64_t kGroupMax = 1'000'000;
inline constexpr std::int64_t kGroupDefault = 50;

struct PublishedRow {
  std::string name;
  std::int64_t projects = 0;          // a multiple of k, rounded down
  std::optional<std::int64_t> runs;   // of all and of commands only; empty if withheld, as the next
  std::optional<std::int64_t> ended;  // runs whose end is known; of commands only, as the next
  std::optional<std::int64_t> failed;
  std::optional<std::int64_t> p50_ms;  // of the runs that succeeded
  std::optional<std::int64_t> p90_ms;

  friend bool operator==(const PublishedRow&, const PublishedRow&) = default;
};

struct PublishedTable {
  std::string name;  // "all", "commands", "versions", "os", "arch", "where", "channels", "options"
  std::vector<PublishedRow> rows;  // those with the most projects first
  bool withheld = false;           // whether there are rows that are not published

  friend bool operator==(const PublishedTable&, const PublishedTable&) = default;
};

// What share of the month's runs are of known projects; only these are published.
enum class KnownShare { kNearlyAll, kMost, kHalf, kFew };  // over 95 %, 75 %, 50 %; less
std::string_view to_string(KnownShare share);              // "nearly all", …

struct Publication {
  std::string app;
  Month month;
  std::int64_t k = kGroupDefault;
  KnownShare known = KnownShare::kFew;
  std::vector<PublishedTable> tables;  // none if there are fewer than k projects

  friend bool operator==(const Publication&, const Publication&) = default;
};

// Empty, or what is wrong with the request, in words: k out of its range, a month that has not
// ended.
std::string publication_problem(const Month& month, std::int64_t k, std::int64_t now_ms);

// Takes seconds for a hundred million events, and some 100 MB.
Result<Publication> make_publication(Store& store, const std::string& app, const Month& month,
                                     std::int64_t k);

}  // namespace overt

// Answers of a store, kept in memory: who asks the same again pays nothing, and who asks while it
// is being answered waits for that answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "store/store.h"

namespace overt {

// Of statements and their answers. A page of the dashboard asks for some 60 KiB of both, so it
// holds those of two hundred views; beside the 512 MB that DuckDB may take for one of them it is
// little.
inline constexpr std::size_t kQueryCacheBytesMax = std::size_t{16} * 1024 * 1024;

// Threads: any.
class QueryCache {
 public:
  // `clock` is borrowed.
  explicit QueryCache(const Clock& clock, std::size_t bytes_max = kQueryCacheBytesMax)
      : clock_(clock), bytes_max_(bytes_max) {}

  // As store.query(), which is not asked if it was before and its revision is still the same, or if
  // that is no longer ago than `age_max`. Errors are given to who waits for them, and not kept.
  Result<QueryResult> query(Store& store, const std::string& sql, const QueryParameters& parameters,
                            std::chrono::milliseconds age_max);

  // Nothing that was asked before now is answered with any more.
  void clear();

  std::size_t bytes() const;

 private:
  using Answer = std::shared_ptr<const Result<QueryResult>>;

  struct Entry {
    std::string key;
    std::uint64_t number = 0;  // of one asking
    std::optional<std::uint64_t> revision;
    std::int64_t asked_steady_ms = 0;
    std::size_t bytes = 0;
    std::shared_future<Answer> answer;
  };
  using Entries = std::list<Entry>;  // who was asked for last stands first

  std::optional<std::shared_future<Answer>> find(const std::string& key,
                                                 std::optional<std::uint64_t> revision,
                                                 std::chrono::milliseconds age_max);
  void keep(Entry entry);
  void settle(const std::string& key, std::uint64_t number, const Result<QueryResult>& answer);
  void drop(Entries::iterator entry);
  void drop_beyond_limit();

  const Clock& clock_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;  // of all below
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace overt

#include "store/query_cache.h"

#include <exception>
#include <utility>

namespace overt {
namespace {

// Lengths keep one text from looking like two.
void add_text(std::string& key, std::string_view text) {
  key += std::to_string(text.size());
  key += ':';
  key += text;
}

std::string key_of(const std::string& sql, const QueryParameters& parameters) {
  std::string key;
  add_text(key, sql);
  for (const auto& [name, value] : parameters) {
    add_text(key, name);
    if (const auto* text = std::get_if<std::string>(&value)) {
      add_text(key, *text);
    } else {
      key += std::to_string(std::get<std::int64_t>(value)) + 'i';
    }
  }
  return key;
}

std::size_t bytes_of(const QueryResult& answer) {
  std::size_t bytes = sizeof(QueryResult);
  for (const std::string& column : answer.columns) bytes += sizeof(std::string) + column.size();
  for (const auto& row : answer.rows) {
    bytes += sizeof(std::vector<Cell>) + row.size() * sizeof(Cell);
    for (const Cell& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    }
  }
  return bytes;
}

// In any case there is an answer: others may wait for it.
Result<QueryResult> asked(Store& store, const std::string& sql, const QueryParameters& parameters) {
  try {
    return store.query(sql, parameters);
  } catch (const std::exception& thrown) {
    return Error{std::string("cannot query the store: ") + thrown.what()};
  }
}

}  // namespace

Result<QueryResult> QueryCache::query(Store& store, const std::string& sql,
                                      const QueryParameters& parameters,
                                      std::chrono::milliseconds age_max) {
  const std::string key = key_of(sql, parameters);
  // Before the query: an answer may know more than its revision says, never less.
  const auto revision = store.revision();
  std::promise<Answer> promise;
  std::uint64_t number = 0;
  {
    std::unique_lock lock(mutex_);
    if (const auto known = find(key, revision, age_max)) {
      lock.unlock();
      return *known->get();
    }
    number = ++last_number_;
    keep({.key = key,
          .number = number,
          .revision = revision,
          .asked_steady_ms = clock_.steady_ms(),
          .bytes = sizeof(Entry) + key.size(),
          .answer = promise.get_future().share()});
  }
  const auto answer = std::make_shared<const Result<QueryResult>>(asked(store, sql, parameters));
  promise.set_value(answer);
  const std::scoped_lock lock(mutex_);
  settle(key, number, *answer);
  return *answer;
}

void QueryCache::clear() {
  const std::scoped_lock lock(mutex_);
  by_key_.clear();
  entries_.clear();
  bytes_ = 0;
}

std::size_t QueryCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

std::optional<std::shared_future<QueryCache::Answer>> QueryCache::find(
    const std::string& key, std::optional<std::uint64_t> revision,
    std::chrono::milliseconds age_max) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  const Entry& entry = *found->second;
  const bool is_as_it_was = revision && entry.revision == revision;
  const bool is_new_enough =
      age_max.count() > 0 && clock_.steady_ms() - entry.asked_steady_ms <= age_max.count();
  if (!is_as_it_was && !is_new_enough) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return entry.answer;
}

void QueryCache::keep(Entry entry) {
  if (const auto old = by_key_.find(entry.key); old != by_key_.end()) drop(old->second);
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  drop_beyond_limit();
}

// It may have been dropped or asked anew meanwhile.
void QueryCache::settle(const std::string& key, std::uint64_t number,
                        const Result<QueryResult>& answer) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->number != number) return;
  if (!answer) {
    drop(found->second);
    return;
  }
  const std::size_t bytes = bytes_of(*answer);
  found->second->bytes += bytes;
  bytes_ += bytes;
  drop_beyond_limit();
}

void QueryCache::drop(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

void QueryCache::drop_beyond_limit() {
  while (bytes_ > bytes_max_) drop(std::prev(entries_.end()));
}

}  // namespace overt

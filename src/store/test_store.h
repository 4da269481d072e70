// For tests of what uses a store: one that takes everything and has nothing. A test says what it
// needs of it.
#pragma once

#include <functional>
#include <span>

#include "store/store.h"

namespace overt::testing {

class EmptyStore : public Store {
 public:
  Result<std::int64_t> position() override { return std::int64_t{0}; }
  Status load(std::span<const Row> /*rows*/, std::int64_t /*position*/) override { return Ok{}; }
  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    return refused.size();
  }
  Status set_lost(std::span<const LostBeforeSending> /*lost*/) override { return Ok{}; }
  Status forget_before(std::int32_t /*day*/) override { return Ok{}; }
  Status check(const std::function<bool()>& /*keep_going*/) override { return Ok{}; }
  Result<QueryResult> query(const std::string& /*sql*/,
                            const QueryParameters& /*parameters*/) override {
    return QueryResult{};
  }
};

}  // namespace overt::testing

#include "store/query_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <new>
#include <thread>

#include "store/test_store.h"

namespace overt {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SetClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return now_ms; }
  std::int64_t steady_ms() const override { return now_ms; }
  std::int64_t now_ms = 1000;
};

// Answers with how many times it was asked.
class CountingStore final : public testing::EmptyStore {
 public:
  Result<QueryResult> query(const std::string& /*sql*/,
                            const QueryParameters& /*parameters*/) override {
    const std::int64_t number = ++asked;
    if (while_asked) while_asked();
    if (throws) throw std::bad_alloc();
    if (fails) return Error{"away"};
    return QueryResult{.columns = {"n"}, .rows = {{Cell(number)}}};
  }
  std::optional<std::uint64_t> revision() const override { return now; }

  std::atomic<std::int64_t> asked = 0;
  std::optional<std::uint64_t> now = 1;
  bool fails = false;
  bool throws = false;
  std::function<void()> while_asked;
};

class QueryCacheTest : public ::testing::Test {
 protected:
  // -1 for an error.
  std::int64_t ask(const std::string& sql, milliseconds age_max = {},
                   const QueryParameters& parameters = {}) {
    const auto answer = cache_.query(store_, sql, parameters, age_max);
    return answer ? std::get<std::int64_t>(answer->rows.at(0).at(0)) : -1;
  }

  SetClock clock_;
  CountingStore store_;
  QueryCache cache_{clock_};
};

TEST_F(QueryCacheTest, the_same_is_asked_once_as_long_as_the_store_is_the_same) {
  EXPECT_EQ(ask("a"), 1);
  clock_.now_ms += 1'000'000;
  EXPECT_EQ(ask("a"), 1);
  EXPECT_EQ(ask("b"), 2);
  store_.now = 2;
  EXPECT_EQ(ask("a"), 3);
  EXPECT_EQ(ask("a"), 3);
}

TEST_F(QueryCacheTest, other_parameters_are_another_question) {
  EXPECT_EQ(ask("a", {}, {{"x", "1"}, {"y", ""}}), 1);
  EXPECT_EQ(ask("a", {}, {{"x", "1"}, {"y", ""}}), 1);
  EXPECT_EQ(ask("a", {}, {{"x", ""}, {"y", "1"}}), 2);
  EXPECT_EQ(ask("a", {}, {{"x", std::int64_t{1}}, {"y", ""}}), 3);
}

TEST_F(QueryCacheTest, a_store_that_has_changed_is_asked_unless_the_age_is_accepted) {
  EXPECT_EQ(ask("a"), 1);
  store_.now = 2;
  clock_.now_ms += 10'000;
  EXPECT_EQ(ask("a", seconds(10)), 1);
  clock_.now_ms += 1;
  EXPECT_EQ(ask("a", seconds(10)), 2);
}

TEST_F(QueryCacheTest, of_a_store_that_others_change_nothing_is_known_to_be_true_now) {
  store_.now = std::nullopt;
  EXPECT_EQ(ask("a"), 1);
  EXPECT_EQ(ask("a"), 2);
  EXPECT_EQ(ask("a", milliseconds(1)), 2);
}

TEST_F(QueryCacheTest, what_failed_is_asked_again) {
  store_.fails = true;
  EXPECT_EQ(ask("a"), -1);
  EXPECT_EQ(cache_.bytes(), 0U);
  store_.fails = false;
  EXPECT_EQ(ask("a"), 2);
}

TEST_F(QueryCacheTest, a_store_that_throws_has_failed_and_is_asked_again) {
  store_.throws = true;
  const auto answer = cache_.query(store_, "a", {}, seconds(60));
  EXPECT_EQ(answer.error().message, "cannot query the store: std::bad_alloc");
  store_.throws = false;
  EXPECT_EQ(ask("a", seconds(60)), 2);
}

TEST_F(QueryCacheTest, what_was_cleared_is_asked_again_and_so_is_what_was_on_its_way) {
  EXPECT_EQ(ask("a"), 1);
  cache_.clear();
  store_.while_asked = [this] { cache_.clear(); };
  EXPECT_EQ(ask("a", seconds(10)), 2);
  store_.while_asked = nullptr;
  EXPECT_EQ(cache_.bytes(), 0U);
  EXPECT_EQ(ask("a", seconds(10)), 3);
}

TEST_F(QueryCacheTest, at_its_limit_it_forgets_who_was_not_asked_for_longest) {
  ask("a");
  const std::size_t bytes_of_one = cache_.bytes();
  QueryCache two(clock_, 2 * bytes_of_one);
  QueryCache not_quite_two(clock_, 2 * bytes_of_one - 1);
  const auto is_kept = [&](QueryCache& cache, const std::string& sql) {
    const std::int64_t before = store_.asked;
    EXPECT_TRUE(cache.query(store_, sql, {}, {}));
    return store_.asked == before;
  };
  EXPECT_FALSE(is_kept(two, "a"));
  EXPECT_FALSE(is_kept(two, "b"));
  EXPECT_EQ(two.bytes(), 2 * bytes_of_one);
  EXPECT_TRUE(is_kept(two, "a"));
  EXPECT_FALSE(is_kept(two, "c"));
  EXPECT_TRUE(is_kept(two, "a"));
  EXPECT_FALSE(is_kept(two, "b"));

  EXPECT_FALSE(is_kept(not_quite_two, "a"));
  EXPECT_FALSE(is_kept(not_quite_two, "b"));
  EXPECT_TRUE(is_kept(not_quite_two, "b"));
  EXPECT_FALSE(is_kept(not_quite_two, "a"));
}

TEST_F(QueryCacheTest, an_answer_over_the_limit_is_given_and_not_kept) {
  QueryCache none(clock_, 1);
  EXPECT_TRUE(none.query(store_, "a", {}, {}));
  EXPECT_EQ(none.bytes(), 0U);
}

TEST_F(QueryCacheTest, who_asks_while_it_is_answered_waits_for_that_answer) {
  std::latch is_asked(1);
  std::latch may_answer(1);
  store_.while_asked = [&] {
    is_asked.count_down();
    may_answer.wait();
  };
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::jthread one([&] { first = ask("a"); });
  is_asked.wait();
  std::jthread other([&] { second = ask("a"); });
  may_answer.count_down();
  one.join();
  other.join();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
}

}  // namespace
}  // namespace overt

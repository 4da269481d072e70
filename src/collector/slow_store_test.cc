// A store that takes its time: what senders see of it, and that it costs no event and doubles none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <utility>

#include "base/temporary_directory.h"
#include "collector/ingest.h"
#include "collector/kept_store.h"
#include "collector/loader.h"
#include "collector/test_events.h"

namespace overt {
namespace {

using ::testing::Contains;
using ::testing::Pair;
using testing::request_of;
using testing::tool_event;

// A test that waits this long has failed.
constexpr std::chrono::seconds kPatience{60};

// Opened and closed by the test.
class Gate {
 public:
  void set_open(bool is_open) {
    const std::scoped_lock lock(mutex_);
    is_open_ = is_open;
    changed_.notify_all();
  }

  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
    --waiting_;
  }

  bool wait_until_someone_waits() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
  int waiting_ = 0;
};

// The real one, behind a gate that each load has to pass.
class SlowStore final : public Store {
 public:
  SlowStore(std::unique_ptr<Store> store, Gate& gate) : store_(std::move(store)), gate_(gate) {}

  Result<std::int64_t> position() override { return store_->position(); }
  Status load(std::span<const Row> rows, std::int64_t position) override {
    gate_.pass();
    return store_->load(rows, position);
  }
  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    return store_->add_refused(refused);
  }
  Status set_lost(std::span<const LostBeforeSending> lost) override {
    return store_->set_lost(lost);
  }
  Status forget_before(std::int32_t day) override { return store_->forget_before(day); }
  Status check(const std::function<bool()>& keep_going) override {
    return store_->check(keep_going);
  }
  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override {
    return store_->query(sql, parameters);
  }

 private:
  std::unique_ptr<Store> store_;
  Gate& gate_;
};

class SlowStoreTest : public ::testing::Test {
 protected:
  ~SlowStoreTest() override { gate_.set_open(true); }

  // The answer to a request with one event, which comes while the store is at its load.
  HttpResponse send(std::int64_t number) {
    std::promise<HttpResponse> answer;
    auto answered = answer.get_future();
    ingest_.take_traces(
        {.method = "POST",
         .path = "/v1/traces",
         .content_type = "application/x-protobuf",
         .body = request_of({tool_event(number)})},
        [&answer](HttpResponse response) { answer.set_value(std::move(response)); });
    if (answered.wait_for(kPatience) != std::future_status::ready) return {.status = 0};
    return answered.get();
  }

  // Sends until one is told to come back; how many were taken.
  std::int64_t send_until_full(std::int64_t first) {
    std::int64_t taken = 0;
    while (send(first + taken).status == 200) ++taken;
    return taken;
  }

  // Waits for as many rows, then compares them.
  std::pair<std::int64_t, std::int64_t> rows_and_different_ones(std::int64_t rows) {
    while (!store_->position() || *store_->position() < rows) loader_.wake();
    const auto counted = store_->query("SELECT count(*), count(DISTINCT ts_ms) FROM event", {});
    if (!counted) return {-1, -1};
    return {std::get<std::int64_t>(counted->rows[0][0]),
            std::get<std::int64_t>(counted->rows[0][1])};
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  ServerLog log_{clock_, [](std::string_view) {}};
  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  Pepper pepper_{Bytes<32>{1}};
  Door door_{contracts_, pepper_};
  Gate gate_;
  // Room for some hundred events, of which none is kept once it is loaded.
  std::unique_ptr<Inbox> inbox_ =
      *Inbox::open(directory_.file("inbox.sqlite"), {.keep_bytes = 0, .bytes_max = 128U << 10});
  std::unique_ptr<Store> store_ = *KeptStore::open(
      directory_.file("store.duckdb"), *inbox_, clock_, log_,
      [this](const std::string& path) -> Result<std::unique_ptr<Store>> {
        auto store = open_duckdb_store(path);
        if (!store) return store.error();
        return std::unique_ptr<Store>(std::make_unique<SlowStore>(*std::move(store), gate_));
      });
  Loader loader_{*inbox_, *store_, clock_, log_};
  Ingest ingest_{door_, *inbox_, clock_, log_, [this] { loader_.wake(); }};
};

TEST_F(SlowStoreTest, answers_come_while_it_loads_and_nothing_is_lost_or_doubled) {
  constexpr std::int64_t kEvents = 50;
  ASSERT_EQ(send(1).status, 200);
  ASSERT_TRUE(gate_.wait_until_someone_waits());
  for (std::int64_t number = 1; number <= kEvents; ++number) ASSERT_EQ(send(number).status, 200);
  gate_.set_open(true);
  EXPECT_EQ(rows_and_different_ones(kEvents), std::pair(kEvents, kEvents));
}

TEST_F(SlowStoreTest, a_full_inbox_tells_senders_to_come_back_until_it_has_caught_up) {
  ASSERT_EQ(send(1).status, 200);
  ASSERT_TRUE(gate_.wait_until_someone_waits());
  const std::int64_t taken = 1 + send_until_full(2);
  EXPECT_GT(taken, 50);
  const HttpResponse refused = send(taken + 1);
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.headers, Contains(Pair("Retry-After", ::testing::Not(""))));
  EXPECT_TRUE(ingest_.failing());

  gate_.set_open(true);
  EXPECT_EQ(rows_and_different_ones(taken), std::pair(taken, taken));
  // The loader makes room once it has loaded.
  while (send(taken + 1).status != 200) loader_.wake();
  EXPECT_EQ(rows_and_different_ones(taken + 1), std::pair(taken + 1, taken + 1));
  EXPECT_FALSE(ingest_.failing());
}

}  // namespace
}  // namespace overt

#include "collector/query_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/temporary_directory.h"
#include "store/test_store.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

// A statement that runs until it is let go or told to stop.
class SlowStore final : public testing::EmptyStore {
 public:
  Result<AskAnswer> ask(const std::string& sql, const AskLimits& limits,
                        const std::stop_token& stop) override {
    timeout = limits.timeout;
    begun.set_value();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return is_let_go_; });
    if (stop.stop_requested()) return AskAnswer{.refusal = "it was told to stop", .result = {}};
    if (sql == "fail") return Error{"the disk is on fire"};
    return AskAnswer{.refusal = {}, .result = {.columns = {sql}}};
  }

  void let_go() {
    const std::scoped_lock lock(mutex_);
    is_let_go_ = true;
    changed_.notify_all();
  }

  std::promise<void> begun;
  std::chrono::milliseconds timeout{0};

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_let_go_ = false;
};

HttpRequest request_of(std::string sql, std::string query = "") {
  return {.method = "POST",
          .path = "/v1/query",
          .query = std::move(query),
          .content_type = "application/sql",
          .body = std::move(sql)};
}

class QueryDeskTest : public ::testing::Test {
 protected:
  std::future<HttpResponse> ask(const HttpRequest& request) {
    auto promise = std::make_shared<std::promise<HttpResponse>>();
    desk_.take(request,
               [promise](HttpResponse response) { promise->set_value(std::move(response)); });
    return promise->get_future();
  }

  SlowStore store_;
  QueryDesk desk_{store_};
};

TEST_F(QueryDeskTest, answers_one_statement_and_turns_others_away_meanwhile) {
  auto first = ask(request_of("a"));
  store_.begun.get_future().wait();
  const HttpResponse second = ask(request_of("b")).get();
  EXPECT_EQ(second.status, 503);
  EXPECT_THAT(second.headers, ::testing::Contains(::testing::Pair("Retry-After", "1")));
  EXPECT_THAT(second.body, HasSubstr("another query runs"));
  store_.let_go();
  const HttpResponse answer = first.get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"columns":["a"],"rows":[],"truncated":false})");
  store_.begun = std::promise<void>();
  EXPECT_EQ(ask(request_of("c")).get().status, 200);
}

TEST_F(QueryDeskTest, ends_the_statement_that_runs_when_it_stops) {
  auto asked = ask(request_of("a"));
  store_.begun.get_future().wait();
  desk_.stop();
  EXPECT_EQ(asked.get().status, 400);
  EXPECT_EQ(ask(request_of("b")).get().status, 503);
}

TEST_F(QueryDeskTest, takes_seconds_up_to_the_limit) {
  store_.let_go();
  const auto status = [this](const std::string& seconds) {
    store_.begun = std::promise<void>();
    return ask(request_of("a", "timeout=" + seconds)).get().status;
  };
  EXPECT_EQ(status("1"), 200);
  EXPECT_EQ(status("300"), 200);
  EXPECT_EQ(store_.timeout, kAskTimeoutMax);
  for (const char* seconds : {"0", "301", "-1", "1.5", "", "9999999999999999999999", "1s"}) {
    EXPECT_EQ(status(seconds), 400) << seconds;
  }
}

TEST_F(QueryDeskTest, a_store_that_fails_is_not_the_fault_of_who_asks) {
  store_.let_go();
  const HttpResponse answer = ask(request_of("fail")).get();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"error":"the disk is on fire"})");
}

// What a page of another origin may send without asking is not taken.
TEST_F(QueryDeskTest, takes_nothing_but_sql) {
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded"}) {
    HttpRequest request = request_of("a");
    request.content_type = type;
    EXPECT_EQ(ask(request).get().status, 415) << type;
  }
  HttpRequest packed = request_of("a");
  packed.content_encoding = "gzip";
  EXPECT_EQ(ask(packed).get().status, 415);
}

}  // namespace
}  // namespace overt

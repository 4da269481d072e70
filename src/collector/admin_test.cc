#include "collector/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_directory.h"
#include "collector/routes.h"
#include "collector/test_events.h"
#include "collector/test_gzip.h"
#include "reports/report_json.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::tool_event;

class FixedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return 1'658'232'000'000; }
  std::int64_t steady_ms() const override { return 0; }
};

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    const Row row = row_from_event("tool", clock_.unix_ms(), tool_event(1));
    EXPECT_TRUE(store_->load(std::span(&row, 1), 1));
  }

  HttpResponse ask(std::string path, std::string query = "", std::string host = "127.0.0.1:1") {
    const HttpRequest request{.method = "GET",
                              .path = std::move(path),
                              .query = std::move(query),
                              .host = std::move(host)};
    if (auto refusal = routes_.refuse(request)) return *std::move(refusal);
    HttpResponse answer;
    routes_.handle(request, [&answer](HttpResponse response) { answer = std::move(response); });
    return answer;
  }

  std::int64_t runs(const std::string& query) {
    const auto report = report_from_json(ask("/v1/reports/commands", query).body);
    EXPECT_TRUE(report);
    return report ? report->coverage.runs : -1;
  }

  FixedClock clock_;
  testing::TemporaryDirectory directory_;
  ServerLog log_{clock_, [](std::string_view /*line*/) {}};
  std::unique_ptr<Inbox> inbox_ = *Inbox::open(directory_.file("inbox.sqlite"));
  std::unique_ptr<Store> store_ = *open_duckdb_store(directory_.file("store.duckdb"));
  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  Pepper pepper_{Bytes<32>{1}};
  Door door_{contracts_, pepper_};
  Ingest ingest_{door_, *inbox_, clock_, log_, [] {}};
  Loader loader_{*inbox_, *store_, clock_, log_};
  Admin admin_{*store_, clock_, ingest_, loader_};
  AdminAccess access_{{.ip = "127.0.0.1", .port = 1}, ""};
  HttpCounters http_;
  IngestCounters counters_;
  MetricsSources metrics_{.ingest_http = http_,
                          .admin_http = http_,
                          .ingest = counters_,
                          .loader = loader_,
                          .inbox = *inbox_,
                          .store = *store_,
                          .clock = clock_};
  QueryDesk queries_{*store_};
  TelemetryPages pages_{contracts_, nullptr};
  const std::string page_ = testing::gzip("<html>");
  Dashboard dashboard_{{{.path = "/", .content_type = "text/html", .gzip = page_}}};
  ForgetDesk forgets_{directory_.path(),
                      pepper_,
                      *inbox_,
                      [](const auto&, auto) { return ForgottenRows{.runs = 7}; },
                      clock_,
                      loader_};
  Router routes_ = admin_routes(admin_, access_, metrics_, queries_, forgets_, pages_, dashboard_);
};

TEST_F(AdminTest, a_collector_in_order_is_healthy_and_ready) {
  EXPECT_EQ(ask("/healthz").body, R"({"status":"ok"})");
  EXPECT_EQ(ask("/readyz").body, R"({"inbox":"ok","store":"ok"})");
  EXPECT_EQ(ask("/readyz").status, 200);
}

TEST_F(AdminTest, events_that_a_damaged_store_has_cost_are_counted_and_do_not_stop_it) {
  const Admin admin{*store_, clock_, ingest_, loader_, [] { return std::int64_t{7}; }};
  EXPECT_EQ(admin.readiness().body, R"({"inbox":"ok","store":"ok","missingEvents":7})");
  EXPECT_EQ(admin.readiness().status, 200);
}

TEST_F(AdminTest, the_list_names_every_report_with_its_question) {
  const HttpResponse answer = ask("/v1/reports");
  EXPECT_EQ(answer.content_type, "application/json");
  for (const char* name : {"activity", "commands", "failures", "durations", "options"}) {
    EXPECT_THAT(answer.body, HasSubstr(std::string(R"("name":")") + name + '"'));
  }
}

TEST_F(AdminTest, a_report_counts_what_its_parameters_say) {
  EXPECT_EQ(runs(""), 1);
  EXPECT_EQ(runs("since=8w&app=tool"), 1);
  EXPECT_EQ(runs("since=30d&app=other"), 0);
  EXPECT_EQ(runs("command=other"), 0);
  EXPECT_EQ(runs("version=other"), 0);
  EXPECT_EQ(runs("where=ci"), 0);
  EXPECT_EQ(runs("since=30d&until=20d"), 0);
}

TEST_F(AdminTest, an_answer_is_as_old_as_who_asks_accepts_and_no_older) {
  QueryCache cache{clock_};
  const Admin admin{*store_, clock_, ingest_, loader_, [] { return std::int64_t{0}; },
                    nullptr, &cache};
  const auto runs_for = [&](std::string cache_control) {
    const auto report = report_from_json(
        admin.report({.path = "/v1/reports/commands", .cache_control = std::move(cache_control)})
            .body);
    return report ? report->coverage.runs : -1;
  };
  EXPECT_EQ(runs_for(""), 1);
  const Row row = row_from_event("tool", clock_.unix_ms(), tool_event(2));
  ASSERT_TRUE(store_->load(std::span(&row, 1), 2));
  EXPECT_EQ(runs_for("max-age=30"), 1);
  EXPECT_EQ(runs_for("max-age=0"), 2);
}

TEST(AcceptedAge, is_what_a_request_says_up_to_a_limit) {
  EXPECT_EQ(accepted_age("max-age=30"), std::chrono::seconds(30));
  EXPECT_EQ(accepted_age("max-age=60"), kAnswerAgeMax);
  EXPECT_EQ(accepted_age("max-age=61"), kAnswerAgeMax);
  for (const char* unread : {"", "no-cache", "max-age=", "max-age=-1", "max-age=1x", "age=5"}) {
    EXPECT_EQ(accepted_age(unread), std::chrono::seconds(0)) << unread;
  }
}

TEST_F(AdminTest, a_report_about_one_thing_is_told_which_and_answers_in_words) {
  EXPECT_THAT(ask("/v1/reports").body, HasSubstr(R"("about":"option"},)"));
  const auto report = report_from_json(ask("/v1/reports/option", "about=--force").body);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->answers.size(), 1U);
  EXPECT_EQ(report->answers[0].verdict, "cannot tell yet");
  EXPECT_THAT(report->answers[0].en, HasSubstr("--force"));
  EXPECT_THAT(report->answers[0].ru, HasSubstr("--force"));
  for (const char* path : {"/v1/reports/option", "/v1/reports/release"}) {
    EXPECT_EQ(ask(path).status, 400) << path;
    EXPECT_THAT(ask(path).body, HasSubstr("about is missing")) << path;
  }
  EXPECT_EQ(ask("/v1/reports/commands", "about=force").status, 400);
}

TEST_F(AdminTest, an_unknown_report_is_a_404_that_names_those_there_are) {
  const HttpResponse answer = ask("/v1/reports/nothing");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("activity, "));
  EXPECT_EQ(ask("/v1/reports/run").status, 404);
}

TEST_F(AdminTest, a_parameter_that_cannot_be_read_is_a_400) {
  for (const char* query :
       {"since=yesterday", "since=", "since=-1d", "since=%", "since=1%ff", "app=A", "app=%27",
        "app=%", "where=home", "per=hour", "until=tomorrow", "since=1d&until=2d"}) {
    const HttpResponse answer = ask("/v1/reports/activity", query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_THAT(answer.body, ::testing::StartsWith(R"({"error":")")) << query;
  }
}

TEST_F(AdminTest, the_latest_events_are_those_of_the_store) {
  EXPECT_THAT(ask("/v1/latest").body, HasSubstr(R"({"events":[{"receivedMs":1658232000000,)"));
  EXPECT_THAT(ask("/v1/latest", "app=tool&count=1").body, HasSubstr(R"("command":"tool run")"));
  EXPECT_EQ(ask("/v1/latest", "app=other").body, R"({"events":[]})");
  EXPECT_EQ(ask("/v1/latest", "count=200").status, 200);
  for (const char* query : {"count=0", "count=201", "count=-1", "count=", "count=1x", "app=A"}) {
    EXPECT_EQ(ask("/v1/latest", query).status, 400) << query;
  }
}

TEST_F(AdminTest, a_month_is_published_when_it_has_ended) {
  EXPECT_THAT(ask("/v1/publication", "app=tool&month=2022-06&k=5").body,
              HasSubstr(R"("month": "2022-06")"));
  EXPECT_THAT(ask("/v1/publication", "app=tool&month=2022-06").body, HasSubstr(R"("k": 50)"));
  for (const char* query :
       {"", "month=2022-06", "app=tool", "app=A&month=2022-06", "app=tool&month=2022-13",
        "app=tool&month=2022-07", "app=tool&month=2022-06&k=4", "app=tool&month=2022-06&k=1000001",
        "app=tool&month=2022-06&k=", "app=tool&month=2022-06&k=5x"}) {
    const HttpResponse answer = ask("/v1/publication", query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_THAT(answer.body, ::testing::StartsWith(R"({"error":")")) << query;
  }
}

TEST_F(AdminTest, the_dashboard_needs_no_token_but_a_name_of_this_machine) {
  access_.set_token("0123456789abcdef");
  EXPECT_EQ(ask("/").status, 200);
  EXPECT_EQ(ask("/assets/none.js").status, 404);
  EXPECT_EQ(ask("/", "", "evil.example").status, 403);
  EXPECT_EQ(ask("/v1/latest").status, 401);
  EXPECT_EQ(ask("/v1/publication", "app=tool&month=2022-06").status, 401);
  EXPECT_EQ(ask("/v1/contracts").status, 401);
}

TEST_F(AdminTest, an_error_quotes_only_what_can_be_printed) {
  EXPECT_EQ(admin_error({}, 400, "a\xff\n\x1b[1mb\"").body, R"({"error":"a???[1mb\""})");
}

TEST_F(AdminTest, only_this_machines_names_are_answered) {
  for (const char* host :
       {"", "localhost", "localhost:4319", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:4319"}) {
    EXPECT_EQ(ask("/v1/reports", "", host).status, 200) << host;
  }
  for (const char* host : {"evil.example", "evil.example:4319", "localhost.evil.example",
                           "127.0.0.1.evil.example", "10.0.0.1:4319", "[::2]", "["}) {
    EXPECT_EQ(ask("/v1/reports", "", host).status, 403) << host;
  }
}

}  // namespace
}  // namespace overt

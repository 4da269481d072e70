#include "collector/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/temporary_directory.h"
#include "collector/prometheus_text.h"
#include "collector/test_events.h"
#include "collector/test_prometheus.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::parse_prometheus;

class FixedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return 100'000; }
  std::int64_t steady_ms() const override { return 0; }
};

TEST(PrometheusText, labels_are_escaped_and_numbers_read_back) {
  PrometheusText text;
  text.begin("a_total", "counter", "Help.");
  text.add(1, {{"l", "a\"b\\c\nd"}});
  text.add(0.1);
  text.add(12'345'678'901.0);
  EXPECT_EQ(std::move(text).take(),
            "# HELP a_total Help.\n# TYPE a_total counter\n"
            "a_total{l=\"a\\\"b\\\\c\\nd\"} 1\na_total 0.1\na_total 12345678901\n");
}

TEST(DurationHistogram, each_duration_is_in_one_bucket_and_bounds_are_included) {
  DurationHistogram histogram;
  for (const std::int64_t ms : {0, 1, 2, 3, 10'000, 10'001}) histogram.add(ms);
  EXPECT_EQ(histogram.count(0), 2U);   // up to 1 ms
  EXPECT_EQ(histogram.count(1), 1U);   // up to 2 ms
  EXPECT_EQ(histogram.count(2), 1U);   // up to 5 ms
  EXPECT_EQ(histogram.count(11), 1U);  // up to 10 s
  EXPECT_EQ(histogram.count(12), 1U);
  EXPECT_EQ(histogram.sum_ms(), 20'007U);
}

TEST(AppCounters, counts_what_it_knows_and_never_grows_by_what_it_does_not) {
  AppCounters counters;
  counters.know("git");
  counters.know("git");
  counters.add("git", 2);
  counters.add("evil\nname");
  std::string seen;
  counters.for_each(
      [&seen](const std::string& app, std::uint64_t n) { seen += app + std::to_string(n); });
  EXPECT_EQ(seen, "git2");
}

class MetricsTest : public ::testing::Test {
 protected:
  std::string scrape() {
    const HttpResponse response = metrics_response({.ingest_http = http_,
                                                    .admin_http = http_,
                                                    .ingest = counters_,
                                                    .loader = loader_,
                                                    .inbox = *inbox_,
                                                    .store = *store_,
                                                    .clock = clock_});
    EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    return response.body;
  }

  double value(const std::string& sample) { return parse_prometheus(scrape()).at(sample); }

  FixedClock clock_;
  testing::TemporaryDirectory directory_;
  ServerLog log_{clock_, [](std::string_view /*line*/) {}};
  std::unique_ptr<Inbox> inbox_ = *Inbox::open(directory_.file("inbox.sqlite"));
  std::unique_ptr<Inbox> loaded_inbox_ = *Inbox::open(directory_.file("other.sqlite"));
  std::unique_ptr<Store> store_ = *open_duckdb_store(directory_.file("store.duckdb"));
  HttpCounters http_;
  IngestCounters counters_;
  // It looks after another inbox, so that in this one events wait.
  Loader loader_{*loaded_inbox_, *store_, clock_, log_};

  void submit(std::uint8_t id, std::int64_t received_ms, std::int64_t lost_before = 0) {
    AcceptedEvent event{
        .app = "git", .received_ms = received_ms, .line = "{}", .lost_before = lost_before};
    event.identity.trace_id.fill(id);
    std::promise<bool> committed;
    inbox_->submit({event},
                   [&committed](const Status& status) { committed.set_value(status.ok()); });
    EXPECT_TRUE(committed.get_future().get());
  }
};

TEST_F(MetricsTest, everything_it_says_is_prometheus_text) {
  counters_.accepted.know("git");
  const auto samples = parse_prometheus(scrape());
  for (const char* name :
       {"overt_events_accepted_total{app=\"git\"}", "overt_inbox_waiting_events",
        "overt_events_refused_total{reason=\"not_in_contract\"}", "overt_loader_failing",
        "overt_http_requests_total{listener=\"ingest\",code=\"5xx\"}", "process_open_fds",
        "overt_http_connections{listener=\"admin\",state=\"busy\"}",
        "overt_commit_duration_seconds_count", "overt_commit_duration_seconds_bucket{le=\"+Inf\"}",
        "overt_commit_duration_seconds_bucket{le=\"0.001\"}"}) {
    EXPECT_TRUE(samples.contains(name)) << name;
  }
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GT(samples.at("process_start_time_seconds"), 1'600'000'000);
}

TEST_F(MetricsTest, the_backlog_is_what_the_store_does_not_have) {
  EXPECT_EQ(value("overt_inbox_waiting_events"), 0);
  EXPECT_EQ(value("overt_inbox_oldest_waiting_seconds"), 0);
  submit(1, 90'000);
  submit(2, 95'000);
  submit(2, 96'000);
  EXPECT_EQ(value("overt_inbox_waiting_events"), 2);
  EXPECT_EQ(value("overt_inbox_oldest_waiting_seconds"), 10);
  EXPECT_EQ(value("overt_events_duplicate_total"), 1);
  ASSERT_TRUE(store_->load({}, 1));
  EXPECT_EQ(value("overt_inbox_waiting_events"), 1);
  EXPECT_EQ(value("overt_inbox_oldest_waiting_seconds"), 5);
}

TEST_F(MetricsTest, losses_are_summed_over_all_days_and_counted_once) {
  EXPECT_EQ(scrape().find("overt_events_lost_total{"), std::string::npos);
  submit(1, 90'000, 5);
  submit(1, 90'000, 5);
  submit(2, 90'000'000, 7);
  EXPECT_EQ(value("overt_events_lost_total{app=\"git\"}"), 12);
}

TEST_F(MetricsTest, buckets_add_up) {
  for (const std::int64_t ms : {1, 3, 20'000}) counters_.commit_duration.add(ms);
  EXPECT_EQ(value("overt_commit_duration_seconds_bucket{le=\"0.001\"}"), 1);
  EXPECT_EQ(value("overt_commit_duration_seconds_bucket{le=\"0.005\"}"), 2);
  EXPECT_EQ(value("overt_commit_duration_seconds_bucket{le=\"10\"}"), 2);
  EXPECT_EQ(value("overt_commit_duration_seconds_bucket{le=\"+Inf\"}"), 3);
  EXPECT_EQ(value("overt_commit_duration_seconds_count"), 3);
  EXPECT_DOUBLE_EQ(value("overt_commit_duration_seconds_sum"), 20.004);
}

TEST_F(MetricsTest, connections_are_busy_or_idle) {
  http_.open.add(3);
  http_.busy.add(1);
  EXPECT_EQ(value("overt_http_connections{listener=\"ingest\",state=\"busy\"}"), 1);
  EXPECT_EQ(value("overt_http_connections{listener=\"ingest\",state=\"idle\"}"), 2);
}

}  // namespace
}  // namespace overt

// A collector whose store is a ClickHouse server: what was answered 200 is counted once there,
// whoever of the two is away, is killed, or is not heard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>

#include "base/temporary_directory.h"
#include "durable/in_clickhouse.h"
#include "durable/numbered_load.h"
#include "inbox/inbox.h"
#include "support/becomes_true.h"
#include "support/clickhouse_server.h"
#include "support/collector_process.h"
#include "support/cutting_proxy.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ClickhouseServeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_clickhouse_server()) GTEST_SKIP() << kNoClickhouseServer;
    server_ = std::make_unique<ClickhouseServer>();
    proxy_ = std::make_unique<CuttingProxy>(server_->http_port());
    url_ = "http://127.0.0.1:" + std::to_string(proxy_->port()) + "/overt";
  }

  std::unique_ptr<CollectorProcess> serve() {
    auto collector = std::make_unique<CollectorProcess>(
        OVERT_PROGRAM, std::vector<std::string>{"--contract", numbered_contract(), "--data", data_,
                                                "--store", url_});
    EXPECT_NE(collector->ingest_port(), 0) << collector->log();
    return collector;
  }

  std::map<EventNumber, std::int64_t> stored() const { return stored_numbers(*server_); }

  bool has_all() {
    return becomes_true([&] { return stored().size() >= load_.acknowledged().size(); });
  }

  void expect_each_once() {
    EXPECT_TRUE(has_all());
    EXPECT_THAT(load_.not_once(stored()), IsEmpty());
  }

  void serve_and_send(int batches) {
    const auto collector = serve();
    for (int batch = 0; batch < batches; ++batch) {
      ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
    }
    expect_each_once();
    EXPECT_EQ(collector->end_by(SIGTERM), 0) << collector->log();
  }

  void keep_copy() const {
    std::filesystem::copy(data_, copy_, std::filesystem::copy_options::recursive);
  }
  void put_copy_back() const {
    std::filesystem::remove_all(data_);
    std::filesystem::rename(copy_, data_);
  }

  TemporaryDirectory directory_;
  const std::string data_ = directory_.file("data");
  const std::string copy_ = directory_.file("copy");
  std::unique_ptr<ClickhouseServer> server_;
  std::unique_ptr<CuttingProxy> proxy_;
  std::string url_;
  NumberedLoad load_;
};

TEST_F(ClickhouseServeTest, what_is_answered_is_counted_once) {
  const auto collector = serve();
  load_.start(collector->ingest_port());
  load_.wait_for(2000);
  load_.stop();
  ASSERT_TRUE(load_.send_the_rest(collector->ingest_port()));
  expect_each_once();
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(load_.acknowledged().size()));
  EXPECT_EQ(collector->end_by(SIGTERM), 0) << collector->log();
}

TEST_F(ClickhouseServeTest, the_inbox_holds_what_comes_while_the_server_is_away) {
  const auto collector = serve();
  load_.start(collector->ingest_port());
  load_.wait_for(500);
  server_->kill();
  load_.wait_for(1500);
  load_.stop();
  ASSERT_TRUE(load_.send_the_rest(collector->ingest_port()));
  ASSERT_TRUE(collector->wait_for_log("loading fails, events stay in the inbox"));
  EXPECT_THAT(get(*collector, "/readyz"), HasSubstr(R"("store":"failing")"));
  EXPECT_THAT(get(*collector, "/metrics"), HasSubstr("\novert_inbox_bytes_max "));
  server_->start();
  expect_each_once();
  ASSERT_TRUE(collector->wait_for_log("loading works again"));
  EXPECT_THAT(get(*collector, "/readyz"), HasSubstr(R"("store":"ok")"));
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(load_.acknowledged().size()));
}

TEST_F(ClickhouseServeTest, a_collector_starts_and_takes_events_without_its_server) {
  server_->kill();
  const auto collector = serve();
  EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
  server_->start();
  expect_each_once();
}

TEST_F(ClickhouseServeTest, an_insert_whose_answer_is_lost_counts_once) {
  proxy_->lose_answers(kInsertOfEvents, 3);
  const auto collector = serve();
  load_.start(collector->ingest_port());
  load_.wait_for(1000);
  load_.stop();
  ASSERT_TRUE(load_.send_the_rest(collector->ingest_port()));
  ASSERT_TRUE(becomes_true([&] { return proxy_->lost() == 3; }));
  expect_each_once();
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(load_.acknowledged().size()));
}

// The server has the rows; the collector ends before it hears so, and sends them again.
TEST_F(ClickhouseServeTest, a_collector_that_is_killed_in_the_middle_of_an_insert_counts_once) {
  for (int kills = 0; kills < 4; ++kills) {
    proxy_->lose_answers(kInsertOfEvents, 1);
    const auto collector = serve();
    load_.start(collector->ingest_port());
    load_.wait_for(200);
    ASSERT_TRUE(becomes_true([&] { return proxy_->lost() == 1; }));
    collector->end_by(SIGKILL);
    load_.stop();
  }
  const auto collector = serve();
  ASSERT_TRUE(load_.send_the_rest(collector->ingest_port()));
  expect_each_once();
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(load_.acknowledged().size()));
}

// Their positions were given before, to others that ClickHouse has loaded.
TEST_F(ClickhouseServeTest, what_a_restored_inbox_takes_counts_once) {
  serve_and_send(3);
  keep_copy();
  serve_and_send(5);
  put_copy_back();
  serve_and_send(2);
  const auto collector = serve();
  EXPECT_EQ(reported_runs(*collector), static_cast<std::int64_t>(load_.acknowledged().size()));
}

TEST_F(ClickhouseServeTest, what_a_restored_inbox_takes_while_the_server_is_away_counts_once) {
  serve_and_send(3);
  keep_copy();
  serve_and_send(5);
  put_copy_back();
  server_->kill();
  for (int kills = 0; kills < 3; ++kills) {
    const auto collector = serve();
    for (int batch = 0; batch < 4; ++batch) {
      ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
    }
    collector->end_by(SIGKILL);
  }
  server_->start();
  serve_and_send(1);
}

// As a kill leaves it that comes before the new one has a new id.
TEST_F(ClickhouseServeTest, what_an_inbox_takes_that_was_made_anew_counts_once) {
  serve_and_send(3);
  for (const char* ending : {"", "-wal", "-shm"}) {
    std::filesystem::remove(data_ + "/inbox.sqlite" + ending);
  }
  ASSERT_TRUE(Inbox::open(data_ + "/inbox.sqlite").ok());
  serve_and_send(2);
}

// As behind a cut: connections stand, and nothing comes.
TEST_F(ClickhouseServeTest, a_collector_ends_while_its_server_is_silent) {
  const auto collector = serve();
  ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
  ASSERT_TRUE(has_all());
  ::kill(server_->pid(), SIGSTOP);
  EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
  EXPECT_EQ(collector->end_by(SIGTERM), 0) << collector->log();
  ::kill(server_->pid(), SIGCONT);
  const auto next = serve();
  expect_each_once();
}

// Two collectors behind one name: a sender that did not hear the one asks the other.
TEST_F(ClickhouseServeTest, an_event_that_two_collectors_take_counts_once) {
  const auto one = serve();
  const CollectorProcess other(OVERT_PROGRAM, {"--contract", numbered_contract(), "--data",
                                               directory_.file("other"), "--store", url_});
  NumberedLoad again;
  for (int batch = 0; batch < 10; ++batch) {
    ASSERT_EQ(load_.send_one_batch(one->ingest_port()), 200);
    ASSERT_EQ(again.send_one_batch(other.ingest_port()), 200);
  }
  ASSERT_EQ(again.acknowledged(), load_.acknowledged());
  ASSERT_TRUE(becomes_true([&] {
    return ask_if_there(*server_, "SELECT uniqExact(collector), count() FROM overt.event") ==
           "2\t400\n";
  }));
  EXPECT_EQ(reported_runs(*one), 200);
  EXPECT_EQ(reported_runs(other), 200);
}

// The id that all of these events' project has on the wire.
constexpr const char* kProject = "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1";

TEST_F(ClickhouseServeTest, a_project_is_forgotten_by_the_collector) {
  const auto collector = serve();
  ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
  expect_each_once();
  const auto forget = [&](std::vector<std::string> where) {
    where.insert(where.begin(), {OVERT_PROGRAM, "forget", "--app", "werf", "--project", kProject});
    return run_program({.argv = where});
  };
  const std::string server = "http://127.0.0.1:" + std::to_string(collector->admin_port());
  const Outcome forgotten = forget({"--server", server});
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err;
  EXPECT_THAT(forgotten.out, HasSubstr(R"("runs":20)"));
  EXPECT_EQ(server_->ask("SELECT count() FROM overt.event"), "0\n");
  EXPECT_EQ(reported_runs(*collector), 0);
  EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
  EXPECT_TRUE(becomes_true([&] { return stored().size() == 20; })) << "what comes later is kept";
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  const Outcome here = forget({"--data", directory_.file("data")});
  EXPECT_EQ(here.exit_code, 2);
  EXPECT_THAT(here.err, HasSubstr("ask it with --server"));
}

}  // namespace
}  // namespace overt::testing

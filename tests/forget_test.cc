// `overt forget` as an operator runs it: on files, beside a collector, refused, and killed.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <random>
#include <vector>

#include "base/file.h"
#include "collector/forget_desk.h"
#include "collector/test_http_client.h"
#include "durable/archived_data.h"
#include "support/collector_process.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

// Past this a collector hangs.
constexpr int kAnswerMsMax = 60'000;

class ForgetTest : public ArchivedDataTest {
 protected:
  std::unique_ptr<CollectorProcess> serve() const {
    return std::make_unique<CollectorProcess>(
        OVERT_PROGRAM,
        std::vector<std::string>{"--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data",
                                 data_});
  }

  std::vector<std::string> command() const {
    return {"forget", "--app", "git", "--project", kUrl, "--data", data_};
  }

  std::string request() const { return post("/v1/forget?app=git&project=" + id_, kForgetType, ""); }

  std::string receipts_path() const { return data_ + "/forgotten.ndjson"; }
};

Answer ask(std::uint16_t port, const std::string& request) {
  HttpClient client(port);
  client.send(request);
  return client.receive();
}

TEST_F(ForgetTest, a_project_that_is_forgotten_was_never_there) {
  collect(true);
  ASSERT_NE(file_with_id(), "");
  const std::string backup = data_ + "/store.duckdb.bak";
  ASSERT_TRUE(write_file_atomically(backup, "a person's").ok());
  const Outcome forgotten = overt(command());
  EXPECT_EQ(forgotten.exit_code, 0);
  EXPECT_EQ(forgotten.err,
            "overt: " + backup + " is not overt's and stays; it may hold the project\n");
  EXPECT_TRUE(std::filesystem::exists(backup));
  EXPECT_THAT(forgotten.out, HasSubstr(R"("app":"git","keptIdSha256":[)"));
  EXPECT_THAT(forgotten.out, HasSubstr(R"("inboxEvents":5,"runs":11,"halves":7)"));
  EXPECT_EQ(*read_file(receipts_path(), kDataFileBytesMax), forgotten.out);
  EXPECT_EQ(file_with_id(), "");
  const std::string after = reports();
  EXPECT_EQ(after, reports_without_project());
}

TEST_F(ForgetTest, beside_a_collector_a_project_is_forgotten_by_it) {
  collect(true);
  const std::string other = data_ + "/store.duckdb.damaged-20231114T221320Z";
  ASSERT_TRUE(write_file_atomically(other, pepper_->key(id_)).ok());
  const std::string backup = data_ + "/inbox.sqlite.bak";
  ASSERT_TRUE(write_file_atomically(backup, "a person's").ok());
  const auto collector = serve();
  ASSERT_NE(collector->admin_port(), 0) << collector->log();
  const std::string server = "http://127.0.0.1:" + std::to_string(collector->admin_port());
  const Outcome forgotten = overt({"forget", "--app", "git", "--project", id_, "--server", server});
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err << collector->log();
  EXPECT_THAT(forgotten.out, HasSubstr(R"("filesSetAside":1,"otherFiles":1)"));
  EXPECT_EQ(*read_file(backup, kDataFileBytesMax), "a person's");
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_EQ(file_with_id(), "");
  const std::string after = reports();
  EXPECT_EQ(after, reports_without_project());
}

TEST_F(ForgetTest, a_request_that_cannot_be_read_is_refused_and_forgets_nothing) {
  collect(true);
  const std::string before = reports();
  const auto collector = serve();
  ASSERT_NE(collector->admin_port(), 0) << collector->log();
  const std::string path = "/v1/forget?app=git&project=";
  std::string ids_too_many = id_;
  for (std::size_t i = 0; i < kForgetIdsMax; ++i) ids_too_many += "," + id_;
  for (const std::string& target :
       {std::string("/v1/forget"), std::string("/v1/forget?app=git"), "/v1/forget?project=" + id_,
        "/v1/forget?app=&project=" + id_, path, path + id_.substr(1), path + id_ + "0",
        path + "g" + id_.substr(1), path + id_ + ",x", path + "," + id_, path + ids_too_many}) {
    const Answer answer = ask(collector->admin_port(), post(target, kForgetType, ""));
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_THAT(answer.body, HasSubstr("app and project (ids of 64 digits, by commas)")) << target;
  }
  // What a page of another origin may send without asking first.
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded",
                           "multipart/form-data", "application/json"}) {
    const Answer answer = ask(collector->admin_port(), post(path + id_, type, ""));
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_THAT(answer.body, HasSubstr(kForgetType)) << type;
  }
  EXPECT_EQ(ask(collector->admin_port(), get(path + id_)).status, 405);
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_FALSE(std::filesystem::exists(receipts_path()));
  EXPECT_EQ(reports(), before);
}

TEST_F(ForgetTest, as_many_ids_as_a_request_may_have_are_taken) {
  collect(true);
  const auto collector = serve();
  ASSERT_NE(collector->admin_port(), 0) << collector->log();
  std::string ids = id_;
  for (std::size_t i = 1; i < kForgetIdsMax; ++i) ids += "," + std::string(64, 'a');
  const Answer answer =
      ask(collector->admin_port(), post("/v1/forget?app=git&project=" + ids, kForgetType, ""));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_EQ(file_with_id(), "");
}

// A collector that is held up when all is forgotten, by a file of receipts that nobody reads;
// another one who asked meanwhile was answered.
class HeldForgetTest : public ForgetTest {
 protected:
  void SetUp() override {
    collect(true);
    ASSERT_EQ(::mkfifo(receipts_path().c_str(), 0600), 0);
    collector_ = serve();
    ASSERT_NE(collector_->admin_port(), 0) << collector_->log();
    std::array<pollfd, 2> answered{};
    for (std::size_t i = 0; i < answered.size(); ++i) {
      clients_.emplace_back(collector_->admin_port());
      ASSERT_TRUE(clients_[i].send(request()));
      answered[i] = {.fd = clients_[i].fd(), .events = POLLIN, .revents = 0};
    }
    // Whichever came first is held up; the other one needs no wait for its answer.
    ASSERT_EQ(::poll(answered.data(), answered.size(), kAnswerMsMax), 1);
    held_ = answered[0].revents != 0 ? 1 : 0;
    // It may have waited for the loader; what reads the store is told when it is at work.
    const auto deadline = SteadyClock::now() + std::chrono::milliseconds(kAnswerMsMax);
    do {
      report_ = ask(collector_->admin_port(), get("/v1/reports/commands"));
    } while (report_.status == 200 && SteadyClock::now() < deadline);
  }

  HttpClient& held() { return clients_[held_]; }
  HttpClient& other() { return clients_[1 - held_]; }

  // It need not wait for who writes.
  void release() { reader_ = UniqueFd(::open(receipts_path().c_str(), O_RDONLY | O_NONBLOCK)); }

  std::unique_ptr<CollectorProcess> collector_;
  Answer report_;  // of who asked for one meanwhile

 private:
  std::vector<HttpClient> clients_;
  std::size_t held_ = 0;
  UniqueFd reader_;
};

TEST_F(HeldForgetTest, while_one_is_at_work_another_one_is_told_to_come_back) {
  const Answer refused = other().receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, HasSubstr("another project is being forgotten"));
  EXPECT_EQ(report_.status, 500);
  EXPECT_THAT(report_.body, HasSubstr("a project is being forgotten"));

  // What cannot be made durable is no receipt.
  release();
  const Answer failed = held().receive();
  EXPECT_EQ(failed.status, 500);
  EXPECT_THAT(failed.body, HasSubstr(receipts_path()));
  std::filesystem::remove(receipts_path());
  // Its place is free only after its answer.
  Answer again;
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(kAnswerMsMax);
  do {
    again = ask(collector_->admin_port(), request());
  } while (again.status == 503 && SteadyClock::now() < deadline);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
  EXPECT_EQ(file_with_id(), "");
}

TEST_F(HeldForgetTest, a_collector_that_is_told_to_end_finishes_what_it_forgets) {
  ASSERT_EQ(::kill(collector_->pid(), SIGTERM), 0);
  EXPECT_TRUE(collector_->wait_for_log("msg=\"stopping\"")) << collector_->log();
  release();
  EXPECT_EQ(collector_->end_by(0), 0) << collector_->log();
  EXPECT_EQ(file_with_id(), "");
  std::filesystem::remove(receipts_path());
  const std::string after = reports();
  EXPECT_EQ(after, reports_without_project());
}

class KilledForgetTest : public ForgetTest {
 protected:
  void copy(const std::string& from, const std::string& to) const {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }

  // Whether it was still at work at that time.
  bool kill_after(nanoseconds time) const {
    std::vector<std::string> argv = command();
    argv.insert(argv.begin(), OVERT_PROGRAM);
    Process process({.argv = std::move(argv)});
    const auto moment = SteadyClock::now() + time;
    while (SteadyClock::now() < moment) ::sched_yield();
    process.send_signal(SIGKILL);
    return process.wait().signal == SIGKILL;
  }

  std::mt19937_64 random_{20261127};
};

TEST_F(KilledForgetTest, after_a_kill_at_any_moment_it_is_done_to_its_end) {
  const std::string whole = directory_.file("whole");
  collect(true);
  copy(data_, whole);
  const auto begin = SteadyClock::now();
  ASSERT_EQ(overt(command()).exit_code, 0);
  const nanoseconds takes = SteadyClock::now() - begin;
  const std::string without = reports_without_project();

  const int kills = is_long_run() ? 200 : 8;
  int hits = 0;
  for (int i = 0; i < kills && !HasFailure(); ++i) {
    copy(whole, data_);
    // Some time within each part of its way.
    const nanoseconds part = takes / kills;
    hits +=
        kill_after(part * i + nanoseconds(random_() % static_cast<std::uint64_t>(part.count())));
    if (i % 3 == 2) kill_after(takes / 2);
    const Outcome finished = overt(command());
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(file_with_id(), IsEmpty());
    EXPECT_EQ(reports(), without) << "killed in part " << i;
    // Nor has the archive lost anything else.
    if (i % 4 != 0) continue;
    EXPECT_EQ(overt({"store", "rebuild", "--data", data_}).exit_code, 0);
    EXPECT_EQ(reports(), without) << "killed in part " << i;
  }
  EXPECT_GT(hits, 0);
}

}  // namespace
}  // namespace overt::testing

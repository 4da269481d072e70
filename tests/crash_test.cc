// The collector is killed at any moment, under load, while it starts, and while it mends what was
// damaged: what was answered 200 is in the store once, and what was not is there at most once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "durable/numbered_load.h"
#include "support/collector_process.h"
#include "support/long_run.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::uint64_t kSeed = 20261123;

void spin_until(SteadyClock::time_point moment) {
  while (SteadyClock::now() < moment) ::sched_yield();
}

class CrashTest : public ::testing::Test {
 protected:
  std::unique_ptr<CollectorProcess> serve() {
    return std::make_unique<CollectorProcess>(
        OVERT_PROGRAM,
        std::vector<std::string>{"--contract", numbered_contract(), "--data", data_});
  }

  nanoseconds moment_in(nanoseconds span) {
    return nanoseconds(std::uniform_int_distribution<std::int64_t>(0, span.count())(random_));
  }

  // Starts one and kills it on its way, before or after it serves.
  void kill_while_it_starts(nanoseconds start_takes) {
    const Process process(
        {.argv = {OVERT_PROGRAM, "serve", "--contract", numbered_contract(), "--data", data_,
                  "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}});
    spin_until(SteadyClock::now() + moment_in(start_takes * 3 / 2));
    process.send_signal(SIGKILL);
  }

  // Kills it under load; gives back how long its start took.
  nanoseconds kill_under_load() {
    const auto begin = SteadyClock::now();
    const auto collector = serve();
    const nanoseconds took = SteadyClock::now() - begin;
    EXPECT_NE(collector->ingest_port(), 0) << collector->log();
    if (collector->ingest_port() == 0) return took;
    load_.start(collector->ingest_port());
    load_.wait_for(100);
    // Loads follow one another at this pace, so each part of one is hit.
    spin_until(SteadyClock::now() + moment_in(std::chrono::milliseconds(400)));
    collector->end_by(SIGKILL);
    load_.stop();
    log_ += collector->log();
    return took;
  }

  // Starts it once more, sends what was not answered, and ends it in order.
  void finish() {
    const auto collector = serve();
    ASSERT_NE(collector->ingest_port(), 0) << collector->log();
    EXPECT_TRUE(load_.send_the_rest(collector->ingest_port()));
    EXPECT_EQ(collector->end_by(SIGTERM), 0);
    log_ += collector->log();
    const auto stored = stored_numbers(store_);
    EXPECT_THAT(load_.not_once(stored), IsEmpty()) << log_;
    EXPECT_EQ(stored.size(), load_.acknowledged().size());
  }

  // Cuts the file, or overwrites some bytes of it.
  void damage(const std::string& path) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path, ignored);
    if (ignored || size == 0) return;
    const std::uintmax_t offset = random_() % size;
    if (random_() % 2 == 0) {
      std::filesystem::resize_file(path, offset);
      return;
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<unsigned char>(file.get());
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ (1U << random_() % 8)));
  }

  TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
  std::string store_ = data_ + "/store.duckdb";
  std::mt19937_64 random_{kSeed};
  NumberedLoad load_;
  std::string log_;
};

TEST_F(CrashTest, what_is_answered_is_stored_once_however_often_it_is_killed) {
  const int kills = is_long_run() ? 200 : 10;
  nanoseconds start_takes = kill_under_load();
  for (int i = 1; i < kills && !HasFailure(); ++i) {
    if (i % 3 == 2) {
      kill_while_it_starts(start_takes);
    } else {
      start_takes = std::min(start_takes, kill_under_load());
    }
  }
  finish();
  EXPECT_GT(load_.acknowledged().size(), static_cast<std::size_t>(kills) * 50);
}

TEST_F(CrashTest, a_store_that_is_damaged_comes_up_by_itself_with_all_that_was_answered) {
  const int rounds = is_long_run() ? 60 : 6;
  for (int i = 0; i < rounds && !HasFailure(); ++i) {
    const nanoseconds start_takes = kill_under_load();
    damage(i % 3 == 2 ? store_ + ".wal" : store_);
    // Killed while it sets aside and fills the new one, too.
    if (i % 2 == 1) kill_while_it_starts(start_takes * 4);
  }
  // A last time in order, so that the rows are in the file, and then at its beginning.
  const auto collector = serve();
  ASSERT_NE(collector->ingest_port(), 0) << collector->log();
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  std::filesystem::resize_file(store_, 4096);
  finish();
  EXPECT_THAT(log_, HasSubstr("the store is damaged: a new one is filled from the inbox"));
  EXPECT_THAT(log_, HasSubstr("missing=\"0\""));
}

TEST_F(CrashTest, an_inbox_that_is_gone_or_damaged_holds_up_nothing_that_comes_later) {
  {
    const auto collector = serve();
    EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
    EXPECT_EQ(collector->end_by(SIGTERM), 0);
  }
  for (const char* what : {"gone", "cut", "overwritten"}) {
    SCOPED_TRACE(what);
    const std::string inbox = data_ + "/inbox.sqlite";
    if (what == std::string("gone")) std::filesystem::remove(inbox);
    if (what == std::string("cut")) std::filesystem::resize_file(inbox, 5000);
    if (what == std::string("overwritten")) {
      ASSERT_TRUE(write_file_atomically(inbox, std::string(9000, 'x')));
    }
    const auto collector = serve();
    ASSERT_NE(collector->ingest_port(), 0) << collector->log();
    EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200);
    EXPECT_EQ(collector->end_by(SIGTERM), 0);
    EXPECT_THAT(collector->log(), HasSubstr("the inbox "));
    EXPECT_THAT(load_.not_once(stored_numbers(store_)), IsEmpty()) << collector->log();
  }
}

// Waits for the end of a process that is no child of the caller's alone; false if it does not come
// within ten seconds.
bool ends_within_ten_seconds(const UniqueFd& process) {
  pollfd ended{.fd = process.get(), .events = POLLIN, .revents = 0};
  return ::poll(&ended, 1, 10'000) == 1;
}

TEST_F(CrashTest, at_the_end_what_was_taken_is_answered_and_stored_and_what_was_not_is_refused) {
  const auto collector = serve();
  HttpClient half(collector->ingest_port());
  const std::string request = post("/v1/traces", "application/x-protobuf", std::string(1000, 'x'));
  ASSERT_TRUE(half.send(request.substr(0, request.size() / 2)));
  load_.start(collector->ingest_port());
  load_.wait_for(1000);

  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, collector->pid(), 0)));
  ASSERT_EQ(::syscall(SYS_pidfd_send_signal, process.get(), SIGTERM, nullptr, 0), 0);
  EXPECT_TRUE(ends_within_ten_seconds(process));
  EXPECT_EQ(collector->end_by(0), 0);
  load_.stop();
  EXPECT_NE(half.receive().status, 200);
  EXPECT_THAT(load_.not_once(stored_numbers(store_)), IsEmpty()) << collector->log();
}

}  // namespace
}  // namespace overt::testing

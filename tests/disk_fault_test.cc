// A disk that is full or fails, below the inbox or below the store: events are refused or stay in
// the inbox, all goes on by itself when it is over, and what was answered 200 is stored once.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <random>
#include <system_error>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "durable/disk_faults.h"
#include "durable/numbered_load.h"
#include "support/collector_process.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kInbox[] = "/inbox.sqlite";
constexpr char kStore[] = "/store.duckdb";

// The faults that a collector meets which is started while this is there.
class FaultyDisk {
 public:
  FaultyDisk() {
    const UniqueFd fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd || ::ftruncate(fd.get(), sizeof(DiskFaults)) != 0) throw_errno();
    void* const map =
        ::mmap(nullptr, sizeof(DiskFaults), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (map == MAP_FAILED) throw_errno();
    faults_ = static_cast<DiskFaults*>(map);
    ::setenv(kFaultsVariable, path_.c_str(), 1);
    ::setenv("LD_PRELOAD", DISK_FAULTS, 1);
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk() {
    ::unsetenv("LD_PRELOAD");
    ::unsetenv(kFaultsVariable);
    ::munmap(faults_, sizeof(DiskFaults));
  }

  // From the call after `spared` on, those to files with `file` in their path fail.
  void fail(int error, std::string_view file, int spared) {
    for (std::size_t i = 0; i < file.size(); ++i) faults_->file[i] = file[i];
    faults_->file[file.size()] = '\0';
    faults_->spared = spared;
    faults_->met = 0;
    faults_->error = error;
  }
  // The same at once, and what makes a file shorter fails as well.
  void fail_to_cut(int error, std::string_view file) {
    faults_->fail_to_cut = 1;
    fail(error, file, 0);
  }
  void mend() { faults_->error = 0; }
  int met() const { return faults_->met; }

 private:
  [[noreturn]] static void throw_errno() {
    throw std::system_error(errno, std::generic_category());
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("faults");
  DiskFaults* faults_ = nullptr;
};

class DiskFaultTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (kIsSanitized) GTEST_SKIP() << "a sanitizer's library must come first";
  }

  std::unique_ptr<CollectorProcess> serve() {
    return std::make_unique<CollectorProcess>(
        OVERT_PROGRAM,
        std::vector<std::string>{"--contract", numbered_contract(), "--data", data_});
  }

  static std::string readiness(const CollectorProcess& collector) {
    HttpClient client(collector.admin_port());
    client.send(get("/readyz"));
    const Answer answer = client.receive();
    return std::to_string(answer.status) + " " + answer.body;
  }

  // Faults that begin at some call of a commit; then they are over, and it is killed or ended.
  void expect_inbox_recovers(int spared, int signal) {
    SCOPED_TRACE("after " + std::to_string(spared) + " calls, then signal " +
                 std::to_string(signal));
    const auto collector = serve();
    ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200) << collector->log();
    disk_.fail(GetParam(), kInbox, spared);
    int status = 200;
    for (int i = 0; i < 100 && status == 200; ++i) {
      status = load_.send_one_batch(collector->ingest_port());
    }
    EXPECT_EQ(status, 503);
    EXPECT_GT(disk_.met(), 0);
    EXPECT_THAT(readiness(*collector), HasSubstr("503"));
    disk_.mend();
    EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200) << collector->log();
    EXPECT_THAT(readiness(*collector), HasSubstr("200"));
    EXPECT_EQ(collector->end_by(signal), signal == SIGTERM ? 0 : -1) << collector->log();
  }

  void expect_store_recovers(int spared, int signal) {
    SCOPED_TRACE("after " + std::to_string(spared) + " calls, then signal " +
                 std::to_string(signal));
    const auto collector = serve();
    disk_.fail(GetParam(), kStore, spared);
    // However much comes; a load that was spared is followed by one that is not.
    for (int batches = 0; disk_.met() == 0 && batches < 10'000; ++batches) {
      ASSERT_EQ(load_.send_one_batch(collector->ingest_port()), 200) << collector->log();
    }
    EXPECT_TRUE(collector->wait_for_log("loading fails"));
    EXPECT_THAT(readiness(*collector), HasSubstr(R"(200 {"inbox":"ok","store":"failing")"));
    EXPECT_EQ(load_.send_one_batch(collector->ingest_port()), 200) << "the inbox takes events";
    disk_.mend();
    if (signal == SIGTERM) {
      EXPECT_TRUE(collector->wait_for_log("loading works again")) << collector->log();
    }
    EXPECT_EQ(collector->end_by(signal), signal == SIGTERM ? 0 : -1) << collector->log();
    EXPECT_THAT(collector->log(), ::testing::Not(HasSubstr("damaged")));
  }

  void expect_all_stored_once() {
    disk_.mend();
    const auto collector = serve();
    ASSERT_NE(collector->ingest_port(), 0) << collector->log();
    EXPECT_TRUE(load_.send_the_rest(collector->ingest_port()));
    EXPECT_EQ(collector->end_by(SIGTERM), 0);
    const auto stored = stored_numbers(data_ + "/store.duckdb");
    EXPECT_THAT(load_.not_once(stored), IsEmpty()) << collector->log();
    EXPECT_EQ(stored.size(), load_.acknowledged().size());
  }

  FaultyDisk disk_;
  TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
  NumberedLoad load_;
};

TEST_P(DiskFaultTest, below_the_inbox_is_answered_503_until_it_is_over) {
  const int rounds = is_long_run() ? 40 : 4;
  for (int i = 0; i < rounds && !HasFailure(); ++i) {
    expect_inbox_recovers(i, i % 2 == 0 ? SIGKILL : SIGTERM);
  }
  expect_all_stored_once();
}

TEST_P(DiskFaultTest, below_the_store_is_waited_for) {
  const int rounds = is_long_run() ? 20 : 3;
  for (int i = 0; i < rounds && !HasFailure(); ++i) {
    expect_store_recovers(i, i % 2 == 0 ? SIGTERM : SIGKILL);
  }
  expect_all_stored_once();
}

TEST_P(DiskFaultTest, below_both_at_the_end_costs_nothing_that_was_answered) {
  const auto collector = serve();
  load_.start(collector->ingest_port());
  load_.wait_for(500);
  disk_.fail(GetParam(), data_, 5);
  load_.stop();
  collector->end_by(SIGTERM);
  expect_all_stored_once();
}

// DuckDB ends the process when it cannot take back what a failed commit has written. That is no
// worse than a kill.
TEST_P(DiskFaultTest, below_a_store_that_cannot_even_be_cut_costs_nothing_that_was_answered) {
  const auto collector = serve();
  disk_.fail_to_cut(GetParam(), kStore);
  for (int i = 0; disk_.met() == 0 && i < 10'000; ++i) {
    (void)load_.send_one_batch(collector->ingest_port());
  }
  EXPECT_GT(disk_.met(), 0);
  load_.start(collector->ingest_port());
  load_.wait_for(2000);
  load_.stop();
  collector->end_by(SIGTERM);
  expect_all_stored_once();
}

INSTANTIATE_TEST_SUITE_P(Errors, DiskFaultTest, ::testing::Values(ENOSPC, EIO),
                         [](const auto& param) {
                           return std::string(param.param == EIO ? "EIO" : "ENOSPC");
                         });

}  // namespace
}  // namespace overt::testing

// A real disk that gets full: the inbox leaves to others what it is to leave, senders are told when
// to come back, and all goes on when there is room.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "durable/numbered_load.h"
#include "inbox/inbox.h"
#include "support/collector_process.h"

namespace overt::testing {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t kMib = std::uint64_t{1} << 20;

// A tmpfs that only this process and its children see; root alone may have one.
class SmallDisk {
 public:
  explicit SmallDisk(std::uint64_t bytes) {
    is_there_ = ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                ::mount("tmpfs", path().c_str(), "tmpfs", 0, size(bytes).c_str()) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (is_there_) ::umount2(path().c_str(), MNT_DETACH);
  }

  bool is_there() const { return is_there_; }
  const std::string& path() const { return directory_.path(); }

  bool resize(std::uint64_t bytes) {
    return ::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT, size(bytes).c_str()) == 0;
  }

  std::uint64_t free_bytes() const {
    struct statvfs status{};
    return ::statvfs(path().c_str(), &status) == 0 ? status.f_bavail * status.f_frsize : 0;
  }

 private:
  static std::string size(std::uint64_t bytes) { return "size=" + std::to_string(bytes); }

  TemporaryDirectory directory_;
  bool is_there_ = false;
};

TEST(SmallDisk, senders_come_back_when_there_is_room_and_nothing_is_lost_or_doubled) {
  SmallDisk disk(kDiskFreeMin + 6 * kMib);
  if (!disk.is_there()) GTEST_SKIP() << "only root may mount a disk";
  const std::string data = disk.path() + "/data";
  NumberedLoad load;
  {
    CollectorProcess collector(OVERT_PROGRAM, {"--contract", numbered_contract(), "--data", data});
    ASSERT_NE(collector.ingest_port(), 0) << collector.log();
    ASSERT_EQ(load.send_one_batch(collector.ingest_port()), 200);
    load.start(collector.ingest_port());
    EXPECT_TRUE(collector.wait_for_log("are left to others")) << collector.log();
    load.stop();
    EXPECT_GT(load.refused(), 0);
    EXPECT_GE(disk.free_bytes(), kDiskFreeMin / 2) << "the store and others have room";

    ASSERT_TRUE(disk.resize(kDiskFreeMin * 4));
    EXPECT_TRUE(load.send_the_rest(collector.ingest_port())) << collector.log();
    EXPECT_EQ(load.send_one_batch(collector.ingest_port()), 200);
    EXPECT_EQ(collector.end_by(SIGTERM), 0) << collector.log();
  }
  const auto stored = stored_numbers(data + "/store.duckdb");
  EXPECT_THAT(load.not_once(stored), IsEmpty());
  EXPECT_EQ(stored.size(), load.acknowledged().size());
}

}  // namespace
}  // namespace overt::testing

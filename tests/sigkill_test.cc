// Tools and senders that are killed at any moment: what stands in the log as a whole line arrives,
// and arrives once.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>

#include "base/file.h"
#include "storm/collected_world.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

using std::chrono::nanoseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 20261123;

nanoseconds duration_of(const Confined& program) {
  const auto begin = SteadyClock::now();
  ::waitpid(CollectedWorld::start(program), nullptr, 0);
  return SteadyClock::now() - begin;
}

// Kills it at `moment` after its start; true if it had not ended before.
bool kill_at(const Confined& program, nanoseconds moment) {
  const auto begin = SteadyClock::now();
  const pid_t pid = CollectedWorld::start(program);
  // By a descriptor, which names one process and never, as a number may, all of them.
  const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  while (SteadyClock::now() - begin < moment) ::sched_yield();
  ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFSIGNALED(status);
}

TEST(Sigkill, every_whole_line_of_the_log_arrives_once) {
  CollectedWorld world;
  const std::string no_sender = "/nonexistent";
  const Confined tool = world.tool(1, no_sender);
  const Confined sender = world.sender();
  // The first runs take longer: the directories are made, the programs read.
  nanoseconds tool_takes = duration_of(tool);
  for (int i = 0; i < 5; ++i) tool_takes = std::min(tool_takes, duration_of(tool));
  const nanoseconds sender_takes = duration_of(sender);

  std::mt19937_64 random(kSeed);
  const auto moment_in = [&random](nanoseconds span) {
    return nanoseconds(
        std::uniform_int_distribution<std::int64_t>(0, span.count() * 3 / 2)(random));
  };
  const int kills = is_long_run() ? 2000 : 100;
  int killed_tools = 0;
  int killed_senders = 0;
  for (int i = 0; i < kills; ++i) {
    if (i % 3 == 2) {
      killed_senders += kill_at(sender, moment_in(sender_takes)) ? 1 : 0;
    } else {
      killed_tools += kill_at(tool, moment_in(tool_takes)) ? 1 : 0;
    }
  }
  RecordProperty("killed_tools", killed_tools);
  RecordProperty("killed_senders", killed_senders);
  EXPECT_GT(killed_tools, kills / 6);
  EXPECT_GT(killed_senders, kills / 12);

  // A last whole run shows that all goes on as before.
  EXPECT_GT(duration_of(tool), nanoseconds(0));
  std::map<EventName, int> recorded = world.recorded();
  const int torn = recorded["torn"];
  recorded.erase("torn");
  EXPECT_GT(recorded.size(), static_cast<std::size_t>(kills / 3));
  ASSERT_FALSE(std::filesystem::exists(world.state().path + "/events.1.ndjson"));
  ASSERT_TRUE(world.send_the_rest());
  EXPECT_EQ(world.receipted("rejected"), 0);
  EXPECT_EQ(world.receipted("notInContract"), 0);
  EXPECT_LE(torn, killed_tools);
  EXPECT_EQ(world.collected(), recorded);
}

}  // namespace
}  // namespace overt::testing

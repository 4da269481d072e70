#include "client/last_words.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/clock.h"
#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/log.h"

namespace overt {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

constexpr std::string_view kLine =
    R"({"ts":0,"executionID":"e","attributes":{"exitCode":0},"eventType":"CommandExited",)"
    R"("eventData":{"exitCode":0,"durationMs":0},"schemaVersion":2})";

class LastWordsTest : public ::testing::Test {
 protected:
  std::unique_ptr<LastWords> words(std::string_view line = kLine) const {
    return std::make_unique<LastWords>(line, state_, log_file_, SystemClock().steady_ms());
  }

  // How a process ends that runs `body` in a run with last words. The parent's log is there
  // already, as after CommandStarted.
  int wait_status_of(const std::function<void()>& body) const {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit no_core{};
      ::setrlimit(RLIMIT_CORE, &no_core);
      // A sanitizer has handlers of its own for these.
      for (const int signal : {SIGBUS, SIGFPE, SIGSEGV}) ::signal(signal, SIG_DFL);
      const ArmedLastWords armed(words());
      body();
      ::_exit(0);
    }
    int wait_status = 0;
    ::waitpid(child, &wait_status, 0);
    return wait_status;
  }

  std::string log() const { return read_file(state_.events(), 1 << 20).value(); }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.path()};
  std::string log_file_;
  bool begun_ = append_to_log(state_, "{}").ok();
};

class EveryFatalSignal : public LastWordsTest, public ::testing::WithParamInterface<int> {};

TEST_P(EveryFatalSignal, is_recorded_and_ends_the_process_as_ever) {
  const int signal = GetParam();
  const int wait_status = wait_status_of([signal] { ::raise(signal); });
  ASSERT_TRUE(WIFSIGNALED(wait_status));
  EXPECT_EQ(WTERMSIG(wait_status), signal);
  EXPECT_THAT(log(), MatchesRegex("\\{\\}\n"
                                  R"(\{"ts":1[0-9]{12},"executionID":"e",)"
                                  R"("attributes":\{"exitCode":0\},"eventType":"CommandExited",)"
                                  R"("eventData":\{"exitCode":)" +
                                  std::to_string(128 + signal) +
                                  R"(,"durationMs":[0-9]+\},"schemaVersion":2\})"
                                  "\n"));
}

INSTANTIATE_TEST_SUITE_P(Signals, EveryFatalSignal,
                         ::testing::Values(SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGABRT, SIGBUS, SIGFPE,
                                           SIGSEGV, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ,
                                           SIGSYS),
                         [](const auto& each) { return std::string(::sigabbrev_np(each.param)); });

TEST_F(LastWordsTest, a_fault_of_the_tools_own_is_recorded) {
  const int wait_status = wait_status_of([] {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  });
  ASSERT_TRUE(WIFSIGNALED(wait_status));
  EXPECT_EQ(WTERMSIG(wait_status), SIGSEGV);
  EXPECT_THAT(log(), HasSubstr(R"("eventData":{"exitCode":139,)"));
}

TEST_F(LastWordsTest, terminate_is_recorded) {
  const int wait_status = wait_status_of([] { std::terminate(); });
  ASSERT_TRUE(WIFSIGNALED(wait_status));
  EXPECT_EQ(WTERMSIG(wait_status), SIGABRT);
  EXPECT_THAT(log(), HasSubstr(R"("eventData":{"exitCode":134,)"));
}

TEST_F(LastWordsTest, a_signal_in_another_thread_is_recorded) {
  wait_status_of([] { std::thread([] { ::raise(SIGTERM); }).join(); });
  EXPECT_THAT(log(), HasSubstr(R"("eventData":{"exitCode":143,)"));
}

TEST_F(LastWordsTest, a_signal_that_the_tool_handles_itself_invents_nothing) {
  const auto before = std::signal(SIGTERM, [](int) { ::_exit(7); });
  const int wait_status = wait_status_of([] { ::raise(SIGTERM); });
  std::signal(SIGTERM, before);
  EXPECT_EQ(WEXITSTATUS(wait_status), 7);
  EXPECT_EQ(log(), "{}\n");
}

TEST_F(LastWordsTest, a_handler_that_the_tool_sets_later_is_the_tools) {
  const int wait_status = wait_status_of([] {
    std::signal(SIGTERM, [](int) { ::_exit(7); });
    ::raise(SIGTERM);
  });
  EXPECT_EQ(WEXITSTATUS(wait_status), 7);
  EXPECT_EQ(log(), "{}\n");
}

TEST_F(LastWordsTest, an_ignored_signal_stays_ignored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  EXPECT_EQ(wait_status_of([] { ::raise(SIGHUP); }), 0);
  std::signal(SIGHUP, before);
  EXPECT_EQ(log(), "{}\n");
}

TEST_F(LastWordsTest, a_process_that_the_tool_has_made_has_none) {
  wait_status_of([] {
    const pid_t child = ::fork();
    if (child == 0) ::raise(SIGTERM);
    int wait_status = 0;
    ::waitpid(child, &wait_status, 0);
    ::_exit(WTERMSIG(wait_status) == SIGTERM ? 0 : 1);
  });
  EXPECT_EQ(log(), "{}\n");
}

TEST_F(LastWordsTest, a_run_that_has_ended_leaves_the_signals_as_they_were) {
  {
    const ArmedLastWords armed(words());
  }
  struct sigaction action{};
  ASSERT_EQ(::sigaction(SIGTERM, nullptr, &action), 0);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
}

TEST_F(LastWordsTest, a_second_run_of_a_process_has_none) {
  wait_status_of([this] {
    const ArmedLastWords second(words(R"({"ts":0,"eventData":{}})"));
    ::raise(SIGTERM);
  });
  EXPECT_THAT(log(), HasSubstr(R"("exitCode":143)"));
}

TEST_F(LastWordsTest, they_go_to_the_users_own_file_as_well) {
  log_file_ = directory_.file("all.ndjson");
  wait_status_of([] { ::raise(SIGTERM); });
  EXPECT_EQ("{}\n" + read_file(log_file_, 4096).value(), log());
}

TEST_F(LastWordsTest, what_that_file_cannot_be_told_is_not_recorded) {
  log_file_ = directory_.file("no/such/folder");
  wait_status_of([] { ::raise(SIGTERM); });
  EXPECT_EQ(log(), "{}\n");
}

TEST_F(LastWordsTest, they_begin_a_line_of_their_own) {
  const UniqueFd fd(::open(state_.events().c_str(), O_WRONLY | O_APPEND));
  ASSERT_EQ(::write(fd.get(), "torn", 4), 4);
  wait_status_of([] { ::raise(SIGTERM); });
  EXPECT_THAT(log(), StartsWith("{}\ntorn\n{\"ts\":"));
}

TEST_F(LastWordsTest, a_log_that_is_full_gets_none) {
  const auto full = static_cast<off_t>(kLogSegmentBytesMax + kLogSlackBytes);
  ASSERT_EQ(::truncate(state_.events().c_str(), full), 0);
  wait_status_of([] { ::raise(SIGTERM); });
  EXPECT_EQ(std::filesystem::file_size(state_.events()), static_cast<std::uintmax_t>(full));
}

TEST_F(LastWordsTest, a_log_that_is_gone_is_not_made) {
  ASSERT_EQ(::unlink(state_.events().c_str()), 0);
  wait_status_of([] { ::raise(SIGTERM); });
  EXPECT_FALSE(std::filesystem::exists(state_.events()));
}

TEST_F(LastWordsTest, a_contract_without_exit_codes_has_a_line_without_them) {
  const LastWords words(R"({"ts":0,"eventData":{},"schemaVersion":1})", state_, "", 0);
  words.say(SIGTERM);
  EXPECT_THAT(log(), AllOf(StartsWith("{}\n{\"ts\":1"),
                           EndsWith(",\"eventData\":{},\"schemaVersion\":1}\n")));
}

}  // namespace
}  // namespace overt

#include "support/process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

#include "base/temporary_directory.h"

namespace overt::testing {
namespace {

TEST(Process, output_error_and_exit_code_are_told_apart) {
  const Outcome outcome = run_program({.argv = {"sh", "-c", "echo out; echo err >&2; exit 7"}});
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.signal, 0);
  EXPECT_EQ(outcome.out, "out\n");
  EXPECT_EQ(outcome.err, "err\n");
}

TEST(Process, input_larger_than_a_pipe_comes_back_whole) {
  const std::string input(1 << 20, 'x');
  EXPECT_EQ(run_program({.argv = {"cat"}, .input = input}).out, input);
}

TEST(Process, a_program_that_does_not_read_its_input_is_no_harm) {
  EXPECT_EQ(run_program({.argv = {"true"}, .input = std::string(1 << 20, 'x')}).exit_code, 0);
}

TEST(Process, environment_and_directory_are_as_given) {
  const TemporaryDirectory directory;
  const Outcome outcome = run_program({.argv = {"/bin/sh", "-c", "echo $NAME; pwd -P"},
                                       .environment = {{"NAME=value"}},
                                       .directory = directory.path()});
  EXPECT_EQ(outcome.out, "value\n" + directory.path() + "\n");
}

TEST(Process, long_variables_arrive_whole) {
  const std::string value(100, 'x');
  const Outcome outcome = run_program(
      {.argv = {"/bin/sh", "-c", "echo $A$B"}, .environment = {{"A=" + value, "B=" + value}}});
  EXPECT_EQ(outcome.out, value + value + "\n");
}

TEST(Process, a_running_program_answers_and_takes_signals) {
  Process process({.argv = {"sh", "-c", "echo ready; cat; kill -TERM $$"}});
  ASSERT_TRUE(process.wait_for_output("ready\n"));
  process.write_input("hello");
  ASSERT_TRUE(process.wait_for_output("hello"));
  EXPECT_EQ(process.wait().signal, SIGTERM);
}

TEST(Process, waiting_for_what_is_never_shown_ends_with_the_program) {
  Process process({.argv = {"echo", "something"}});
  EXPECT_FALSE(process.wait_for_output("else"));
}

// As ctest kills one that takes too long.
TEST(Process, a_program_does_not_outlive_a_test_that_is_killed) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const UniqueFd told(ends[0]);
  const UniqueFd telling(ends[1]);
  const pid_t test = ::fork();
  if (test == 0) {
    const Process process({.argv = {"sleep", "infinity"}});
    const pid_t pid = process.pid();
    [[maybe_unused]] const auto written = ::write(telling.get(), &pid, sizeof pid);
    for (;;) ::pause();
  }
  pid_t program = -1;
  ASSERT_EQ(::read(told.get(), &program, sizeof program), sizeof program);
  const UniqueFd ended(static_cast<int>(::syscall(SYS_pidfd_open, program, 0)));
  ASSERT_TRUE(ended);
  ::kill(test, SIGKILL);
  ::waitpid(test, nullptr, 0);
  pollfd end{.fd = ended.get(), .events = POLLIN, .revents = 0};
  const auto deadline_ms = std::chrono::milliseconds(kProcessDeadline).count();
  EXPECT_EQ(::poll(&end, 1, static_cast<int>(deadline_ms)), 1);
  ::kill(program, SIGKILL);
}

TEST(Process, a_missing_program_is_an_exception) {
  EXPECT_THROW(Process({.argv = {"/nonexistent"}}), std::system_error);
}

}  // namespace
}  // namespace overt::testing

#include "client/detached_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

std::string read_to_the_end(const UniqueFd& reader) {
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = ::read(reader.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

// Runs a shell script as a detached program and returns what it writes to its stdout.
std::string output_of_script(const std::string& script) {
  const testing::TemporaryDirectory directory;
  const std::string fifo = directory.file("fifo");
  EXPECT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const DetachedProgram program{.executable = "/bin/sh",
                                .argv = {"sh", "-c", "exec >" + fifo + "; " + script},
                                .environment = {"ONLY=this"}};
  EXPECT_TRUE(start_detached(program));
  return read_to_the_end(UniqueFd(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC)));
}

TEST(DetachedProcess, it_runs_in_a_session_of_its_own_in_the_root_directory) {
  const std::string session_of_test = std::to_string(::getsid(0));
  const std::string text = output_of_script("pwd; cut -d' ' -f6 /proc/$$/stat; env");
  EXPECT_THAT(text, ::testing::StartsWith("/\n"));
  EXPECT_THAT(text, HasSubstr("ONLY=this\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("HOME=")));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("\n" + session_of_test + "\n")));
}

TEST(DetachedProcess, it_has_no_descriptor_of_the_tool) {
  const int inherited = ::dup(0);
  const std::string text = output_of_script("readlink /proc/$$/fd/0 /proc/$$/fd/2; ls /proc/$$/fd");
  ::close(inherited);
  EXPECT_EQ(text, "/dev/null\n/dev/null\n0\n1\n2\n");
}

TEST(DetachedProcess, it_starts_with_default_signals_whatever_the_tool_has_done_to_them) {
  sigset_t hup;
  sigset_t before;
  sigemptyset(&hup);
  sigaddset(&hup, SIGHUP);
  ::sigprocmask(SIG_BLOCK, &hup, &before);
  const auto previous = std::signal(SIGINT, SIG_IGN);
  const std::string text = output_of_script("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  std::signal(SIGINT, previous);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(text, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(DetachedProcess, it_is_no_child_of_the_tool) {
  output_of_script("true");
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

// Who ends the tool's whole process group, as jobs in CI do, ends no process that starts a sender.
TEST(DetachedProcess, what_starts_it_is_not_in_the_tools_process_group) {
  ASSERT_TRUE(start_detached({.executable = "/bin/true", .argv = {"true"}}));
  std::ifstream children("/proc/thread-self/children");
  int count = 0;
  for (pid_t child = 0; children >> child; ++count) EXPECT_EQ(::getpgid(child), child);
  EXPECT_GE(count, 1) << "it is there until the next start";
}

TEST(DetachedProcess, a_program_that_is_not_there_leaves_no_process) {
  EXPECT_TRUE(start_detached({.executable = "/nonexistent", .argv = {"x"}}));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(DetachedProcess, it_may_be_given_a_standard_input_and_output) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
  ASSERT_TRUE(start_detached(
      {.executable = "/bin/cat", .argv = {"cat"}, .stdin_fd = in[0], .stdout_fd = out[1]}));
  for (const int fd : {in[0], out[1]}) ::close(fd);
  ASSERT_EQ(::write(in[1], "text", 4), 4);
  ::close(in[1]);
  EXPECT_EQ(read_to_the_end(UniqueFd(out[0])), "text");
}

}  // namespace
}  // namespace overt

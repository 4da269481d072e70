#include "cli/capture.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

// No program of these tests takes so long unless it hangs.
constexpr std::chrono::milliseconds kPatience = 60s;

class CaptureTest : public ::testing::Test {
 protected:
  std::string script(const std::string& text) const {
    const std::string path = directory_.file("tool");
    std::ofstream(path) << "#!/bin/sh\n" << text;
    ::chmod(path.c_str(), 0755);
    return path;
  }

  Result<Capture> run(const std::string& text, std::chrono::milliseconds time_max = kPatience,
                      std::size_t bytes_max = 1 << 20) const {
    return capture_output({.argv = {script(text), "one two", "$(three)"},
                           .variables = {{"PAGER", "cat"}},
                           .time_max = time_max,
                           .bytes_max = bytes_max});
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(CaptureTest, takes_both_outputs_whatever_the_exit_code) {
  const auto capture = run("echo out; echo err >&2; exit 3\n");
  ASSERT_TRUE(capture);
  EXPECT_EQ(capture->output, "out\nerr\n");
  EXPECT_FALSE(capture->was_killed);
}

TEST_F(CaptureTest, hands_over_arguments_and_variables_as_they_are) {
  const auto capture = run("echo \"$#:$1:$2:$PAGER:${HOME+home}\"; env | grep -c '^PAGER='\n");
  ASSERT_TRUE(capture);
  EXPECT_THAT(capture->output, StartsWith("2:one two:$(three):cat:"));
  EXPECT_THAT(capture->output, EndsWith("\n1\n"));
}

TEST_F(CaptureTest, gives_the_program_neither_input_nor_terminal_nor_descriptors) {
  const auto capture =
      run("cat\n(: </dev/tty) 2>/dev/null || echo no terminal\nls /proc/self/fd\n");
  ASSERT_TRUE(capture);
  EXPECT_THAT(capture->output, StartsWith("no terminal\n0\n1\n2\n"));
}

TEST_F(CaptureTest, kills_a_program_that_hangs) {
  const auto capture = run("exec sleep 1000\n", 50ms);
  ASSERT_TRUE(capture);
  EXPECT_TRUE(capture->was_killed);
}

TEST_F(CaptureTest, kills_a_program_that_prints_for_ever) {
  const auto capture = run("exec yes\n", kPatience, 100'000);
  ASSERT_TRUE(capture);
  EXPECT_TRUE(capture->was_killed);
  EXPECT_EQ(capture->output.size(), 100'000U);
}

TEST_F(CaptureTest, does_not_wait_for_a_child_that_holds_the_pipe_but_kills_it) {
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const UniqueFd held(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  const auto capture = run("exec 3>'" + fifo + "'\nsleep 1000 &\necho done\n");
  ASSERT_TRUE(capture);
  EXPECT_FALSE(capture->was_killed);
  EXPECT_EQ(capture->output, "done\n");
  // The other end hangs up once the child that inherited it is no more.
  pollfd watched{.fd = held.get(), .events = 0, .revents = 0};
  ASSERT_EQ(::poll(&watched, 1, static_cast<int>(kPatience.count())), 1);
  EXPECT_EQ(watched.revents, POLLHUP);
}

TEST_F(CaptureTest, ends_with_the_output_of_a_program_that_goes_on_without_one) {
  const auto capture = run("echo done\nexec sleep 1000 >/dev/null 2>&1\n");
  ASSERT_TRUE(capture);
  EXPECT_EQ(capture->output, "done\n");
}

TEST_F(CaptureTest, lets_a_program_die_of_a_signal) {
  const auto capture = run("echo out; kill -PIPE $$; echo not dead\n");
  ASSERT_TRUE(capture);
  EXPECT_EQ(capture->output, "out\n");
}

TEST_F(CaptureTest, says_why_a_program_cannot_be_started) {
  const auto missing =
      capture_output({.argv = {directory_.file("none")}, .time_max = kPatience, .bytes_max = 1});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, StartsWith("cannot run " + directory_.file("none") + ": "));
  EXPECT_THAT(missing.error().message, HasSubstr("No such file"));
  // A text without a first line that names an interpreter is not handed to a shell.
  std::ofstream(directory_.file("text")) << "echo shell\n";
  ::chmod(directory_.file("text").c_str(), 0755);
  EXPECT_FALSE(
      capture_output({.argv = {directory_.file("text")}, .time_max = kPatience, .bytes_max = 100}));
}

}  // namespace
}  // namespace overt::cli

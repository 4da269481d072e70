#include "client/attached_sender.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <utility>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/start_sender.h"

namespace overt {
namespace {

// Far beyond what any of these senders takes: who waits for as long hangs.
constexpr std::int64_t kLongMs = 10LL * 60 * 1000;

// A tool that does not wait does not ask for the time either.
class NobodysClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return fail(); }
  std::int64_t steady_ms() const override { return fail(); }

 private:
  static std::int64_t fail() {
    ADD_FAILURE() << "waits";
    return 0;
  }
};

// The sender is a shell script whose stdin and stdout are the socket; `tell WORD` tells the test
// something, for which the test waits.
class Attached : public ::testing::Test {
 protected:
  Attached() {
    EXPECT_EQ(::mkfifo(fifo_.c_str(), 0600), 0);
    // With both ends open here, nobody waits for the other to open it.
    told_ = UniqueFd(::open(fifo_.c_str(), O_RDWR | O_CLOEXEC));
  }

  std::unique_ptr<AttachedSender> start(const std::string& script) const {
    const std::string tell = "tell() { echo \"$1\" >" + fifo_ + "; }; ";
    auto sender = AttachedSender::start({.executable = "/bin/sh",
                                         .argv = {"sh", "-c", tell + script},
                                         .environment = {"PATH=/usr/local/bin:/usr/bin:/bin"}});
    EXPECT_NE(sender, nullptr);
    return sender;
  }

  // The next word that the script tells; empty past the deadline, by which a script hangs.
  std::string told() const {
    constexpr int kDeadlineMs = 60'000;
    std::string word;
    pollfd told{.fd = told_.get(), .events = POLLIN, .revents = 0};
    for (char c = 0; ::poll(&told, 1, kDeadlineMs) == 1 && ::read(told_.get(), &c, 1) == 1;) {
      if (c == '\n') return word;
      word += c;
    }
    return "";
  }

  testing::TemporaryDirectory directory_;
  std::string fifo_ = directory_.file("fifo");
  UniqueFd told_;
  SystemClock clock_;
  NobodysClock nobodys_clock_;
};

// The tool's end of the socket: the one socket up there.
int descriptor_of_sender() {
  for (int fd = 64; fd < 1024; ++fd) {
    struct stat status{};
    if (::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode)) return fd;
  }
  ADD_FAILURE() << "no socket";
  return -1;
}

// Until the process that started the program has left as well.
void wait_until_gone() {
  constexpr int kDeadlineMs = 60'000;
  pollfd gone{.fd = descriptor_of_sender(), .events = POLLRDHUP, .revents = 0};
  EXPECT_EQ(::poll(&gone, 1, kDeadlineMs), 1);
}

TEST_F(Attached, a_live_sender_is_waited_for_until_it_is_done) {
  const auto sender =
      start("printf L; tell live; word=$(head -c 1); tell \"heard $word\"; printf D");
  EXPECT_EQ(told(), "live");
  EXPECT_TRUE(sender->finish(kLongMs, clock_));
  pollfd told_something{.fd = told_.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&told_something, 1, 0), 1) << "it is there without a wait";
  EXPECT_EQ(told(), "heard F");
}

TEST_F(Attached, a_sender_that_is_not_live_is_not_waited_for_and_meets_the_end) {
  const auto sender = start("tell up; word=$(head -c 1); tell \"heard $word\"");
  EXPECT_EQ(told(), "up");
  EXPECT_TRUE(sender->finish(kLongMs, nobodys_clock_));
  EXPECT_EQ(told(), "heard ");
}

TEST_F(Attached, a_sender_that_never_was_a_program_is_not_waited_for) {
  const auto sender = AttachedSender::start({.executable = "/nonexistent", .argv = {"x"}});
  ASSERT_NE(sender, nullptr);
  sender->finish(kLongMs, nobodys_clock_);
}

TEST_F(Attached, a_live_sender_that_is_never_done_holds_the_tool_no_longer_than_the_budget) {
  const auto sender = start("printf L; tell live; cat >/dev/null; tell end");
  EXPECT_EQ(told(), "live");
  EXPECT_TRUE(sender->finish(1, clock_)) << "it is still at it";
  EXPECT_EQ(told(), "end");
}

TEST_F(Attached, a_sender_that_is_gone_leaves_the_rest_to_another) {
  const auto sender = start("exec <&- >&-; tell gone");
  EXPECT_EQ(told(), "gone");
  wait_until_gone();
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
}

TEST_F(Attached, a_sender_that_is_gone_after_it_was_live_raises_no_signal) {
  const auto sender = start("printf L; exec <&- >&-; tell gone");
  EXPECT_EQ(told(), "gone");
  wait_until_gone();
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
}

TEST_F(Attached, a_sender_that_ends_while_it_is_waited_for_leaves_the_rest_to_another) {
  const auto sender = start("printf L; tell live; head -c 1 >/dev/null");
  EXPECT_EQ(told(), "live");
  EXPECT_FALSE(sender->finish(kLongMs, clock_));
}

TEST_F(Attached, whoever_says_something_else_is_no_sender) {
  const auto sender = start("printf usage; tell said");
  EXPECT_EQ(told(), "said");
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
}

TEST_F(Attached, letting_go_without_an_end_is_the_end_for_the_sender) {
  start("head -c 1 >/dev/null; tell end").reset();
  EXPECT_EQ(told(), "end");
}

TEST_F(Attached, its_descriptor_is_out_of_the_way_and_not_inherited) {
  const auto sender = start("head -c 1 >/dev/null");
  EXPECT_EQ(::fcntl(descriptor_of_sender(), F_GETFD), FD_CLOEXEC);
}

TEST_F(Attached, a_tool_that_closes_all_its_descriptors_ends_it) {
  const auto sender = start("head -c 1 >/dev/null; tell end");
  ::close_range(64, ~0U, 0);
  EXPECT_EQ(told(), "end");
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
}

TEST_F(Attached, a_file_that_has_its_number_now_is_not_touched) {
  const std::string path = directory_.file("users");
  ASSERT_TRUE(write_file_atomically(path, "the user's"));
  auto sender = start("printf L; tell live; head -c 1 >/dev/null; tell end");
  EXPECT_EQ(told(), "live");
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  const UniqueFd reused(::dup2(file.get(), descriptor_of_sender()));
  EXPECT_EQ(told(), "end");
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
  sender.reset();
  EXPECT_EQ(*read_file(path, 100), "the user's");
  EXPECT_EQ(::lseek(reused.get(), 0, SEEK_CUR), 0) << "open, and nothing was read";
}

TEST_F(Attached, a_socket_of_the_tools_own_that_has_its_number_now_is_not_touched) {
  auto sender = start("printf L; tell live; head -c 1 >/dev/null; tell end");
  EXPECT_EQ(told(), "live");
  int ends[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd near(ends[0]);
  const UniqueFd far(ends[1]);
  ASSERT_EQ(::write(far.get(), "L", 1), 1);
  const UniqueFd reused(::dup2(near.get(), descriptor_of_sender()));
  EXPECT_EQ(told(), "end");
  EXPECT_FALSE(sender->finish(kLongMs, nobodys_clock_));
  sender.reset();
  char word = 0;
  EXPECT_EQ(::recv(reused.get(), &word, 1, MSG_DONTWAIT), 1) << "nobody has read it";
  EXPECT_EQ(::recv(far.get(), &word, 1, MSG_DONTWAIT), -1) << "nobody has written to it";
}

TEST_F(Attached, the_end_is_met_although_a_process_that_the_tool_forked_holds_the_socket) {
  const auto sender = start("tell up; head -c 1 >/dev/null; tell end");
  EXPECT_EQ(told(), "up");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  EXPECT_TRUE(sender->finish(kLongMs, nobodys_clock_));
  EXPECT_EQ(told(), "end");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

class StartAttached : public Attached {
 protected:
  StartAttached() {
    const std::string script = "#!/bin/sh\necho \"$@\" >" + fifo_ + "\n";
    EXPECT_TRUE(make_directories(state_.path));
    EXPECT_TRUE(write_file_atomically(program_, script));
    EXPECT_EQ(::chmod(program_.c_str(), 0700), 0);
  }

  std::unique_ptr<AttachedSender> start_with(const Contract& contract) const {
    return start_attached_sender(contract, state_, program_, Environment(), kNowMs);
  }

  static constexpr std::int64_t kNowMs = 1'700'000'000'000;
  const Contract contract_{
      .app = "tool", .env_prefix = "TOOL", .endpoint = "http://127.0.0.1:9/v1/traces"};
  StateDirectory state_{directory_.file("state")};
  std::string program_ = directory_.file("overt");
};

TEST_F(StartAttached, it_is_told_that_it_is_attached) {
  const auto sender = start_with(contract_);
  ASSERT_NE(sender, nullptr);
  EXPECT_EQ(told(), "send --app tool --attached");
}

TEST_F(StartAttached, a_budget_of_0_starts_none) {
  Contract contract = contract_;
  contract.ci_wait_ms = 0;
  EXPECT_EQ(start_with(contract), nullptr);
}

TEST_F(StartAttached, nowhere_to_send_to_starts_none) {
  Contract contract = contract_;
  contract.endpoint = "";
  EXPECT_EQ(start_with(contract), nullptr);
}

TEST_F(StartAttached, a_server_that_asked_for_a_wait_is_not_asked) {
  ASSERT_TRUE(write_file_atomically(state_.cursor(),
                                    R"({"segment":1,"offset":0,"attempts":1,"notBeforeMs":)" +
                                        std::to_string(kNowMs + 1) +
                                        R"(,"why":"x","endpoint":"http://127.0.0.1:9/v1/traces"})"
                                        "\n"));
  EXPECT_EQ(start_with(contract_), nullptr);
}

TEST_F(StartAttached, there_is_one_for_a_user_and_a_tool) {
  const UniqueFd held(::open(state_.attached_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(held.get(), LOCK_EX), 0);
  EXPECT_EQ(start_with(contract_), nullptr);
  ASSERT_EQ(::flock(held.get(), LOCK_UN), 0);
  EXPECT_NE(start_with(contract_), nullptr);
}

Environment with_variable(std::string name, std::string value) {
  return Environment({std::pair(std::move(name), std::move(value))});
}

TEST(StartAttachedSender, in_ci_and_in_containers_the_machine_may_end) {
  EXPECT_TRUE(machine_may_end(with_variable("CI", "true")));
  EXPECT_TRUE(machine_may_end(with_variable("container", "oci")));
}

TEST(StartAttachedSender, a_subreaper_adopts_processes) {
  EXPECT_FALSE(adopts_processes());
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  EXPECT_TRUE(adopts_processes());
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

}  // namespace
}  // namespace overt

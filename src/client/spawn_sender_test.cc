#include "client/spawn_sender.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Runs a shell script as a sender and returns what it writes to its stdout.
std::string output_of_sender(const std::string& script) {
  const testing::TemporaryDirectory directory;
  const std::string fifo = directory.file("fifo");
  EXPECT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const SenderProgram program{.executable = "/bin/sh",
                              .argv = {"sh", "-c", "exec >" + fifo + "; " + script},
                              .environment = {"ONLY=this"}};
  EXPECT_TRUE(spawn_sender(program));
  const UniqueFd reader(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = ::read(reader.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

TEST(SpawnSender, the_user_may_name_an_endpoint_whose_query_is_dropped) {
  const Contract contract{.env_prefix = "WERF", .endpoint = "https://telemetry.werf.io/v1/traces"};
  EXPECT_EQ(user_endpoint(contract, Environment()), "");
  const Environment environment(
      {{"WERF_TELEMETRY_TRACE_URL", "http://127.0.0.1:4318/v1/traces?a=b#c"}, {"HOME", "/"}});
  EXPECT_EQ(user_endpoint(contract, environment), "http://127.0.0.1:4318/v1/traces");
}

TEST(SpawnSender, only_an_endpoint_that_the_user_named_is_passed_on) {
  EXPECT_THAT(
      sender_program({}, "/c.toml", "http://127.0.0.1/", Environment()).argv,
      ElementsAre("overt", "send", "--contract", "/c.toml", "--endpoint", "http://127.0.0.1/"));
  EXPECT_THAT(sender_program({}, "/c.toml", "", Environment()).argv,
              ElementsAre("overt", "send", "--contract", "/c.toml"));
}

TEST(SpawnSender, of_the_environment_it_gets_what_it_needs_and_nothing_else) {
  const Environment environment({{"HOME", "/home/a"},
                                 {"PATH", "/bin"},
                                 {"OTEL_EXPORTER_OTLP_HEADERS", "token=secret"},
                                 {"SSL_CERT_FILE", "/cert"},
                                 {"WERF_TELEMETRY", "1"},
                                 {"WERF_TOKEN", "secret"}});
  EXPECT_THAT(sender_program({.env_prefix = "WERF"}, "/c.toml", "", environment).environment,
              ElementsAre("HOME=/home/a", "SSL_CERT_FILE=/cert", "WERF_TELEMETRY=1"));
}

TEST(SpawnSender, it_runs_in_a_session_of_its_own_in_the_root_directory) {
  const std::string session_of_test = std::to_string(::getsid(0));
  const std::string text = output_of_sender("pwd; cut -d' ' -f6 /proc/$$/stat; env");
  EXPECT_THAT(text, ::testing::StartsWith("/\n"));
  EXPECT_THAT(text, HasSubstr("ONLY=this\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("HOME=")));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("\n" + session_of_test + "\n")));
}

TEST(SpawnSender, it_has_no_descriptor_of_the_tool) {
  const int inherited = ::dup(0);
  const std::string text = output_of_sender("readlink /proc/$$/fd/0 /proc/$$/fd/2; ls /proc/$$/fd");
  ::close(inherited);
  EXPECT_EQ(text, "/dev/null\n/dev/null\n0\n1\n2\n");
}

TEST(SpawnSender, it_starts_with_default_signals_whatever_the_tool_has_done_to_them) {
  sigset_t hup;
  sigset_t before;
  sigemptyset(&hup);
  sigaddset(&hup, SIGHUP);
  ::sigprocmask(SIG_BLOCK, &hup, &before);
  const auto previous = std::signal(SIGINT, SIG_IGN);
  const std::string text = output_of_sender("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  std::signal(SIGINT, previous);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(text, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(SpawnSender, it_is_no_child_of_the_tool) {
  output_of_sender("true");
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(SpawnSender, a_sender_that_cannot_be_run_is_an_error_and_leaves_no_process) {
  const Status status = spawn_sender({.executable = "/nonexistent", .argv = {"x"}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "cannot start /nonexistent: No such file or directory");
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace overt

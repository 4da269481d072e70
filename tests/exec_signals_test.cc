// `overt exec` and signals: at the keyboard, from other processes, and in a shell's job control.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "support/probe.h"
#include "support/process.h"
#include "support/terminal.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

class ExecSignals : public ::testing::Test {
 protected:
  Probe probe_;
};

// Perl by itself keeps a signal that comes just before a read() until the read ends.
constexpr const char* kAtOnce = "PERL_SIGNALS=unsafe";

// Says each signal that it gets; ends at the end of its input with the count of its INTs.
std::vector<std::string> counting_signals() {
  return {
      "env", kAtOnce, "perl", "-e",
      "$| = 1; $SIG{$_} = sub { $n{$_[0]}++; syswrite STDOUT, qq(<$_[0]>) } for qw(INT TERM USR1 "
      "CONT);"
      "syswrite STDOUT, qq(ready\\n); 1 while <STDIN>; print qq(INT=$n{INT} TERM=$n{TERM}\\n);"};
}

TEST_F(ExecSignals, a_signal_sent_to_overt_alone_reaches_the_command_once) {
  Process process(probe_.exec(counting_signals()));
  ASSERT_TRUE(process.wait_for_output("ready\n"));
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
    process.send_signal(signal);
    ASSERT_TRUE(process.wait_for_output(">"));
  }
  EXPECT_EQ(process.wait().out, "INT=1 TERM=1\n");
}

TEST_F(ExecSignals, a_signal_that_ends_the_command_ends_overt) {
  Process process(probe_.exec({"sh", "-c", "echo ready; exec cat"}));
  ASSERT_TRUE(process.wait_for_output("ready\n"));
  process.send_signal(SIGTERM);
  EXPECT_FALSE(process.wait_for_output("anything"));
  EXPECT_EQ(process.wait().signal, SIGTERM);
  EXPECT_THAT(probe_.log(), HasSubstr("\"exitCode\":143,"));
}

TEST_F(ExecSignals, what_the_command_sends_to_its_group_does_not_come_back_to_it) {
  Process process(probe_.exec({"env", kAtOnce, "perl", "-e",
                               "$| = 1; $SIG{TERM} = sub { $n++ };"
                               "$SIG{URG} = sub { syswrite STDOUT, qq(TERM=$n.); };"
                               "kill TERM => 0; print qq(ready\n); 1 while <STDIN>;"}));
  ASSERT_TRUE(process.wait_for_output("ready\n"));
  // overt takes signals in the order of their numbers: had it passed on the TERM, it had done so
  // before the URG.
  process.send_signal(SIGURG);
  EXPECT_TRUE(process.wait_for_output("TERM=1."));
}

TEST_F(ExecSignals, an_alarm_set_before_overt_ends_the_command) {
  Program program = probe_.exec({"sh", "-c", "exec cat"});
  program.argv.insert(program.argv.begin(),
                      {"perl", "-MTime::HiRes=ualarm", "-e", "ualarm 200_000; exec @ARGV"});
  Process process(program);
  EXPECT_FALSE(process.wait_for_output("anything"));
  EXPECT_EQ(process.wait().signal, SIGALRM);
}

TEST_F(ExecSignals, a_killed_overt_takes_the_command_along) {
  Process process(probe_.exec({"sh", "-c", "echo ready; exec cat"}));
  ASSERT_TRUE(process.wait_for_output("ready\n"));
  process.send_signal(SIGKILL);
  // The command holds stdout open as long as it lives, and its input stays open.
  EXPECT_FALSE(process.wait_for_output("anything"));
  EXPECT_EQ(process.wait().signal, SIGKILL);
}

TEST_F(ExecSignals, a_command_whose_parent_ignored_sigchld_still_has_its_exit_code) {
  Program program = probe_.exec({"sh", "-c", "exit 9"});
  program.argv.insert(program.argv.begin(), {"perl", "-e", "$SIG{CHLD} = 'IGNORE'; exec @ARGV"});
  EXPECT_EQ(run_program(program).exit_code, 9);
}

TEST_F(ExecSignals, ctrl_c_reaches_the_command_once) {
  Terminal terminal(probe_.exec(counting_signals()));
  ASSERT_TRUE(terminal.wait_for("ready")) << terminal.screen();
  terminal.type(kCtrlC);
  ASSERT_TRUE(terminal.wait_for("<INT>")) << terminal.screen();
  // overt takes signals in the order of their numbers: had it passed on the INT, it had done so by
  // the time that the USR1 arrives.
  ::kill(terminal.pid(), SIGUSR1);
  ASSERT_TRUE(terminal.wait_for("<USR1>")) << terminal.screen();
  terminal.type(kCtrlD);
  EXPECT_TRUE(terminal.wait_for("INT=1 ")) << terminal.screen();
}

// A shell throws away what is typed before it asks for more.
constexpr std::string_view kPrompt = "prompt> ";

// What a person does in an interactive shell.
class ExecInShell : public ExecSignals, public ::testing::WithParamInterface<const char*> {
 protected:
  ExecInShell() {
    environment_.push_back("PS1=" + std::string(kPrompt));
    environment_.push_back("OVERT=" OVERT_PROGRAM " exec --contract " + probe_.contract + " --");
    environment_.push_back("HISTFILE=");
    environment_.push_back("ENV=");
  }

  Program shell() const {
    std::vector<std::string> argv = {GetParam(), "-i"};
    if (argv[0] == "bash") argv = {"bash", "--norc", "--noprofile", "--noediting", "-i"};
    return {.argv = argv, .environment = environment_, .directory = probe_.directory.path()};
  }

  std::vector<std::string> environment_ = probe_.environment;
};

// proc(5): the one child of a process, and the letter of a process's state.
std::string only_child(const std::string& pid) {
  std::string child;
  std::ifstream("/proc/" + pid + "/task/" + pid + "/children") >> child;
  return child;
}

std::string state_of(const std::string& pid) {
  std::string word;
  std::ifstream stat("/proc/" + pid + "/stat");
  stat >> word >> word >> word;
  return word;
}

INSTANTIATE_TEST_SUITE_P(Shells, ExecInShell, ::testing::Values("bash", "dash"));

TEST_P(ExecInShell, ctrl_c_ends_the_command_and_the_shell_sees_it) {
  Terminal terminal(shell());
  terminal.type("$OVERT sh -c 'echo rea\"\"dy; exec cat'\n");
  ASSERT_TRUE(terminal.wait_for("ready")) << terminal.screen();
  terminal.type(kCtrlC);
  ASSERT_TRUE(terminal.wait_for(kPrompt)) << terminal.screen();
  terminal.type("echo the code was $?\n");
  EXPECT_TRUE(terminal.wait_for("the code was 130")) << terminal.screen();
}

TEST_P(ExecInShell, ctrl_z_stops_both_and_fg_continues_both) {
  Terminal terminal(shell());
  terminal.type("$OVERT sed -u s/^/got:/\n");
  terminal.type("one\n");
  ASSERT_TRUE(terminal.wait_for("got:one")) << terminal.screen();
  for (const std::string& word : {std::string("two"), std::string("three")}) {
    terminal.type(kCtrlZ);
    ASSERT_TRUE(terminal.wait_for("Stopped")) << terminal.screen();
    ASSERT_TRUE(terminal.wait_for(kPrompt)) << terminal.screen();
    const std::string overt = only_child(std::to_string(terminal.pid()));
    EXPECT_EQ(state_of(overt), "T");
    EXPECT_EQ(state_of(only_child(overt)), "T");
    terminal.type("fg\n");
    terminal.type(word + "\n");
    ASSERT_TRUE(terminal.wait_for("got:" + word)) << terminal.screen();
  }
  terminal.type(kCtrlD);
  ASSERT_TRUE(terminal.wait_for(kPrompt)) << terminal.screen();
  terminal.type("echo code=$?.\n");
  EXPECT_TRUE(terminal.wait_for("code=0.")) << terminal.screen();
}

TEST_P(ExecInShell, a_stopped_command_goes_on_in_the_background) {
  Terminal terminal(shell());
  terminal.type("$OVERT sh -c 'echo rea\"\"dy; kill -STOP $$; echo go\"\"ne on'\n");
  ASSERT_TRUE(terminal.wait_for("Stopped")) << terminal.screen();
  terminal.type("bg\n");
  ASSERT_TRUE(terminal.wait_for("gone on")) << terminal.screen();
}

TEST_P(ExecInShell, a_background_command_that_reads_the_terminal_is_stopped_until_fg) {
  Terminal terminal(shell());
  terminal.type("$OVERT sed -u s/^/got:/ &\n");
  terminal.type("wait\n");
  ASSERT_TRUE(terminal.wait_for("Stopped")) << terminal.screen();
  terminal.type("fg\n");
  terminal.type("one\n");
  ASSERT_TRUE(terminal.wait_for("got:one")) << terminal.screen();
}

}  // namespace
}  // namespace overt::testing

// `overt exec` passes everything through: bytes, words, codes, descriptors, signals' dispositions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/probe.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Exec : public ::testing::Test {
 protected:
  bool anything_was_recorded() const { return std::filesystem::exists(probe_.home); }

  Probe probe_;
};

TEST_F(Exec, the_exit_code_is_the_commands_and_is_recorded) {
  for (const int code : {0, 1, 77, 255}) {
    EXPECT_EQ(run_program(probe_.exec({"sh", "-c", "exit " + std::to_string(code)})).exit_code,
              code);
    EXPECT_THAT(probe_.log(), HasSubstr("\"exitCode\":" + std::to_string(code) + ","));
  }
}

TEST_F(Exec, a_run_that_a_signal_ends_ends_by_it_and_is_recorded_as_128_and_its_number) {
  for (const int signal : {SIGTERM, SIGKILL, SIGSEGV, SIGINT, SIGUSR1}) {
    const Outcome outcome =
        run_program(probe_.exec({"sh", "-c", "kill -" + std::to_string(signal) + " $$"}));
    EXPECT_EQ(outcome.signal, signal);
    EXPECT_THAT(probe_.log(), HasSubstr("\"exitCode\":" + std::to_string(128 + signal) + ","));
  }
}

TEST_F(Exec, a_run_that_dumps_core_leaves_one_core_and_not_two) {
  const Program program = probe_.exec({"sh", "-c", "ulimit -c unlimited; kill -ABRT $$"});
  EXPECT_EQ(run_program(program).signal, SIGABRT);
  int cores = 0;
  for (const auto& entry : std::filesystem::directory_iterator(probe_.directory.path())) {
    cores += entry.path().filename().native().starts_with("core") ? 1 : 0;
  }
  EXPECT_LE(cores, 1);
}

TEST_F(Exec, input_output_and_errors_pass_through_byte_for_byte) {
  std::string bytes;
  for (int i = 0; i < 1 << 20; ++i) bytes += static_cast<char>(i * 7 % 256);
  Program program = probe_.exec({"sh", "-c", "cat; echo error >&2"});
  program.input = bytes;
  const Outcome outcome = run_program(program);
  EXPECT_TRUE(outcome.out == bytes);
  EXPECT_EQ(outcome.err, "error\n");
}

TEST_F(Exec, words_behind_the_hyphens_are_the_commands_whatever_they_are) {
  const Outcome outcome = run_program(probe_.exec(
      {"printf", "%s\\n", "--", "--contract", "", "[a,b]", "-h", "--version", "exec", "a b"}));
  EXPECT_EQ(outcome.out, "--\n--contract\n\n[a,b]\n-h\n--version\nexec\na b\n");
}

TEST_F(Exec, directory_environment_and_process_group_are_the_same) {
  Program program = probe_.exec({"sh", "-c", "pwd -P; env | sort; cut -d' ' -f5 /proc/$$/stat"});
  program.environment->push_back("EMPTY=");
  program.environment->push_back("PWD=" + probe_.directory.path());
  Process process(program);
  const pid_t group = process.pid();
  const std::string under_overt = process.wait().out;
  EXPECT_THAT(under_overt, ::testing::StartsWith(probe_.directory.path() + "\nEMPTY=\nHOME="));
  EXPECT_THAT(under_overt, ::testing::EndsWith("\n" + std::to_string(group) + "\n"));
}

TEST_F(Exec, other_descriptors_are_inherited_and_none_is_added) {
  std::ofstream(probe_.directory.file("seven")) << "content of 7\n";
  const std::vector<std::string> open_seven = {"bash", "-c", "exec 7<seven; exec \"$@\"", "bash"};
  const std::vector<std::string> show = {"bash", "-c", "cat <&7; echo /proc/$$/fd/*"};
  Program direct{.argv = open_seven, .directory = probe_.directory.path()};
  direct.argv.insert(direct.argv.end(), show.begin(), show.end());
  Program under_overt = probe_.exec(show);
  under_overt.argv.insert(under_overt.argv.begin(), open_seven.begin(), open_seven.end());
  const auto without_pid = [](std::string text) {
    std::string result;
    std::istringstream words(text);
    for (std::string word; words >> word;) result += word.substr(word.rfind("/fd/") + 1) + " ";
    return result;
  };
  const std::string expected = without_pid(run_program(direct).out);
  EXPECT_THAT(expected, HasSubstr("content of 7 fd/0 fd/1 "));
  EXPECT_EQ(without_pid(run_program(under_overt).out), expected);
}

TEST_F(Exec, mask_and_dispositions_of_signals_are_inherited) {
  const std::vector<std::string> show = {"grep", "-E", "Sig(Blk|Ign|Pnd)", "/proc/self/status"};
  const std::vector<std::string> prepare = {
      "perl", "-MPOSIX=:signal_h", "-e",
      "$SIG{CHLD} = $SIG{HUP} = 'IGNORE';"
      "sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGUSR2)); exec @ARGV"};
  Program direct{.argv = prepare, .environment = probe_.environment};
  direct.argv.insert(direct.argv.end(), show.begin(), show.end());
  Program under_overt = probe_.exec(show);
  under_overt.argv.insert(under_overt.argv.begin(), prepare.begin(), prepare.end());
  const Outcome expected = run_program(direct);
  EXPECT_THAT(expected.out, HasSubstr("SigBlk:\t0000000000000800"));
  EXPECT_EQ(run_program(under_overt).out, expected.out);
  EXPECT_THAT(probe_.log(), HasSubstr("\"exitCode\":0,"));
}

TEST_F(Exec, a_reader_sees_the_end_when_the_command_closes_its_output) {
  Process process(probe_.exec({"sh", "-c", "echo last; exec >&- 2>&-; read line; exit 0"}));
  ASSERT_TRUE(process.wait_for_output("last\n"));
  EXPECT_FALSE(process.wait_for_output("anything more"));
  EXPECT_EQ(::kill(process.pid(), 0), 0) << "the command must still run";
  EXPECT_EQ(process.wait().exit_code, 0);
}

TEST_F(Exec, a_command_that_is_not_found_is_127_and_not_recorded) {
  const Outcome outcome = run_program(probe_.exec({"no-such-command"}));
  EXPECT_EQ(outcome.exit_code, 127);
  EXPECT_EQ(outcome.err, "overt: cannot run no-such-command: No such file or directory\n");
  EXPECT_FALSE(anything_was_recorded());
}

TEST_F(Exec, a_command_that_cannot_be_executed_is_126_and_not_recorded) {
  std::ofstream(probe_.directory.file("data")) << "data";
  const Outcome outcome = run_program(probe_.exec({"./data"}));
  EXPECT_EQ(outcome.exit_code, 126);
  EXPECT_EQ(outcome.err, "overt: cannot run ./data: Permission denied\n");
  EXPECT_FALSE(anything_was_recorded());
}

TEST_F(Exec, a_command_that_cannot_be_run_is_the_same_when_telemetry_is_off) {
  probe_.environment.push_back("PROBE_TELEMETRY=0");
  EXPECT_EQ(run_program(probe_.exec({"no-such-command"})).exit_code, 127);
}

TEST_F(Exec, what_the_user_can_mend_is_one_line_and_2_before_anything_runs) {
  const std::vector<std::string> command = {"--", "touch", "ran"};
  for (std::vector<std::string> arguments :
       {std::vector<std::string>{"exec"},
        {"no-such-subcommand"},
        {"exec", "--contract", OVERT_CONTRACTS "/git.toml", "--tool-version", "git version 2"},
        {"exec", "--contract", "missing.toml"},
        {"exec", "--contract", probe_.contract, "--schema", "3"},
        {"exec", "--contract", probe_.contract, "--schema", "x"},
        {"exec", "--contract", probe_.contract, "--no-such-option"},
        {"exec", "--contract", probe_.contract, "touch", "ran"}}) {
    arguments.insert(arguments.end(), command.begin(), command.end());
    const Outcome outcome = run_program(probe_.overt(arguments));
    EXPECT_EQ(outcome.exit_code, 2) << arguments.back();
    EXPECT_THAT(outcome.err, ::testing::MatchesRegex("overt: [^\n]+\n"));
  }
  const Outcome nothing = run_program(probe_.overt({"exec", "--contract", probe_.contract}));
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(probe_.directory.file("ran")));
  EXPECT_FALSE(anything_was_recorded());
}

TEST_F(Exec, the_start_is_recorded_while_the_command_runs) {
  Process process(probe_.exec({"cat"}));
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  while (probe_.log().find("CommandStarted") == std::string::npos) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
  EXPECT_THAT(probe_.log(), Not(HasSubstr("CommandExited")));
  EXPECT_EQ(process.wait().exit_code, 0);
  EXPECT_THAT(probe_.log(), HasSubstr("CommandExited"));
}

TEST_F(Exec, the_users_own_file_gets_the_same_lines) {
  probe_.environment.push_back("PROBE_TELEMETRY_LOG_FILE=own.ndjson");
  EXPECT_EQ(run_program(probe_.exec({"true"})).exit_code, 0);
  std::ostringstream own;
  own << std::ifstream(probe_.directory.file("own.ndjson")).rdbuf();
  EXPECT_EQ(own.str(), probe_.log());
}

TEST_F(Exec, nothing_is_recorded_if_the_users_own_file_cannot_be_opened) {
  probe_.environment.push_back("PROBE_TELEMETRY_LOG_FILE=none/own.ndjson");
  const Outcome outcome = run_program(probe_.exec({"sh", "-c", "exit 4"}));
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_EQ(outcome.err, "");
  EXPECT_FALSE(anything_was_recorded());
}

TEST_F(Exec, a_home_that_cannot_be_written_is_no_matter_to_the_command) {
  std::ofstream(probe_.home) << "a file where the home should be";
  const Outcome outcome = run_program(probe_.exec({"sh", "-c", "echo fine; exit 3"}));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.out, "fine\n");
  EXPECT_EQ(outcome.err, "");
}

// Off is no file, no socket, no process: seen from the outside, by the system calls that make them.
class ExecOff : public Exec {
 protected:
  std::string traced(const std::vector<std::string>& command) {
    Program program = probe_.exec(command);
    const std::string trace = probe_.directory.file("trace");
    program.argv.insert(program.argv.begin(), {"strace", "-f", "-o", trace});
    const Outcome outcome = run_program(program);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::ostringstream text;
    text << std::ifstream(trace).rdbuf();
    return std::move(text).str();
  }

  void expect_nothing_but_the_command(const std::string& trace) {
    ASSERT_THAT(trace, HasSubstr("execve(\"/usr/bin/true\""));
    for (const char* call : {"O_CREAT", "mkdir", "rename", "unlink(", "socket(", "connect(",
                             "clone(", "clone3(", "fork("}) {
      EXPECT_THAT(trace, Not(HasSubstr(call)));
    }
    EXPECT_FALSE(anything_was_recorded());
  }
};

TEST_F(ExecOff, the_tools_variable_leaves_no_file_no_socket_no_process) {
  probe_.environment.push_back("PROBE_TELEMETRY=0");
  expect_nothing_but_the_command(traced({"/usr/bin/true"}));
}

TEST_F(ExecOff, do_not_track_leaves_no_file_no_socket_no_process) {
  probe_.environment.push_back("DO_NOT_TRACK=1");
  expect_nothing_but_the_command(traced({"/usr/bin/true"}));
}

TEST_F(ExecOff, an_ignored_command_leaves_no_file_no_socket_no_process) {
  expect_nothing_but_the_command(traced({"/usr/bin/true", "ignored"}));
}

TEST_F(ExecOff, the_same_look_finds_what_is_there_when_telemetry_is_on) {
  const std::string trace = traced({"/usr/bin/true"});
  EXPECT_THAT(trace, HasSubstr("O_CREAT"));
  EXPECT_THAT(trace, HasSubstr("fork("));
}

TEST_F(Exec, a_clone_of_the_pages_project_logs_the_pages_project_id_and_keys) {
  std::ofstream(probe_.directory.file("converge")) << "exit 0\n";
  const std::string config = probe_.directory.file(".git/config");
  ASSERT_EQ(run_program({.argv = {"git", "init", "-q", probe_.directory.path()}}).exit_code, 0);
  std::ofstream(config, std::ios::app)
      << "[remote \"origin\"]\nurl = git@github.com:werf/quickstart-application.git\n";
  probe_.environment.push_back("WERF_TELEMETRY_TRACE_URL=http://127.0.0.1:9/");
  const Outcome outcome =
      run_program(probe_.overt({"exec", "--contract", OVERT_CONTRACTS "/werf.toml", "--schema", "1",
                                "--tool-version", "1.2.3", "--", "sh", "converge"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::ostringstream log;
  log << std::ifstream(probe_.home + "/.local/state/overt/werf/events.ndjson").rdbuf();
  EXPECT_THAT(
      log.str(),
      ::testing::ContainsRegex(
          "^.\"ts\":[0-9]+,\"executionID\":\"[0-9a-f-]{36}\",\"projectID\":"
          "\"b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1\","
          "\"command\":\"werf converge\",\"attributes\":.\"arch\":\"[a-z0-9]+\",\"os\":\"linux\","
          "\"version\":\"1.2.3\".,\"eventType\":\"CommandStarted\",\"eventData\":..,"
          "\"schemaVersion\":1.\n"));
}

}  // namespace
}  // namespace overt::testing

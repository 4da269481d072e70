// The notice of the first run, as a person at a terminal meets it.
#include "client/notice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "contract/load.h"
#include "sender/test_server.h"
#include "support/probe.h"
#include "support/process.h"
#include "support/terminal.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kPrompt = "prompt> ";

class FirstRun : public ::testing::Test {
 protected:
  // Whatever a run leaves behind becomes this process's child, so that a test sees all of it.
  FirstRun() {
    EXPECT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    contract_has("default = \"on\"\npurpose = { en = \"A test.\", ru = \"Проверка.\" }\n");
    probe_.environment.push_back("PROBE_TELEMETRY_TRACE_URL=" + server_.endpoint());
  }
  void TearDown() override {
    senders();
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  }

  // In the place of the probe's own default.
  void contract_has(std::string_view consent) const {
    std::string text = kProbeContract;
    constexpr std::string_view kDefault = "default = \"local\"\n";
    text.replace(text.find(kDefault), kDefault.size(), consent);
    std::ofstream(probe_.contract) << text;
  }

  std::string notice(bool russian = false) const {
    return notice_text(**load_contract(probe_.contract), russian);
  }

  // Waits for all senders that runs have left; how many there were.
  static int senders() {
    int count = 0;
    while (::waitpid(-1, nullptr, 0) > 0) ++count;
    return count;
  }

  // All that `terminal` shows until its program has ended.
  static std::string rest_of(Terminal& terminal) {
    EXPECT_FALSE(terminal.wait_for("\f")) << "nobody prints that";
    siginfo_t ended{};
    EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(terminal.pid()), &ended, WEXITED | WNOWAIT), 0);
    std::string text = terminal.screen();
    std::erase(text, '\r');
    return text;
  }

  // What a run of `command` at a terminal shows.
  std::string at_terminal(const std::vector<std::string>& command) const {
    Terminal terminal(probe_.exec(command));
    return rest_of(terminal);
  }

  bool is_marked() const {
    return std::filesystem::exists(probe_.home + "/.local/state/overt/probe/notice");
  }

  TestServer server_;
  Probe probe_;
};

TEST_F(FirstRun, tells_and_records_and_sends_nothing) {
  EXPECT_EQ(at_terminal({"echo", "output"}), notice() + "output\n");
  EXPECT_EQ(senders(), 0);
  EXPECT_THAT(probe_.log(), HasSubstr("CommandExited"));
  EXPECT_THAT(server_.requests(), IsEmpty());
}

TEST_F(FirstRun, is_told_once_and_sent_by_the_next_run) {
  at_terminal({"true"});
  EXPECT_EQ(at_terminal({"echo", "output"}), "output\n");
  EXPECT_GE(senders(), 1);
  ASSERT_THAT(server_.requests(), SizeIs(1));
  const std::string receipts = probe_.home + "/.local/state/overt/probe/receipts.ndjson";
  std::string receipt;
  std::getline(std::ifstream(receipts), receipt);
  EXPECT_THAT(receipt, HasSubstr("\"count\":4,")) << "both events of both runs";
}

TEST_F(FirstRun, can_be_turned_off_before_anything_leaves) {
  at_terminal({"true"});
  ASSERT_EQ(run_program(probe_.overt({"off", "--app", "probe"})).exit_code, 0);
  EXPECT_EQ(at_terminal({"true"}), "");
  EXPECT_EQ(senders(), 0);
  EXPECT_THAT(server_.requests(), IsEmpty());
}

TEST_F(FirstRun, speaks_russian_to_those_who_read_it) {
  probe_.environment.emplace_back("LANG=ru_RU.UTF-8");
  EXPECT_EQ(at_terminal({"true"}), notice(true));
}

TEST_F(FirstRun, keeps_the_exit_code) {
  Terminal terminal(probe_.exec({"sh", "-c", "exit 77"}));
  rest_of(terminal);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(terminal.pid()), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(ended.si_status, 77);
}

TEST_F(FirstRun, without_a_terminal_tells_nothing_and_is_sent) {
  const Outcome outcome = run_program(probe_.exec({"true"}));
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_GE(senders(), 1);
  EXPECT_THAT(server_.requests(), SizeIs(1));
  EXPECT_FALSE(is_marked());
  EXPECT_EQ(at_terminal({"true"}), notice()) << "whoever comes to a terminal later is told";
}

TEST_F(FirstRun, with_its_errors_led_elsewhere_tells_nothing) {
  Program program = probe_.exec({"echo", "output"});
  program.argv.insert(program.argv.begin(), {"sh", "-c", "\"$@\" 2>errors", "sh"});
  Terminal terminal(program);
  EXPECT_EQ(rest_of(terminal), "output\n");
  EXPECT_EQ(std::filesystem::file_size(probe_.directory.file("errors")), 0U);
  EXPECT_THAT(probe_.log(), HasSubstr("CommandExited"));
}

TEST_F(FirstRun, of_those_who_chose_tells_nothing_and_is_sent) {
  ASSERT_EQ(run_program(probe_.overt({"on", "--app", "probe"})).exit_code, 0);
  EXPECT_EQ(at_terminal({"true"}), "");
  EXPECT_GE(senders(), 1);
  EXPECT_FALSE(is_marked());
}

TEST_F(FirstRun, tells_nothing_where_nothing_is_sent) {
  for (const char* word : {"local", "off"}) {
    contract_has("default = \"" + std::string(word) + "\"\n");
    EXPECT_EQ(at_terminal({"true"}), "") << word;
    EXPECT_FALSE(is_marked());
  }
}

TEST_F(FirstRun, in_ci_follows_the_contracts_rule) {
  probe_.environment.emplace_back("GITLAB_CI=true");
  contract_has("default = \"on\"\ndefault_in_ci = \"off\"\n");
  EXPECT_EQ(at_terminal({"true"}), "");
  EXPECT_FALSE(std::filesystem::exists(probe_.home));
  EXPECT_THAT(run_program(probe_.overt({"status", "--contract", probe_.contract})).out,
              ::testing::ContainsRegex("=> the contract's rule for CI +is off\n"));
  contract_has("default = \"off\"\ndefault_in_ci = \"on\"\n");
  EXPECT_EQ(at_terminal({"true"}), notice());
  at_terminal({"true"});
  EXPECT_GE(senders(), 1);
  EXPECT_THAT(server_.requests(), SizeIs(1)) << "the sender knows that this is CI";
}

TEST_F(FirstRun, of_what_is_not_recorded_tells_nothing) {
  EXPECT_EQ(at_terminal({"echo", "ignored"}), "ignored\n");
  EXPECT_FALSE(is_marked());
}

TEST_F(FirstRun, with_a_home_that_cannot_be_written_is_silent_and_not_recorded) {
  probe_.environment.push_back("PROBE_TELEMETRY_LOG_FILE=" + probe_.directory.file("copy"));
  for (const std::string& home : {std::string("/proc"), probe_.contract}) {
    probe_.environment[1] = "HOME=" + home;
    EXPECT_EQ(at_terminal({"echo", "output"}), "output\n") << home;
    EXPECT_FALSE(std::filesystem::exists(probe_.directory.file("copy"))) << home;
    EXPECT_EQ(senders(), 0) << home;
  }
}

TEST_F(FirstRun, of_several_at_once_one_tells) {
  std::array<std::unique_ptr<Terminal>, 6> terminals;
  for (auto& terminal : terminals) terminal = std::make_unique<Terminal>(probe_.exec({"true"}));
  std::string all;
  for (const auto& terminal : terminals) all += rest_of(*terminal);
  EXPECT_EQ(all, notice());
}

class FirstRunInShell : public FirstRun {
 protected:
  FirstRunInShell() {
    probe_.environment.push_back("PS1=" + std::string(kPrompt));
    probe_.environment.push_back("OVERT=" OVERT_PROGRAM " exec --contract " + probe_.contract +
                                 " --");
    probe_.environment.emplace_back("HISTFILE=");
  }
  Program shell() const {
    return {.argv = {"bash", "--norc", "--noprofile", "--noediting", "-i"},
            .environment = probe_.environment,
            .directory = probe_.directory.path()};
  }
};

TEST_F(FirstRunInShell, is_stopped_and_continued_like_any_other) {
  Terminal terminal(shell());
  terminal.type("$OVERT sed -u s/^/got:/\n");
  ASSERT_TRUE(terminal.wait_for("PROBE_TELEMETRY=0")) << terminal.screen();
  terminal.type("one\n");
  ASSERT_TRUE(terminal.wait_for("got:one")) << terminal.screen();
  terminal.type(kCtrlZ);
  ASSERT_TRUE(terminal.wait_for("Stopped")) << terminal.screen();
  ASSERT_TRUE(terminal.wait_for(kPrompt)) << terminal.screen();
  terminal.type("fg\n");
  terminal.type("two\n");
  ASSERT_TRUE(terminal.wait_for("got:two")) << terminal.screen();
  terminal.type(kCtrlC);
  ASSERT_TRUE(terminal.wait_for(kPrompt)) << terminal.screen();
  terminal.type("echo code=$?.\n");
  EXPECT_TRUE(terminal.wait_for("code=130.")) << terminal.screen();
}

// There, whoever writes to the terminal in the background is stopped.
TEST_F(FirstRunInShell, in_the_background_is_not_stopped_for_the_notice) {
  Terminal terminal(shell());
  terminal.type("stty tostop; $OVERT true & wait $!; echo code=$?.\n");
  ASSERT_TRUE(terminal.wait_for("PROBE_TELEMETRY=0")) << terminal.screen();
  EXPECT_TRUE(terminal.wait_for("code=0.")) << terminal.screen();
}

}  // namespace
}  // namespace overt::testing

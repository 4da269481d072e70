// `overt contract init` as a person runs it: the real program, asking real tools.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "base/temporary_directory.h"
#include "contract/load.h"
#include "support/process.h"

namespace overt::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ContractInitTest : public ::testing::Test {
 protected:
  // A tool that writes down how it was run.
  std::string make_tool(const std::string& text) const {
    const std::string path = directory_.file("tool");
    std::ofstream(path) << "#!/bin/sh\necho \"$@\" >>'" << directory_.file("runs") << "'\n" << text;
    ::chmod(path.c_str(), 0755);
    return path;
  }

  std::string read(const std::string& name) const {
    std::ifstream file(directory_.file(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static testing::Outcome init(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {OVERT_PROGRAM, "contract", "init"});
    return testing::run_program({.argv = std::move(arguments)});
  }

  // The contract that comes of asking `program`, which the loader must take.
  static std::string contract_of(const std::string& app, const std::string& program) {
    auto outcome = init({"--app", app, "--from-help", program});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto contract = parse_contract(outcome.out, "stdout");
    EXPECT_TRUE(contract.ok()) << (contract.ok() ? "" : contract.error().message);
    return std::move(outcome.out);
  }

  testing::TemporaryDirectory directory_;
};

constexpr const char* kTool = R"(
case "$*" in
  --help) printf 'Commands:\n  add   x\n  list   x\n' ;;
  'add --help') printf 'Options:\n  -f, --force   x\n  --to FILE   x\n' >&2; exit 1 ;;
  'list -h') printf 'usage: tool list [--all]\n' ;;
esac
)";

TEST_F(ContractInitTest, runs_a_tool_for_its_help_and_for_nothing_else) {
  const std::string contract = contract_of("tool", make_tool(kTool));
  EXPECT_THAT(contract, HasSubstr("\"tool\", \"tool add\", \"tool list\","));
  EXPECT_THAT(contract, AllOf(HasSubstr("[\"-f\", \"--force\"] }"),
                              HasSubstr("[\"--to\"], value = true }"), HasSubstr("[\"--all\"] }")));
  EXPECT_EQ(read("runs"), "--help\nadd --help\nlist --help\nlist -h\n");
}

TEST_F(ContractInitTest, writes_a_new_file_and_never_over_another) {
  const std::string tool = make_tool(kTool);
  const std::string file = directory_.file("tool.toml");
  const auto first = init({"--app", "tool", "--from-help", tool, "-o", file});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, file + " is written. Read it before you use it.\n");
  const std::string written = read("tool.toml");
  EXPECT_TRUE(parse_contract(written, file).ok());

  const auto second = init({"--app", "other", "--from-help", tool, "-o", file});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_EQ(second.err,
            "overt: " + file + " is there already; name another file, or move it away\n");
  EXPECT_EQ(read("tool.toml"), written);
}

TEST_F(ContractInitTest, says_what_is_wrong_with_a_file_that_cannot_be_written) {
  const auto outcome = init(
      {"--app", "tool", "--from-help", make_tool(kTool), "-o", directory_.file("none/tool.toml")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, StartsWith("overt: cannot write " + directory_.file("none/tool.toml")));
}

TEST_F(ContractInitTest, says_so_if_there_is_no_such_tool) {
  const auto outcome = init({"--app", "tool", "--from-help", directory_.file("none")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "overt: cannot run " + directory_.file("none") +
                             ": No such file or directory (--from-help takes a program)\n");
  EXPECT_EQ(outcome.out, "");
}

TEST_F(ContractInitTest, says_so_if_the_tool_has_no_help) {
  const auto outcome = init({"--app", "tool", "--from-help", make_tool("echo hello\n")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("neither tool --help nor tool -h shows"));
}

TEST_F(ContractInitTest, gives_up_on_a_tool_that_prints_for_ever) {
  const auto outcome = init({"--app", "tool", "--from-help", make_tool("exec yes\n")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("tool --help did not end"));
}

TEST_F(ContractInitTest, takes_the_tool_with_it_when_it_is_interrupted) {
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const std::string tool = make_tool("echo $$ >'" + fifo + "'\nexec sleep 1000\n");
  testing::Process process(
      {.argv = {OVERT_PROGRAM, "contract", "init", "--app", "tool", "--from-help", tool}});
  pid_t pid = 0;
  std::ifstream(fifo) >> pid;
  ASSERT_GT(pid, 0);
  process.send_signal(SIGINT);
  EXPECT_EQ(process.wait().signal, SIGINT);
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(ContractInitTest, refuses_a_name_that_no_contract_may_have) {
  const auto outcome = init({"--app", "../tool", "--from-help", make_tool(kTool)});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--app takes a name"));
  EXPECT_EQ(read("runs"), "");
}

TEST_F(ContractInitTest, says_in_its_help_how_the_tool_is_run) {
  EXPECT_THAT(init({"--help"}).out, HasSubstr("It is never run with other arguments"));
}

TEST_F(ContractInitTest, reads_git) {
  const std::string contract = contract_of("git", "git");
  EXPECT_THAT(contract, AllOf(HasSubstr("\"git commit\""), HasSubstr("\"git rebase\"")));
  EXPECT_THAT(contract,
              HasSubstr("{ name = \"git-dir\", spellings = [\"--git-dir\"], value = true }"));
  EXPECT_THAT(contract, HasSubstr("{ name = \"amend\", spellings = [\"--amend\"] }"));
  EXPECT_THAT(contract, Not(HasSubstr("<")));
}

TEST_F(ContractInitTest, reads_ls_and_tar) {
  const std::string ls = contract_of("ls", "ls");
  EXPECT_THAT(ls, HasSubstr("commands = [\n  \"ls\",\n]"));
  EXPECT_THAT(ls, HasSubstr("{ name = \"all\", spellings = [\"-a\", \"--all\"] }"));
  EXPECT_THAT(ls,
              HasSubstr("{ name = \"block-size\", spellings = [\"--block-size\"], value = true }"));
  EXPECT_THAT(ls, HasSubstr("{ name = \"color\", spellings = [\"--color\"] }"));
  const std::string tar = contract_of("tar", "tar");
  EXPECT_THAT(tar, HasSubstr("commands = [\n  \"tar\",\n]"));
  EXPECT_THAT(tar,
              HasSubstr("{ name = \"extract\", spellings = [\"-x\", \"--extract\", \"--get\"] }"));
  EXPECT_THAT(tar,
              HasSubstr("{ name = \"file\", spellings = [\"-f\", \"--file\"], value = true }"));
}

TEST_F(ContractInitTest, reads_python) {
  const std::string python = contract_of("python", "python3");
  EXPECT_THAT(python, HasSubstr("commands = [\n  \"python\",\n]"));
  EXPECT_THAT(python, HasSubstr("{ name = \"m\", spellings = [\"-m\"], value = true }"));
}

TEST_F(ContractInitTest, reads_overt) {
  const std::string contract = contract_of("overt", OVERT_PROGRAM);
  EXPECT_THAT(contract, HasSubstr("  \"overt\", \"overt contract\", "));
  EXPECT_THAT(contract, AllOf(HasSubstr("\"overt contract init\""), HasSubstr("\"overt serve\"")));
  EXPECT_THAT(contract,
              HasSubstr("{ name = \"from-help\", spellings = [\"--from-help\"], value = true }"));
  EXPECT_THAT(contract, Not(HasSubstr("\"overt overt\"")));
}

}  // namespace
}  // namespace overt::cli

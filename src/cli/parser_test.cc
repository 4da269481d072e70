#include "cli/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cli/commands.h"

namespace overt::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr int kExitOfRun = 7;

// What `tool send` and `tool note add` of this test take.
struct Taken {
  bool now = false;
  bool inner = false;
  std::string format = "table";
  std::string data;
  std::optional<std::string> endpoint;
  std::int64_t count = 3;
  std::vector<std::string> files;
  std::string app;
  std::string contract;
  std::string called;
};

class ParserTest : public testing::Test {
 protected:
  // The exit code of `tool ARGUMENTS`; what it wrote is in out_ and err_.
  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "tool");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit_code =
        parse_and_run(tool(), "1.2.3", static_cast<int>(arguments.size()), argv.data());
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  std::function<int()> note(const char* name) {
    return [this, name] {
      taken_.called = name;
      return kExitOfRun;
    };
  }

  Command tool() {
    Command send{
        .name = "send",
        .summary = "Send files",
        .options = {{.name = "file", .value = &taken_.files, .help = "Files", .value_name = "FILE"},
                    {.name = "-n,--now", .value = &taken_.now, .help = "At once"},
                    {.name = "--format",
                     .value = &taken_.format,
                     .help = "A form",
                     .value_name = "FORM",
                     .choices = {"table", "json"},
                     .shows_default = true},
                    {.name = "--data", .value = &taken_.data, .help = "Where", .value_name = "DIR"},
                    {.name = "--endpoint", .value = &taken_.endpoint, .excludes = "--data"},
                    {.name = "--count", .value = &taken_.count},
                    {.name = "--inner", .value = &taken_.inner, .hidden = true}},
        .footer = "Example: tool send a.txt",
        .run = note("send")};
    Command add{.name = "add",
                .summary = "Add a note",
                .options = {{.name = "--data", .value = &taken_.data, .required = true}},
                .groups = {{.name = "Tool",
                            .options = {{.name = "--app", .value = &taken_.app},
                                        {.name = "--contract", .value = &taken_.contract}}}},
                .run = note("add")};
    return {.name = "tool",
            .summary = "Does things.",
            .commands = {std::move(send),
                         {.name = "note", .summary = "Notes", .commands = {std::move(add)}},
                         {.name = "listed", .summary = "Another program's"}}};
  }

  Taken taken_;
  std::string out_;
  std::string err_;
};

TEST_F(ParserTest, puts_each_value_where_its_option_says) {
  EXPECT_EQ(
      run({"send", "a", "b", "-n", "--format", "json", "--endpoint", "x", "--count=-5", "--inner"}),
      kExitOfRun);
  EXPECT_EQ(taken_.called, "send");
  EXPECT_THAT(taken_.files, ElementsAre("a", "b"));
  EXPECT_TRUE(taken_.now);
  EXPECT_EQ(taken_.format, "json");
  EXPECT_EQ(taken_.endpoint, "x");
  EXPECT_EQ(taken_.count, -5);
  EXPECT_TRUE(taken_.inner);
  EXPECT_EQ(out_ + err_, "");
}

TEST_F(ParserTest, leaves_what_is_not_given_as_it_was) {
  EXPECT_EQ(run({"send"}), kExitOfRun);
  EXPECT_FALSE(taken_.now);
  EXPECT_EQ(taken_.format, "table");
  EXPECT_EQ(taken_.endpoint, std::nullopt);
  EXPECT_EQ(taken_.count, 3);
  EXPECT_TRUE(taken_.files.empty());
}

TEST_F(ParserTest, tells_an_empty_text_from_none) {
  EXPECT_EQ(run({"send", "--endpoint", ""}), kExitOfRun);
  EXPECT_EQ(taken_.endpoint, "");
}

TEST_F(ParserTest, takes_every_number_of_64_bits) {
  EXPECT_EQ(run({"send", "--count", "9223372036854775807"}), kExitOfRun);
  EXPECT_EQ(taken_.count, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(run({"send", "--count", "-9223372036854775808"}), kExitOfRun);
  EXPECT_EQ(taken_.count, std::numeric_limits<std::int64_t>::min());
}

TEST_F(ParserTest, runs_a_command_below_a_command) {
  EXPECT_EQ(run({"note", "add", "--data", "d", "--app", "git"}), kExitOfRun);
  EXPECT_EQ(taken_.called, "add");
}

TEST_F(ParserTest, help_shows_what_a_command_takes_and_not_what_is_hidden) {
  EXPECT_EQ(run({"send", "--help"}), 0);
  EXPECT_THAT(out_, HasSubstr("Send files"));
  EXPECT_THAT(out_, HasSubstr("-n,--now"));
  EXPECT_THAT(out_, HasSubstr("--format FORM:{table,json}=table"));
  EXPECT_THAT(out_, HasSubstr("Example: tool send a.txt"));
  EXPECT_THAT(out_, Not(HasSubstr("--inner")));
  EXPECT_EQ(taken_.called, "");
}

TEST_F(ParserTest, says_the_version) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(out_, "1.2.3\n");
}

TEST_F(ParserTest, says_in_one_line_what_it_does_not_understand_and_runs_nothing) {
  struct Wrong {
    std::vector<std::string> arguments;
    std::string line;
  };
  const std::vector<Wrong> all = {
      {{}, "A subcommand is required"},
      {{"sent"}, "no command is named sent"},
      {{"note"}, "A subcommand is required"},
      {{"--", "listed"}, "A subcommand is required"},
      {{"send", "--later"}, "The following argument was not expected: --later"},
      {{"send", "--format", "xml"}, "--format: xml not in {table,json}"},
      {{"send", "--count", "few"}, "Could not convert: --count = few"},
      {{"send", "--count", "9223372036854775808"}, "--count: 9223372036854775808 is out of range"},
      {{"send", "--data", "a", "--endpoint", "b"}, "--data excludes --endpoint"},
      {{"note", "add", "--app", "git"}, "--data is required"},
      {{"note", "add", "--data", "d"}, "Exactly 1 option from [--app,--contract] is required"},
      {{"note", "add", "--data", "d", "--app", "a", "--contract", "c"},
       "Exactly 1 option from [--app,--contract] is required and 2 were given"}};
  for (const Wrong& wrong : all) {
    SCOPED_TRACE(wrong.line);
    EXPECT_EQ(run(wrong.arguments), kExitUsage);
    EXPECT_EQ(err_, "overt: " + wrong.line + " (try: overt --help)\n");
    EXPECT_EQ(out_, "");
    EXPECT_EQ(taken_.called, "");
  }
}

}  // namespace
}  // namespace overt::cli

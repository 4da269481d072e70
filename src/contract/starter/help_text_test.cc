#include "contract/starter/help_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "-o|--output=": the spellings of an option, then "=" if it takes a value and "?" if it may.
std::vector<std::string> options_of(const HelpText& help) {
  std::vector<std::string> texts;
  for (const HelpOption& option : help.options) {
    std::string text;
    for (const std::string& spelling : option.spellings) {
      text += (text.empty() ? "" : "|") + spelling;
    }
    if (option.value == HelpValue::kRequired) text += "=";
    if (option.value == HelpValue::kOptional) text += "?";
    texts.push_back(text);
  }
  return texts;
}

TEST(HelpText, reads_a_gnu_tool) {
  const HelpText help = parse_help_text(R"(Usage: pack [OPTION]... [FILE]...
Pack each FILE.  With -z, or --zip, smaller.

 Modes:
  -c, --create, --new        make a pack; then
                             --level counts, and so does
                             -k too
      --color[=WHEN]         colour it
      --one-option-with-a-long-name
                             -t is not described here
  -g, --group=NAME           pack as group NAME
  -S                         quietly
      --short text behind one space

Report bugs to <bugs@example.com>.
)",
                                        "pack");
  EXPECT_THAT(options_of(help),
              ElementsAre("-c|--create|--new", "--color?", "--one-option-with-a-long-name",
                          "-g|--group=", "-S", "--short"));
  EXPECT_THAT(help.commands, IsEmpty());
}

TEST(HelpText, reads_git_which_lists_commands_in_groups_and_options_in_its_usage) {
  const HelpText help = parse_help_text(
      R"(usage: vcs [-v | --version] [-C <path>] [--exec[=<path>]] [--dir=<path>]
           [-p | --paginate | -P | --no-pager] [--[no-]bare]
           <command> [<args>]

These commands are used most often:

begin (see also: vcs help begin)
   clone     Copy a repository
   init      Make one

look at what has changed since the last time
   log       Show it

'vcs help -a' lists more commands. Read
'vcs help <command>' about one.
)",
      "vcs");
  EXPECT_THAT(help.commands, ElementsAre("clone", "init", "log"));
  EXPECT_THAT(options_of(help),
              ElementsAre("-v|--version", "-C=", "--exec?", "--dir=", "-p|--paginate",
                          "-P|--no-pager", "--bare", "--no-bare"));
}

TEST(HelpText, reads_the_forms_of_a_usage_as_commands) {
  const HelpText help = parse_help_text(R"(usage: vcs remote [-v | --verbose]
   or: vcs remote add [-t <branch>] <name> <url>
   or: vcs remote [--quiet] set|unset --push <name> <url>
   or: vcs remote trust --id <id> [--key <key>]

    -v, --verbose         say more
)",
                                        "vcs remote");
  EXPECT_THAT(help.commands, ElementsAre("add", "set", "unset", "trust"));
  EXPECT_THAT(options_of(help),
              ElementsAre("-v|--verbose", "-t=", "--quiet", "--push", "--id=", "--key="));
}

TEST(HelpText, takes_the_operand_of_a_usage_for_no_command) {
  EXPECT_THAT(
      parse_help_text("usage: move source target\n       move [-f] source dir\n", "move").commands,
      IsEmpty());
  EXPECT_THAT(parse_help_text("usage: light [on|off]\n", "light").commands, IsEmpty());
}

TEST(HelpText, reads_alternatives_and_letters_of_a_short_usage) {
  const HelpText help =
      parse_help_text("Usage: /etc/init.d/web {start|stop|restart} [-abx] [-o file]\n", "web");
  EXPECT_THAT(help.commands, ElementsAre("start", "stop", "restart"));
  EXPECT_THAT(options_of(help), ElementsAre("-a", "-b", "-x", "-o="));
}

TEST(HelpText, reads_cli11) {
  const HelpText help = parse_help_text(R"(Count things.
Usage: count [OPTIONS] SUBCOMMAND

Options:
  -h,--help                   Print this and exit
  -o,--output FILE            Where to
  --since TIME [30d]          How far back
  --data DIR Excludes: --server
                              Here
  --app NAME REQUIRED         Of whom
  --format FORMAT:{table,json}=table
                              How
  --schema 1|2                Which

Subcommands:
  run                         Run a command
  on                          Allow it
)",
                                        "count");
  EXPECT_THAT(help.commands, ElementsAre("run", "on"));
  EXPECT_THAT(options_of(help), ElementsAre("-h|--help", "-o|--output=", "--since=", "--data=",
                                            "--app=", "--format=", "--schema="));
}

TEST(HelpText, reads_cobra) {
  const HelpText help = parse_help_text(R"(Ship things

Usage:
  ship [command]

Available Commands:
  help        Help about any command
  push        Push a thing
  config*     From a plugin

Examples:
  ship push --never-mind
  -x is not described here

Flags:
      --config string       config file
  -l, --label stringArray   labels
  -D, --debug               more output

Additional help topics:
  ship words     not a command

Use "ship [command] --help" for more information about a command.
)",
                                        "ship");
  EXPECT_THAT(help.commands, ElementsAre("help", "push", "config"));
  EXPECT_THAT(options_of(help), ElementsAre("--config=", "-l|--label=", "-D|--debug"));
}

TEST(HelpText, reads_go_with_its_flags) {
  const HelpText help = parse_help_text(
      "Usage:\n\n\tmake-it <command> [arguments]\n\nThe commands are:\n\n"
      "\tbuild       build it\n\tmod         look after modules\n\n"
      "Use \"make-it help <command>\" for more.\n\nAdditional help topics:\n\n"
      "\tcache       where things are kept\n",
      "make-it");
  EXPECT_THAT(help.commands, ElementsAre("build", "mod"));
  const HelpText flags = parse_help_text(
      "usage: fmt [flags] [path ...]\n  -cpuprofile string\n    \twrite a profile\n  -d\tshow\n"
      "  -r string\n    \ta rule, like\n    \t-w or so\n",
      "fmt");
  EXPECT_THAT(options_of(flags), ElementsAre("-cpuprofile=", "-d", "-r="));
}

TEST(HelpText, reads_argparse) {
  const HelpText help = parse_help_text(R"(usage: tool [-h] [--level {low,high}] {init,check} ...

positional arguments:
  {init,check}
    init                begin
    check               look

options:
  -h, --help            show this help message and exit
  --level {low,high}    how much
  -f FILE, --file FILE  which
  --shout, --no-shout   loud
)",
                                        "tool");
  EXPECT_THAT(help.commands, ElementsAre("init", "check"));
  EXPECT_THAT(options_of(help),
              ElementsAre("-h|--help", "--level=", "-f|--file=", "--shout", "--no-shout"));
  EXPECT_THAT(parse_help_text(
                  "usage: tool [-h] {low,high}\n\npositional arguments:\n  {low,high}\n", "tool")
                  .commands,
              IsEmpty());
}

TEST(HelpText, reads_click) {
  const HelpText help = parse_help_text(R"(Usage: tool [OPTIONS] COMMAND [ARGS]...

  Does this and that.

Options:
  --count INTEGER       How often.  [default: 1]
  --shout / --no-shout  Loud.
  --help                Show this message and exit.

Commands:
  dropdb  Drops it.
  initdb  Makes it.
)",
                                        "tool");
  EXPECT_THAT(help.commands, ElementsAre("dropdb", "initdb"));
  EXPECT_THAT(options_of(help), ElementsAre("--count=", "--shout", "--no-shout", "--help"));
}

TEST(HelpText, reads_clap) {
  const HelpText help = parse_help_text(R"(Usage: crate [OPTIONS] [COMMAND]

Options:
  -v, --verbose...         Say more
      --color <WHEN>       Colour [possible values: auto, never]
  -p, --package [<SPEC>]   Which

Commands:
    build, b    Build it
    clean       Remove it
    ...         More with --list

See 'crate help <command>' for more information on a specific command.
)",
                                        "crate");
  EXPECT_THAT(help.commands, ElementsAre("build", "b", "clean"));
  EXPECT_THAT(options_of(help), ElementsAre("-v|--verbose", "--color=", "-p|--package?"));
}

TEST(HelpText, reads_npm) {
  const HelpText help = parse_help_text(R"(npx-like <command>

Usage:

npx-like add        add all
npx-like add <foo>  add one
npx-like <command> -h   quick help

All commands:

    access, add, ci,
    whoami

Specify configs in a file:
    there
)",
                                        "npx-like");
  EXPECT_THAT(help.commands, ElementsAre("access", "add", "ci", "whoami"));
  const HelpText add = parse_help_text(R"(Usage:
npx-like add

Options:
[-S|--save|--no-save] [-g|--global]
[--omit <dev|peer> [--omit <dev|peer> ...]]

  -S|--save
    Keep it, as

  --omit
    What to leave out
)",
                                       "npx-like add");
  EXPECT_THAT(options_of(add), ElementsAre("-S|--save", "--omit=", "--no-save", "-g|--global"));
}

TEST(HelpText, reads_columns_parted_by_signs) {
  const HelpText help = parse_help_text(R"(Usage
  cc [options]

Options
  -S <dir>            = Source.
  -L[A][H]            = List.
  --preset <p>,--preset=<p>
                      = Which.
  --long-name-of-it= Ignore.
  -j <n>, --jobs <n>  = How many.
)",
                                        "cc");
  EXPECT_THAT(options_of(help),
              ElementsAre("-S=", "-L?", "--preset=", "--long-name-of-it", "-j|--jobs="));
  const HelpText snake = parse_help_text(
      "Options:\n-b     : warn\n-c cmd : a program\n-OO    : more\n--help-env      : print\n",
      "snake");
  EXPECT_THAT(options_of(snake), ElementsAre("-b", "-c=", "-OO", "--help-env"));
}

TEST(HelpText, reads_commands_with_operands_and_dashes_behind_them) {
  const HelpText help = parse_help_text(R"(Unit Commands:
  list [PATTERN...]            List
  start UNIT...                Start
  set-level SERVICE [LEVEL] Set it
  two words like these         are no command

Most used commands:
  update - Fetch lists
  remote add - no
)",
                                        "ctl");
  EXPECT_THAT(help.commands, ElementsAre("list", "start", "set-level", "update"));
}

TEST(HelpText, reads_names_side_by_side) {
  const HelpText help = parse_help_text(
      "Standard commands\nasn1              ca                ciphers\nx509\n\nand so on.\n",
      "ssl");
  EXPECT_THAT(help.commands, ElementsAre("asn1", "ca", "ciphers", "x509"));
}

TEST(HelpText, reads_kubernetes_defaults) {
  const HelpText help = parse_help_text(
      "Options:\n    -A, --all=false:\n\tIn all.\n\n    --size=500:\n\tHow many.\n\n    -f, "
      "--file=[]:\n\tWhich.\n",
      "ctl");
  EXPECT_THAT(options_of(help), ElementsAre("-A|--all", "--size=", "-f|--file="));
}

TEST(HelpText, keeps_what_stands_for_a_value_out_of_spellings) {
  const HelpText help = parse_help_text(R"(Options:
  -jN                  how many
  -Dname=value         define
  -NUM                 lines
  --with-PACKAGE[=ARG] use it
  --<key>              any
  --set-<key>=VALUE    any
  -u, --user <user:password> Who
  -I[DIR]              where
  --                   the end
  -                    stdin
  - a bullet
)",
                                        "tool");
  EXPECT_THAT(options_of(help), ElementsAre("-j=", "-D=", "-u|--user=", "-I?"));
}

TEST(HelpText, says_when_a_letter_stands_for_a_value_of_another_option) {
  const HelpText help =
      parse_help_text("  --style=WORD          how\n  -p, --style=slash     a slash\n", "ls");
  EXPECT_THAT(options_of(help), ElementsAre("--style=", "-p"));
}

TEST(HelpText, sees_through_colours_and_overstrikes) {
  const HelpText help = parse_help_text(
      "\x1b[1mOptions:\x1b[0m\r\n  \x1b[32m-q\x1b[0m, -\b--\b-q\bqu\bui\bie\bet\bt   less\r\n",
      "tool");
  EXPECT_THAT(options_of(help), ElementsAre("-q|--quiet"));
}

TEST(HelpText, knows_pages_of_the_manual) {
  EXPECT_TRUE(is_manual_page("A(1)\n\nN\bNA\bAM\bME\bE\n       a\n\nSYNOPSIS\n       a\n"));
  EXPECT_FALSE(is_manual_page("Usage: a NAME\n"));
}

TEST(HelpText, takes_other_texts_for_no_help) {
  for (const std::string_view text :
       {"", "\n\n", "tool: unknown command\nRun 'tool help' for usage.\n", "y\ny\ny\n"}) {
    EXPECT_FALSE(parse_help_text(text, "tool").looks_like_help()) << text;
  }
  EXPECT_TRUE(parse_help_text("Usage: tool FILE\n", "tool").looks_like_help());
}

TEST(HelpText, lives_with_any_bytes_cut_anywhere) {
  const std::string text =
      "usage: t [-a|--[no-]b=<c>] {x,y} ...\n\x1b[1m-\b-x\t\xff=[\n  -c, --d[=<E>]...  "
      "f\nCommands:\n"
      "  {a,b}\n  c <d>\n  - e\n [-\n--x=\n -=\n --[no-]\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    parse_help_text(std::string_view(text).substr(i), "t");
    parse_help_text(std::string_view(text).substr(0, i), "t");
    parse_help_text(std::string_view(text).substr(0, i), "");
  }
}

TEST(HelpText, stops_at_as_many_as_a_contract_may_hold) {
  std::string text = "Commands:\n";
  for (int i = 0; i < 2000; ++i) text += "  c" + std::to_string(i) + "  x\n";
  text += "Options:\n";
  for (int i = 0; i < 2000; ++i) text += "  --o" + std::to_string(i) + "  x\n";
  const HelpText help = parse_help_text(text, "tool");
  EXPECT_EQ(help.commands.size(), kHelpFindingsMax);
  EXPECT_EQ(help.options.size(), kHelpFindingsMax);
}

}  // namespace
}  // namespace overt

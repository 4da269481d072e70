// Asks a tool for its help, then each command found there for its own, and so on down.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contract/starter/help_option.h"

namespace overt {

// Levels that are asked: "tool", "tool remote", "tool remote add".
inline constexpr std::size_t kHelpDepthMax = 3;

// Runs of a tool in all. What is not asked is still listed if its parent names it.
inline constexpr std::size_t kHelpRunsMax = 200;

// A tool that has left this many questions without an end does not take them for questions.
inline constexpr std::size_t kHelpEndlessMax = 3;

struct HelpAnswer {
  std::string text;
  bool has_no_end = false;  // the tool was ended before it was done
};

// Runs the tool with exactly these arguments: a command path, then --help or -h. An error ends the
// whole inquiry.
using AskForHelp = std::function<Result<HelpAnswer>(const std::vector<std::string>& arguments)>;

struct HelpTree {
  std::vector<std::string> commands;  // paths below the tool, "remote add": parents first
  std::vector<HelpOption> options;    // of all commands, as each describes them
  std::size_t runs = 0;
  std::size_t left_out = 0;  // commands that were not asked, by one of the limits above
};

// `program` is what the tool calls itself in its usages. An error if it shows no help.
Result<HelpTree> explore_help(std::string_view program, const AskForHelp& ask);

}  // namespace overt

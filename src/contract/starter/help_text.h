// What the text of a --help says of a tool: its commands and its options, by rules of thumb that
// hold for GNU tools, git, getopt_long by hand, CLI11, cobra, Go's flag, argparse, click, clap, npm
// and their like. A person is to look over what they find.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "contract/starter/help_option.h"

namespace overt {

// Commands and options of one text: as many as a contract may hold. More is ignored.
inline constexpr std::size_t kHelpFindingsMax = 1024;

struct HelpText {
  std::vector<std::string> commands;  // single words in the order of the text, each once
  std::vector<HelpOption> options;    // no spelling twice
  bool has_usage = false;             // a line begins with "usage"

  bool looks_like_help() const { return has_usage || !commands.empty() || !options.empty(); }
};

// `path` is what was asked, "git remote": usages and lists may repeat it before each command.
HelpText parse_help_text(std::string_view text, std::string_view path);

// Whether `text` is a page of the manual, which has more prose and examples than options.
bool is_manual_page(std::string_view text);

}  // namespace overt

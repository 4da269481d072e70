#include "contract/starter/help_usage.h"

#include <algorithm>
#include <array>

#include "contract/starter/help_words.h"

namespace overt {
namespace {

constexpr std::string_view kUsage = "usage";

// Further lines of a form stand below its words, behind "usage: "; described options before that.
constexpr std::size_t kFormIndentMin = 7;

// A usage of more is none, and looking at it would take long.
constexpr std::size_t kUsageBytesMax = 1 << 16;

// Fewer words between bars are values of one operand ("on|off").
constexpr std::size_t kAlternativesMin = 3;

bool begins_usage(std::string_view text) {
  if (lower_case(text.substr(0, kUsage.size())) != kUsage) return false;
  return text.size() == kUsage.size() || text[kUsage.size()] == ':';
}

void add_each(std::vector<std::string>& names, std::string_view word) {
  constexpr std::array<std::string_view, 7> kOperands = {"command", "subcommand", "cmd",  "options",
                                                         "args",    "file",       "files"};
  while (!word.empty()) {
    const auto end = std::min(word.find('|'), word.size());
    const std::string_view name = word.substr(0, end);
    if (is_command_name(name) && std::ranges::count(kOperands, name) == 0 &&
        std::ranges::count(names, name) == 0) {
      names.emplace_back(name);
    }
    word.remove_prefix(std::min(end + 1, word.size()));
  }
}

// Cuts a group in brackets off the front of `text`, spaces within included.
std::string_view take_brackets(std::string_view& text) {
  int depth = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const char c = text[end++];
    if (c == '[' || c == '{' || c == '(') ++depth;
    if ((c == ']' || c == '}' || c == ')') && --depth == 0) break;
  }
  const std::string_view group = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
  return group;
}

struct FormCommands {
  std::vector<std::string> sure;   // a list to choose from: "{add,remove} ..."
  std::vector<std::string> maybe;  // a word behind the path: a command, or a name of an operand
};

FormCommands commands_of(std::string_view form) {
  FormCommands commands;
  while (!form.empty()) {
    if (std::string_view("[{(").find(form.front()) == std::string_view::npos) {
      add_each(commands.maybe, take_word(form));
      break;
    }
    const std::string_view group = take_brackets(form);
    auto names = names_in_brackets(group);
    // "{a,b} ..." is how argparse shows commands; choices of an operand have no dots.
    const bool is_argparse = group.starts_with('{') && form.starts_with("...");
    const bool has_bars = group.find('|') != std::string_view::npos;
    if (is_argparse || (has_bars && names.size() >= kAlternativesMin)) commands.sure = names;
  }
  return commands;
}

}  // namespace

bool HelpUsage::read_line(std::string_view line) {
  const auto indent = line.find_first_not_of(' ');
  if (indent == std::string_view::npos) {
    if (has_text_) is_open_ = false;
    return false;
  }
  std::string_view text = line.substr(indent);
  if (begins_usage(text)) {
    text.remove_prefix(std::min(kUsage.size() + 1, text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    is_open_ = was_there_ = true;
    has_text_ = false;
    if (!text.empty()) add(text);
    return true;
  }
  // Usages of options alone may stand anywhere.
  if (text.starts_with("[-")) {
    add(text);
    return true;
  }
  if (is_open_) is_open_ = goes_on(text, indent);
  if (is_open_) add(text);
  return is_open_;
}

bool HelpUsage::goes_on(std::string_view text, std::size_t indent) const {
  const bool is_form = text.starts_with("or:") || without_path(text, path_).size() < text.size();
  return is_form || text.front() == '[' || text.front() == '<' || text.front() == '(' ||
         (has_text_ && indent >= kFormIndentMin);
}

void HelpUsage::add(std::string_view text) {
  constexpr std::string_view kOr = "or:";
  has_text_ = true;
  bytes_ += text.size();
  if (bytes_ > kUsageBytesMax) return;
  if (text.starts_with(kOr)) {
    text.remove_prefix(std::min(text.find_first_not_of(' ', kOr.size()), text.size()));
  }
  const std::string_view rest = without_path(text, path_);
  if (rest.size() < text.size() || forms_.empty()) {
    forms_.emplace_back(rest.size() < text.size() ? rest : "");
    if (rest.size() < text.size()) return;
  }
  forms_.back().append(" ").append(text);
}

std::vector<std::string> HelpUsage::commands() const {
  std::vector<std::string> sure;
  std::vector<std::string> maybe;
  for (const std::string& form : forms_) {
    const FormCommands found = commands_of(form);
    for (const std::string& name : found.sure) add_each(sure, name);
    for (const std::string& name : found.maybe) add_each(maybe, name);
  }
  // One word alone is what a tool of old calls its operand: "usage: mv source target".
  if (maybe.size() > 1) {
    for (const std::string& name : maybe) add_each(sure, name);
  }
  return sure;
}

std::vector<HelpOption> HelpUsage::options() const {
  std::vector<HelpOption> all;
  for (const std::string& form : forms_) {
    for (HelpOption& option : parse_usage_options(form)) all.push_back(std::move(option));
  }
  return all;
}

}  // namespace overt

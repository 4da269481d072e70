#include "contract/starter/help_tree.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "contract/starter/help_text.h"

namespace overt {
namespace {

struct Help {
  std::string text;
  std::vector<std::string> commands;
};

struct Command {
  std::vector<std::string> words = {};           // below the tool
  std::shared_ptr<const Help> parent = nullptr;  // the help that named it
};

// These say what others do.
bool is_about_others(std::string_view name) {
  return name == "help" || name == "version" || name == "completion";
}

std::string join(std::string_view first, const std::vector<std::string>& words) {
  std::string text(first);
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

class Explorer {
 public:
  Explorer(std::string_view program, const AskForHelp& ask) : program_(program), ask_(ask) {}

  Result<HelpTree> explore() {
    queue_.push_back({});
    for (; !queue_.empty(); queue_.pop_front()) {
      const Command& command = queue_.front();
      if (tree_.runs >= kHelpRunsMax || endless_ >= kHelpEndlessMax) {
        ++tree_.left_out;
        continue;
      }
      auto text = ask(command.words);
      if (!text) return text.error();
      if (!read(command, *std::move(text))) return no_help();
    }
    return std::move(tree_);
  }

 private:
  // False if this is the tool's own help and none at all.
  bool read(const Command& command, std::string text) {
    HelpText found = parse_help_text(text, join(program_, command.words));
    if (command.words.empty() && !found.looks_like_help()) return false;
    const Help* const parent = command.parent.get();
    // A tool that prints the same for every command has said all of it before.
    if (parent != nullptr && text == parent->text) return true;
    tree_.options.insert(tree_.options.end(), found.options.begin(), found.options.end());
    if (parent != nullptr && found.commands == parent->commands) return true;
    add_commands(command, std::make_shared<const Help>(Help{
                              .text = std::move(text), .commands = std::move(found.commands)}));
    return true;
  }

  // The text for --help, or for -h where that has more of what is looked for.
  Result<std::string> ask(const std::vector<std::string>& words) {
    auto text = ask_with(words, "--help");
    if (!text) return text;
    const bool is_manual = is_manual_page(*text);
    const std::string path = join(program_, words);
    if (endless_ > 0 || (!is_manual && parse_help_text(*text, path).looks_like_help())) return text;
    auto short_text = ask_with(words, "-h");
    if (!short_text) return short_text;
    return parse_help_text(*short_text, path).looks_like_help() ? short_text : text;
  }

  Result<std::string> ask_with(std::vector<std::string> words, const char* option) {
    words.emplace_back(option);
    ++tree_.runs;
    auto answer = ask_(words);
    if (!answer) return answer.error();
    if (answer->has_no_end) ++endless_;
    return std::move(answer->text);
  }

  void add_commands(const Command& parent, const std::shared_ptr<const Help>& help) {
    for (const std::string& name : help->commands) {
      Command command{.words = parent.words, .parent = help};
      command.words.push_back(name);
      tree_.commands.push_back(join("", command.words));
      if (command.words.size() >= kHelpDepthMax || is_about_others(name)) continue;
      queue_.push_back(std::move(command));
    }
  }

  Error no_help() const {
    const std::string tool(program_);
    if (endless_ > 0) return Error{tool + " --help did not end; write the contract by hand"};
    return Error{"neither " + tool + " --help nor " + tool +
                 " -h shows a usage, commands or options; write the contract by hand"};
  }

  std::string_view program_;
  const AskForHelp& ask_;
  HelpTree tree_;
  std::deque<Command> queue_;
  std::size_t endless_ = 0;
};

}  // namespace

Result<HelpTree> explore_help(std::string_view program, const AskForHelp& ask) {
  return Explorer(program, ask).explore();
}

}  // namespace overt

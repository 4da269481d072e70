#include "client/command_line.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "overt/lookup.hpp"

namespace overt {
namespace {

class Parser {
 public:
  explicit Parser(const Contract& contract)
      : contract_(contract), counts_(contract.options.size(), 0) {
    if (contract.commands.empty()) return;
    const std::string_view first = contract.commands.front();
    path_ = first.substr(0, first.find(' '));
    is_in_path_ = true;
    note_command();
  }

  void read(const char* const* argv) {
    bool options_ended = false;
    bool is_value = false;  // this word belongs to the option before it
    for (const char* const* word = argv; *word != nullptr; ++word) {
      const std::string_view text = *word;
      if (is_value) {
        is_value = false;
      } else if (!options_ended && text == "--") {
        // What follows is handed on or names files, even if it looks like a command.
        options_ended = true;
        is_in_path_ = false;
      } else if (!options_ended && text.size() > 1 && text.front() == '-') {
        is_value = read_option(text);
      } else {
        read_operand(text);
      }
    }
  }

  CommandLine result(const Environment& environment) && {
    CommandLine line;
    line.command = std::move(command_);
    line.ignored = std::ranges::count(contract_.ignored_commands, line.command) > 0;
    if (line.command.empty()) return line;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const OptionSpec spec = contract_.options[i];
      const bool as_env = !spec.env.empty() && environment.has(spec.env);
      if (counts_[i] == 0 && !as_env) continue;
      line.options.push_back({.name = std::string(spec.name),
                              .as_cli = counts_[i] > 0,
                              .as_env = as_env,
                              .count = counts_[i]});
    }
    return line;
  }

 private:
  // The option of that spelling, counted; nothing if the contract knows none.
  std::optional<OptionSpec> count(std::string_view spelling) {
    const std::optional<std::size_t> place = find_option(contract_, spelling);
    if (!place) return std::nullopt;
    ++counts_[*place];
    return contract_.options[*place];
  }

  // True if the next word is the value of an option in this one.
  bool read_option(std::string_view word) {
    const auto equals = word.find('=');
    if (const std::optional<OptionSpec> option = count(word.substr(0, equals))) {
      return option->takes_value && equals == std::string_view::npos;
    }
    return !word.starts_with("--") && read_letters(word.substr(1));
  }

  // Letters behind one hyphen. Behind a letter that is not known may stand its value, whose own
  // letters must not be taken for options.
  bool read_letters(std::string_view letters) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const char spelling[] = {'-', letters[i]};
      const std::optional<OptionSpec> option = count({spelling, sizeof spelling});
      if (!option) return false;
      if (option->takes_value) return i + 1 == letters.size();
    }
    return false;
  }

  void read_operand(std::string_view word) {
    // One word with a space in it is not two words of a command.
    is_in_path_ = is_in_path_ && word.find(' ') == std::string_view::npos;
    if (!is_in_path_) return;
    path_.append(" ").append(word);
    note_command();
  }

  // Takes path_ for the command if it is one, and sees whether a longer one may begin with it.
  void note_command() {
    is_in_path_ = false;
    for (const auto* commands : {&contract_.commands, &contract_.ignored_commands}) {
      for (const std::string_view command : *commands) {
        if (!command.starts_with(path_)) continue;
        if (command.size() == path_.size()) command_ = path_;
        if (command.size() > path_.size() && command[path_.size()] == ' ') is_in_path_ = true;
      }
    }
  }

  const Contract& contract_;
  std::vector<std::int64_t> counts_;  // parallel to the contract's options
  std::string path_;                  // what the words have spelt so far
  std::string command_;               // the longest command among that
  bool is_in_path_ = false;           // the next word may go on with it
};

}  // namespace

CommandLine parse_command_line(const Contract& contract, const char* const* argv,
                               const Environment& environment) {
  Parser parser(contract);
  if (*argv != nullptr) parser.read(argv + 1);
  return std::move(parser).result(environment);
}

}  // namespace overt

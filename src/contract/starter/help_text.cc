#include "contract/starter/help_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "contract/starter/help_usage.h"
#include "contract/starter/help_words.h"

namespace overt {
namespace {

// Headings stand at the beginning of a line or nearly so.
constexpr std::size_t kHeadingIndentMax = 2;

// Without a colon, more words are a sentence.
constexpr std::size_t kHeadingWordsMax = 4;

// Names side by side without descriptions; two may be a name and its description.
constexpr std::size_t kGridColumnsMin = 3;

enum class Section { kOther, kCommands, kExamples };

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); take_word(text)) ++count;
  return count;
}

// The section that a line begins; nothing if the line is no heading.
std::optional<Section> section_of(std::string_view heading, std::size_t indent) {
  std::string text = lower_case(heading);
  const bool has_colon = text.ends_with(':');
  // "Commands (see the manual):"
  text.erase(std::min(text.find(" ("), text.size()));
  const bool is_sentence = count_words(text) > kHeadingWordsMax || text.ends_with('.');
  if (text.find("  ") != std::string::npos || (!has_colon && (is_sentence || indent > 0))) {
    return std::nullopt;
  }
  if (text.starts_with("example")) return Section::kExamples;
  if (has_any(text, {"option", "flag", "argument", "environment", "topic", "alias"})) {
    return Section::kOther;
  }
  if (has_any(text, {"command"})) return Section::kCommands;
  const bool is_loud = std::ranges::none_of(heading, [](char c) { return c >= 'a' && c <= 'z'; });
  return has_colon || is_loud ? std::optional(Section::kOther) : std::nullopt;
}

// The columns of a line, which two spaces part.
std::vector<std::string_view> columns_of(std::string_view line) {
  std::vector<std::string_view> columns;
  while (!line.empty()) {
    const auto end = std::min(line.find("  "), line.size());
    columns.push_back(line.substr(0, end));
    line.remove_prefix(std::min(line.find_first_not_of(' ', end), line.size()));
  }
  return columns;
}

// "a, b, c": the names; none if anything else is there.
std::vector<std::string_view> names_in_list(std::string_view text) {
  std::vector<std::string_view> names;
  while (!text.empty()) {
    std::string_view word = take_word(text);
    if (word.ends_with(','))
      word.remove_suffix(1);
    else if (!text.empty())
      return {};
    if (!is_command_name(word)) return {};
    names.push_back(word);
  }
  return names;
}

// Behind a command's name: operands, or a sign and the description.
bool may_follow_name(std::string_view rest) {
  for (bool has_operand = false; !rest.empty(); has_operand = true) {
    const std::string_view word = take_word(rest);
    if (word == "-" || word == ":" || word == "=" || word == "--") return true;
    const bool is_operand = std::string_view("<[{(").find(word.front()) != std::string_view::npos ||
                            word == "..." ||
                            std::ranges::none_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!is_operand) return has_operand;
  }
  return true;
}

// "name", "name, alias", "name <operand>", "name|alias": what stands left of a description.
std::vector<std::string_view> names_of_entry(std::string_view entry) {
  if (auto names = names_in_list(entry); !names.empty()) return names;
  std::string_view rest = entry;
  std::string_view name = take_word(rest);
  if (name.ends_with(':') || name.ends_with('*')) {
    const bool may_be_described = name.ends_with(':');
    name.remove_suffix(1);
    if (may_be_described && is_command_name(name)) return {name};
  }
  std::vector<std::string_view> names;
  while (!name.empty()) {
    const auto end = std::min(name.find('|'), name.size());
    if (!is_command_name(name.substr(0, end))) return {};
    names.push_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return may_follow_name(rest) ? names : std::vector<std::string_view>{};
}

class HelpReader {
 public:
  explicit HelpReader(std::string_view path) : path_(path), usage_(path) {}

  void read_line(std::string_view line) {
    if (usage_.read_line(line)) {
      section_ = Section::kOther;
      description_column_.reset();
      return;
    }
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) return;
    const std::string_view text = line.substr(indent);
    if (is_description(text, indent) || read_option(line, indent)) return;
    if (indent <= kHeadingIndentMax && indent != entry_indent_ && read_heading(text, indent))
      return;
    if (read_command_list_heading(text)) return;
    if (section_ == Section::kCommands) read_commands(text, indent);
  }

  HelpText result() && {
    for (const std::string& name : usage_.commands()) add_command(name);
    for (HelpOption& option : usage_.options()) add_usage_option(std::move(option));
    text_.has_usage = usage_.was_there();
    return std::move(text_);
  }

 private:
  // The text behind or below an option, which may begin with another option's spelling.
  bool is_description(std::string_view text, std::size_t indent) {
    if (!option_indent_ || indent <= *option_indent_) return false;
    // Of an option whose own line had no room for it: below, or where the others' stand.
    if (!description_column_ && (text.front() != '-' || indent == usual_column_)) {
      description_column_ = indent;
    }
    return description_column_ && indent >= *description_column_;
  }

  bool read_option(std::string_view line, std::size_t indent) {
    if (section_ == Section::kExamples) return false;
    const auto found = parse_option_line(line);
    if (!found) return false;
    for (const HelpOption& option : found->options) add_option(option);
    option_indent_ = indent;
    description_column_ = found->description_column;
    if (description_column_) usual_column_ = description_column_;
    return true;
  }

  bool read_heading(std::string_view text, std::size_t indent) {
    option_indent_.reset();
    usual_column_.reset();
    const auto section = section_of(text, indent);
    if (!section) return false;
    section_ = *section;
    entry_indent_.reset();
    return true;
  }

  // argparse shows its commands below "{init,check}", or below the word for them.
  bool read_command_list_heading(std::string_view text) {
    const auto names = text.starts_with('{') ? names_in_brackets(columns_of(text).front())
                                             : std::vector<std::string>{};
    if (names.empty() && text != "COMMAND" && text != "<command>") return false;
    if (section_ == Section::kCommands) {
      for (const std::string& name : names) add_command(name);
    }
    section_ = Section::kCommands;
    entry_indent_.reset();
    return true;
  }

  void read_commands(std::string_view text, std::size_t indent) {
    const auto columns = columns_of(text);
    const bool is_grid = columns.size() >= kGridColumnsMin || (was_grid_ && columns.size() == 1);
    was_grid_ = is_grid && std::ranges::all_of(columns, is_command_name);
    if (was_grid_) {
      for (const std::string_view name : columns) add_command(name);
      return;
    }
    if (indent == 0) {
      entry_indent_.reset();  // what follows a line of prose may be a list of its own
      return;
    }
    if (entry_indent_ && *entry_indent_ != indent) return;
    const auto names = names_of_entry(without_path(columns.front(), path_));
    for (const std::string_view name : names) add_command(name);
    if (!names.empty()) entry_indent_ = indent;
  }

  void add_command(std::string_view name) {
    if (text_.commands.size() >= kHelpFindingsMax) return;
    if (std::ranges::count(text_.commands, name) == 0) text_.commands.emplace_back(name);
  }

  HelpOption* find_option(std::string_view spelling) {
    const auto found = std::ranges::find_if(text_.options, [spelling](const HelpOption& option) {
      return std::ranges::count(option.spellings, spelling) > 0;
    });
    return found == text_.options.end() ? nullptr : &*found;
  }

  // Takes the spellings that are new; a usage knows no better than the line that describes.
  void add_option(HelpOption option) {
    HelpOption* known = nullptr;
    std::erase_if(option.spellings, [&](const std::string& spelling) {
      HelpOption* const found = find_option(spelling);
      if (found != nullptr) known = found;
      return found != nullptr;
    });
    if (known == nullptr) {
      push_option(std::move(option));
      return;
    }
    // "-p, --style=slash" below "--style=WORD": the letter stands for one of the values.
    if (known->value == HelpValue::kRequired && option.spellings.size() == 1 &&
        !is_long_spelling(option.spellings.front())) {
      push_option({.spellings = std::move(option.spellings)});
      return;
    }
    known->value = std::max(known->value, option.value);
    for (std::string& spelling : option.spellings) known->spellings.push_back(std::move(spelling));
  }

  void add_usage_option(HelpOption option) {
    for (const std::string& spelling : option.spellings) {
      HelpOption* const known = find_option(spelling);
      if (known == nullptr) continue;
      // npm says what takes a value in the usage alone.
      if (known->value == HelpValue::kNone) known->value = option.value;
      return;
    }
    push_option(std::move(option));
  }

  void push_option(HelpOption option) {
    if (text_.options.size() < kHelpFindingsMax) text_.options.push_back(std::move(option));
  }

  std::string_view path_;
  HelpUsage usage_;
  HelpText text_;
  Section section_ = Section::kOther;
  std::optional<std::size_t> entry_indent_;        // of the commands of this section
  std::optional<std::size_t> option_indent_;       // of the option described last
  std::optional<std::size_t> description_column_;  // where its description stands
  std::optional<std::size_t> usual_column_;        // where the one before it has it
  bool was_grid_ = false;
};

}  // namespace

HelpText parse_help_text(std::string_view text, std::string_view path) {
  HelpReader reader(path);
  for (const std::string& line : help_lines(text)) reader.read_line(line);
  return std::move(reader).result();
}

bool is_manual_page(std::string_view text) {
  const auto lines = help_lines(text);
  return std::ranges::count(lines, "NAME") > 0 && std::ranges::count(lines, "SYNOPSIS") > 0;
}

}  // namespace overt

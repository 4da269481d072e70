#include "contract/starter/help_option.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "contract/starter/help_option_reader.h"

namespace overt {
namespace {

// "--no-x" beside "--x" says the opposite, so it is an option of its own.
std::vector<HelpOption> split_opposites(HelpOption option) {
  std::vector<std::string> opposites;
  std::erase_if(option.spellings, [&](const std::string& spelling) {
    if (!spelling.starts_with("--no-")) return false;
    const std::string straight = "--" + spelling.substr(std::string_view("--no-").size());
    if (std::ranges::count(option.spellings, straight) == 0) return false;
    opposites.push_back(spelling);
    return true;
  });
  std::vector<HelpOption> options{std::move(option)};
  for (std::string& opposite : opposites) {
    options.push_back({.spellings = {std::move(opposite)}});
  }
  return options;
}

// At the beginning of a line prose may begin with an option as well; a description keeps its
// distance.
bool is_description_apart(std::string_view rest) {
  return rest.empty() || rest.starts_with("  ") || rest.starts_with(" :") ||
         rest.starts_with(" =") || rest == ":";
}

std::optional<std::size_t> find_description(std::string_view line, std::size_t from) {
  std::size_t at = line.find_first_not_of(' ', from);
  if (at == std::string_view::npos) return std::nullopt;
  const bool is_sign = std::string_view(":=-").find(line[at]) != std::string_view::npos &&
                       at + 1 < line.size() && line[at + 1] == ' ';
  if (is_sign) at = line.find_first_not_of(' ', at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  return at;
}

// "-p | --paginate | -P | --no-pager" are two options: a letter belongs to the word behind it that
// begins with it.
bool belongs_together(std::string_view letter, std::string_view word) {
  if (is_long_spelling(letter) || !word.starts_with("--")) return false;
  const auto begins_alike = [letter](std::string_view text) {
    return !text.empty() && (text.front() | 0x20) == (letter[1] | 0x20);
  };
  word.remove_prefix(2);
  return begins_alike(word) || (word.starts_with("no-") && begins_alike(word.substr(3)));
}

// "-abcx" in a usage: letters in their order, each an option.
bool are_letters(std::string_view spelling) {
  if (spelling.starts_with("--") || spelling.size() < 3) return false;
  const std::string_view letters = spelling.substr(1);
  return std::ranges::adjacent_find(letters, [](char a, char b) {
           return (a | 0x20) > (b | 0x20) || a == b;
         }) == letters.end();
}

void add_usage_option(std::vector<HelpOption>& options, std::vector<std::string> spellings,
                      HelpValue value, bool is_alternative) {
  if (value == HelpValue::kNone && are_letters(spellings.front())) {
    for (const char letter : spellings.front().substr(1)) {
      options.push_back({.spellings = {{'-', letter}}});
    }
    return;
  }
  if (is_alternative && !options.empty() && options.back().spellings.size() == 1 &&
      belongs_together(options.back().spellings.front(), spellings.front())) {
    auto& before = options.back();
    before.spellings.push_back(spellings.front());
    before.value = std::max(before.value, value);
    spellings.erase(spellings.begin());
  }
  for (std::string& spelling : spellings) {
    options.push_back({.spellings = {std::move(spelling)}, .value = value});
  }
}

// How many brackets `text` leaves open.
std::ptrdiff_t open_brackets(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return c == '[' || c == '(' || c == '{'; }) -
         std::ranges::count_if(text, [](char c) { return c == ']' || c == ')' || c == '}'; });
}

}  // namespace

bool is_long_spelling(std::string_view spelling) {
  return spelling.starts_with("--") || spelling.size() > 2;
}

std::optional<HelpOptionLine> parse_option_line(std::string_view line) {
  const auto indent = line.find_first_not_of(' ');
  if (indent == std::string_view::npos || line[indent] != '-') return std::nullopt;
  HelpOptionReader reader(line, indent);
  HelpOption option;
  do {
    for (std::string& spelling : reader.read_spellings()) {
      if (std::ranges::count(option.spellings, spelling) == 0) {
        option.spellings.push_back(std::move(spelling));
      }
    }
    option.value = std::max(option.value, reader.read_value());
  } while (reader.skip_to_next_spelling());
  if (option.spellings.empty()) return std::nullopt;
  if (indent == 0 && !is_description_apart(reader.rest())) return std::nullopt;
  return HelpOptionLine{.options = split_opposites(std::move(option)),
                        .description_column = find_description(line, reader.at())};
}

std::vector<HelpOption> parse_usage_options(std::string_view usage) {
  constexpr std::string_view kBefore = " [({|,";
  std::vector<HelpOption> options;
  std::ptrdiff_t depth = 0;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = usage.find('-', from)) != std::string_view::npos;) {
    depth += open_brackets(usage.substr(from, at - from));
    from = at + 1;
    if (at > 0 && kBefore.find(usage[at - 1]) == std::string_view::npos) continue;
    HelpOptionReader reader(usage, at);
    bool is_alternative = false;
    do {
      auto spellings = reader.read_spellings();
      if (spellings.empty()) break;
      const std::size_t value_at = reader.at();
      HelpValue value = reader.read_value();
      // Several words outside of brackets are operands: "set-url --add <name> <url>".
      const std::string_view words = usage.substr(value_at, reader.at() - value_at);
      if (depth == 0 && words.find(' ', 1) != std::string_view::npos) value = HelpValue::kNone;
      add_usage_option(options, std::move(spellings), value, is_alternative);
      is_alternative = true;
    } while (reader.skip_to_next_spelling());
    const std::size_t end = std::max(from, reader.at());
    depth += open_brackets(usage.substr(from, end - from));
    from = end;
  }
  return options;
}

}  // namespace overt

#include "contract/starter/starter_options.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace overt {
namespace {

// A contract's names have no more.
constexpr std::size_t kNameCharactersMax = 128;

// Enough to see what a letter is about.
constexpr std::size_t kNamesNoted = 5;

std::string_view without_dashes(std::string_view spelling) {
  return spelling.substr(std::min(spelling.find_first_not_of('-'), spelling.size()));
}

bool is_recordable(std::string_view spelling) {
  return spelling.starts_with('-') && !without_dashes(spelling).empty() &&
         spelling.size() <= kNameCharactersMax && std::ranges::all_of(spelling, [](char c) {
           return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
         });
}

struct Merged {
  std::vector<std::string> spellings;
  bool takes_value_somewhere = false;
  bool takes_none_somewhere = false;
  std::string names;  // of a letter that stands for several

  void add(const std::string& spelling, HelpValue value) {
    if (std::ranges::count(spellings, spelling) == 0) spellings.push_back(spelling);
    (value == HelpValue::kRequired ? takes_value_somewhere : takes_none_somewhere) = true;
  }
};

// What "-n" stands for in all commands.
struct Letter {
  std::set<std::string> names;  // of the words beside it
  bool takes_value_with_word = false;
  bool takes_value_alone = false;  // described without a word

  bool has_one_name() const {
    return names.size() == 1 && (takes_value_with_word || !takes_value_alone);
  }

  std::string list_of_names() const {
    std::string list;
    std::size_t count = 0;
    for (const std::string& name : names) {
      if (++count > kNamesNoted) return list + ", …";
      list.append(list.empty() ? "" : ", ").append(name);
    }
    return list;
  }
};

class Merger {
 public:
  explicit Merger(const std::vector<HelpOption>& options) {
    for (const HelpOption& option : options) join_words(option);
    for (const HelpOption& option : options) note_letters(option);
    for (const HelpOption& option : options) add(option);
  }

  std::vector<StarterOption> result() const {
    std::vector<StarterOption> options;
    options.reserve(by_name_.size());
    for (const auto& [name, merged] : by_name_) options.push_back(make(name, merged));
    std::ranges::sort(options, [](const StarterOption& a, const StarterOption& b) {
      return std::pair(lower(a.name), a.name) < std::pair(lower(b.name), b.name);
    });
    return options;
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    return text;
  }

  // The name of the option to which a word belongs.
  const std::string& name_of(const std::string& word) const {
    const auto next = same_as_.find(word);
    return next == same_as_.end() ? word : name_of(next->second);
  }

  // "--diff, --compare": one option, whose name is the first word that was ever seen.
  void join_words(const HelpOption& option) {
    std::string first;
    for (const std::string& spelling : option.spellings) {
      if (!is_recordable(spelling) || !is_long_spelling(spelling)) continue;
      const std::string name = name_of(std::string(without_dashes(spelling)));
      if (first.empty()) first = name;
      if (name != first) same_as_[name] = first;
    }
  }

  std::string name_of_words(const HelpOption& option) const {
    for (const std::string& spelling : option.spellings) {
      if (!is_recordable(spelling) || !is_long_spelling(spelling)) continue;
      return name_of(std::string(without_dashes(spelling)));
    }
    return {};
  }

  void note_letters(const HelpOption& option) {
    const std::string name = name_of_words(option);
    for (const std::string& spelling : option.spellings) {
      if (is_long_spelling(spelling)) continue;
      Letter& letter = letters_[spelling];
      if (!name.empty()) letter.names.insert(name);
      if (option.value != HelpValue::kRequired) continue;
      (name.empty() ? letter.takes_value_alone : letter.takes_value_with_word) = true;
    }
  }

  void add(const HelpOption& option) {
    for (const std::string& spelling : option.spellings) {
      if (!is_recordable(spelling)) continue;
      const std::string bare(without_dashes(spelling));
      if (is_long_spelling(spelling)) {
        by_name_[name_of(bare)].add(spelling, option.value);
        continue;
      }
      const Letter& letter = letters_.at(spelling);
      Merged& merged = by_name_[letter.has_one_name() ? *letter.names.begin() : bare];
      merged.add(spelling, option.value);
      if (!letter.has_one_name()) merged.names = letter.list_of_names();
    }
  }

  static StarterOption make(const std::string& name, const Merged& merged) {
    StarterOption option{
        .name = name, .spellings = merged.spellings, .takes_value = merged.takes_value_somewhere};
    std::ranges::sort(option.spellings, {}, [](const std::string& spelling) {
      return std::pair(is_long_spelling(spelling), spelling);
    });
    // With a value, so that a value is never taken for a command.
    if (merged.takes_value_somewhere && merged.takes_none_somewhere) {
      option.note = "takes a value in some commands only";
    }
    if (!merged.names.empty()) option.note = "not the same in all commands: " + merged.names;
    return option;
  }

  std::map<std::string, std::string> same_as_;  // words that are other names of an option
  std::map<std::string, Letter> letters_;       // by spelling, "-n"
  std::map<std::string, Merged> by_name_;
};

}  // namespace

std::vector<StarterOption> merge_options(const std::vector<HelpOption>& options) {
  return Merger(options).result();
}

}  // namespace overt

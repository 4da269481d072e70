#include "client/example_text.h"

#include <string_view>

namespace overt {
namespace {

// Reads as PatternReader does; what is wrong with a pattern, that has found before.
class ExampleReader {
 public:
  ExampleReader(std::string_view text, std::size_t optional_times)
      : text_(text), optional_times_(optional_times) {}

  std::string read_choice() {
    std::string first = read_sequence();
    while (take('|')) read_sequence();
    return first;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  bool at(char c) const { return !at_end() && text_[at_] == c; }

  bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    return true;
  }

  std::string read_sequence() {
    std::string sequence;
    while (!at_end() && !at('|') && !at(')')) {
      const std::string atom = read_atom();
      for (std::size_t times = read_times(); times > 0; --times) sequence += atom;
    }
    return sequence;
  }

  std::string read_atom() {
    if (take('(')) {
      std::string group = read_choice();
      take(')');
      return group;
    }
    if (!take('[')) return {read_character()};
    const char first = read_character();
    while (!at_end() && !take(']')) read_character();
    return {first};
  }

  char read_character() {
    take('\\');
    return at_end() ? '\0' : text_[at_++];
  }

  std::size_t read_times() {
    if (take('?') || take('*')) return optional_times_;
    if (take('+') || !take('{')) return 1;
    std::size_t times = 0;
    for (; !at_end() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      times = times * 10 + static_cast<std::size_t>(text_[at_] - '0');
    }
    while (!at_end() && !take('}')) ++at_;
    return times == 0 ? optional_times_ : times;
  }

  std::string_view text_;
  std::size_t optional_times_;
  std::size_t at_ = 0;
};

}  // namespace

std::string example_text(const Pattern& pattern, std::size_t optional_times) {
  return ExampleReader(pattern.text(), optional_times).read_choice();
}

}  // namespace overt

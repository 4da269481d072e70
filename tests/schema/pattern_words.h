// For tests: words of a pattern, made from its text by other code than the one that matches it.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace overt::testing {

// The pattern must be one of docs/contract-format.md without mistakes.
class PatternWords {
 public:
  explicit PatternWords(std::string_view pattern) : text_(pattern), whole_(read_choice()) {}

  // Prefers ends of classes and of repetitions. Its length is not limited by anything else.
  std::string make(std::mt19937& random) const { return make(whole_, random); }

 private:
  enum class Kind { kCharacters, kSequence, kChoice, kRepetition };
  struct Part {
    Kind kind = Kind::kSequence;
    std::string characters = {};  // one of these
    std::vector<Part> parts = {};
    int min = 1;
    int max = 1;
  };

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c);
  Part read_choice();
  Part read_piece();
  Part read_atom();
  Part read_class();
  int read_number();

  static std::string make(const Part& part, std::mt19937& random);

  std::string text_;
  std::size_t at_ = 0;
  Part whole_;
};

// One of `count`, the first and the last more often than others.
std::size_t pick_border(std::size_t count, std::mt19937& random);

}  // namespace overt::testing

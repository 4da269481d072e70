#include "schema/pattern_words.h"

#include <algorithm>

namespace overt::testing {
namespace {

// How much more than the least a repetition without end is tried.
constexpr int kMuch = 12;

}  // namespace

std::size_t pick_border(std::size_t count, std::mt19937& random) {
  switch (random() % 3) {
    case 0:
      return 0;
    case 1:
      return count - 1;
    default:
      return random() % count;
  }
}

bool PatternWords::take(char c) {
  if (!at(c)) return false;
  ++at_;
  return true;
}

PatternWords::Part PatternWords::read_choice() {
  Part choice{.kind = Kind::kChoice};
  do {
    Part sequence{.kind = Kind::kSequence};
    while (at_ < text_.size() && !at('|') && !at(')')) sequence.parts.push_back(read_piece());
    choice.parts.push_back(std::move(sequence));
  } while (take('|'));
  return choice;
}

PatternWords::Part PatternWords::read_piece() {
  Part repetition{.kind = Kind::kRepetition};
  repetition.parts.push_back(read_atom());
  if (take('?')) {
    repetition.min = 0;
  } else if (take('*')) {
    repetition.min = 0;
    repetition.max = kMuch;
  } else if (take('+')) {
    repetition.max = kMuch;
  } else if (take('{')) {
    repetition.min = repetition.max = read_number();
    if (take(',')) repetition.max = read_number();
    take('}');
  }
  return repetition;
}

PatternWords::Part PatternWords::read_atom() {
  if (take('(')) {
    Part choice = read_choice();
    take(')');
    return choice;
  }
  if (take('[')) return read_class();
  take('\\');
  return {.kind = Kind::kCharacters, .characters = std::string(1, text_[at_++])};
}

PatternWords::Part PatternWords::read_class() {
  Part any{.kind = Kind::kCharacters};
  while (!take(']')) {
    take('\\');
    const char from = text_[at_++];
    any.characters += from;
    if (!take('-')) continue;
    take('\\');
    const char to = text_[at_++];
    for (int c = from + 1; c <= to; ++c) any.characters += static_cast<char>(c);
  }
  return any;
}

int PatternWords::read_number() {
  int number = 0;
  while (text_[at_] >= '0' && text_[at_] <= '9') number = number * 10 + (text_[at_++] - '0');
  return number;
}

std::string PatternWords::make(const Part& part, std::mt19937& random) {
  std::string word;
  switch (part.kind) {
    case Kind::kCharacters:
      return std::string(1, part.characters[pick_border(part.characters.size(), random)]);
    case Kind::kChoice:
      return make(part.parts[random() % part.parts.size()], random);
    case Kind::kSequence:
      for (const Part& one : part.parts) word += make(one, random);
      return word;
    case Kind::kRepetition: {
      const auto more = pick_border(static_cast<std::size_t>(part.max - part.min) + 1, random);
      for (int i = 0; i < part.min + static_cast<int>(more); ++i)
        word += make(part.parts[0], random);
      return word;
    }
  }
  return word;
}

}  // namespace overt::testing

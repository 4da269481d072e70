// A pattern that closes a text: the regular expressions of docs/contract-format.md, made ready when
// a program is compiled or a contract is loaded, and matched without memory in one step a character.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace overt {

// Characters and classes of a pattern once its repetitions are written out. A command path of four
// words of twenty letters needs 84; a machine word holds 64.
inline constexpr std::size_t kPatternPositionsMax = 256;

// Brackets within brackets: the reader calls itself for each.
inline constexpr int kPatternDepthMax = 16;

// Characters of a pattern as it is written, all of which it keeps.
inline constexpr std::size_t kPatternTextMax = 1024;

// A set of places in a pattern, one bit for each.
template <std::size_t kWords>
class PlaceSet {
 public:
  static constexpr std::size_t kSize = kWords * 64;

  constexpr void add(std::size_t place) { words_[place / 64] |= std::uint64_t{1} << place % 64; }

  constexpr PlaceSet& operator|=(const PlaceSet& other) {
    for (std::size_t i = 0; i < kWords; ++i) words_[i] |= other.words_[i];
    return *this;
  }
  constexpr PlaceSet& operator&=(const PlaceSet& other) {
    for (std::size_t i = 0; i < kWords; ++i) words_[i] &= other.words_[i];
    return *this;
  }

  constexpr bool empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
  }

  template <typename Use>
  constexpr void for_each(Use use) const {
    for (std::size_t i = 0; i < kWords; ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        use(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

  // The first of them, where no others are in use.
  template <std::size_t kFewer>
  constexpr PlaceSet<kFewer> narrow() const {
    PlaceSet<kFewer> few;
    for (std::size_t i = 0; i < kFewer; ++i) few.words_[i] = words_[i];
    return few;
  }

 private:
  template <std::size_t>
  friend class PlaceSet;

  std::array<std::uint64_t, kWords> words_{};
};

using PatternPlaces = PlaceSet<kPatternPositionsMax / 64>;

// Glushkov's automaton: a place for each character or class that is written down, for each place
// those that may follow it, for each character those that it fits.
//
// It leads to nothing outside itself: a pointer would have to be put right wherever a
// position-independent program is loaded, in a page of memory for each pattern.
class Pattern {
 public:
  // A text that cannot be read gives a pattern that matches nothing and has a problem().
  constexpr Pattern(std::string_view text, std::size_t characters_max);

  // What is wrong with the text, and where; empty if nothing is.
  constexpr std::string_view problem() const { return problem_; }
  constexpr std::size_t problem_at() const { return problem_at_; }

  // As it is written; the beginning of one that is too long.
  constexpr std::string_view text() const { return {text_.data(), text_size_}; }
  constexpr std::size_t characters_max() const { return characters_max_; }

  // Whether the pattern matches all of `subject`, and that is not too long.
  constexpr bool matches(std::string_view subject) const noexcept;

  // The automaton, for those who ask what texts could match: the places at which a match can begin
  // and end, those that may come next, and those that a character fits.
  constexpr const PatternPlaces& first() const { return first_; }
  constexpr const PatternPlaces& last() const { return last_; }
  constexpr const PatternPlaces& following(std::size_t place) const { return follow_[place]; }
  constexpr const PatternPlaces& fitting(char c) const {
    return fitting_[static_cast<unsigned char>(c)];
  }

 private:
  friend class PatternReader;

  // Every place is among the first kWords * 64.
  template <std::size_t kWords>
  constexpr bool walk(std::string_view subject) const noexcept;

  std::array<char, kPatternTextMax> text_{};
  std::size_t text_size_;
  std::size_t characters_max_;
  std::string_view problem_;
  std::size_t problem_at_ = 0;

  bool may_be_empty_ = false;
  std::size_t places_ = 0;  // how many there are
  PatternPlaces first_;
  PatternPlaces last_;
  std::array<PatternPlaces, kPatternPositionsMax> follow_{};
  std::array<PatternPlaces, 128> fitting_{};  // by character
};

// Reads a pattern by recursive descent and fills in its automaton. What is repeated is read anew for
// each repetition.
class PatternReader {
 public:
  constexpr explicit PatternReader(Pattern& pattern) : pattern_(pattern), text_(pattern.text()) {}

  constexpr void read() {
    const Part whole = read_choice(0);
    if (ok() && at_ < text_.size()) refuse("has a ) without its (");
    if (!ok()) return;
    pattern_.may_be_empty_ = whole.may_be_empty;
    pattern_.places_ = places_;
    pattern_.first_ = whole.first;
    pattern_.last_ = whole.last;
  }

 private:
  // A stretch of the pattern: where a match of it can begin and end.
  struct Part {
    bool may_be_empty = true;
    PatternPlaces first;
    PatternPlaces last;
  };

  struct Repeat {
    std::size_t min = 1;
    std::size_t max = 1;
    bool without_end = false;  // then max is at least min and 1
  };

  static constexpr std::string_view kSigns = "^$\\.*+?()[]{}|";

  constexpr bool ok() const { return pattern_.problem_.empty(); }
  constexpr bool at_end() const { return at_ >= text_.size(); }
  constexpr bool at(char c) const { return !at_end() && text_[at_] == c; }

  constexpr bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    return true;
  }

  constexpr void refuse(std::string_view what) {
    if (!ok()) return;
    pattern_.problem_ = what;
    pattern_.problem_at_ = at_;
  }

  constexpr Part read_choice(int depth) {
    Part choice = read_sequence(depth);
    while (ok() && take('|')) {
      const Part other = read_sequence(depth);
      choice.may_be_empty = choice.may_be_empty || other.may_be_empty;
      choice.first |= other.first;
      choice.last |= other.last;
    }
    return choice;
  }

  constexpr Part read_sequence(int depth) {
    Part sequence;
    while (ok() && !at_end() && !at('|') && !at(')')) sequence = join(sequence, read_piece(depth));
    return sequence;
  }

  // What stands before a quantifier, as often as that says. A repetition that may be left out follows
  // only the one before it, so that a text is in few places at once: x{0,2} is (x(x)?)?, not x?x?.
  constexpr Part read_piece(int depth) {
    const std::size_t begin = at_;
    Part atom = read_atom(depth);
    if (!ok() || at_end() || kQuantifiers.find(text_[at_]) == std::string_view::npos) return atom;
    if (atom.may_be_empty) refuse("repeats what may be empty");
    const Repeat repeat = read_repeat();
    const std::size_t end = at_;
    if (!ok()) return atom;
    if (repeat.max == 0) refuse("repeats something no times");
    Part piece{.may_be_empty = repeat.min == 0, .first = atom.first, .last = {}};
    for (std::size_t i = 0; ok() && i < repeat.max; ++i) {
      if (i > 0) {
        at_ = begin;
        const PatternPlaces before = atom.last;
        atom = read_atom(depth);
        follow(before, atom.first);
      }
      if (i + 1 == repeat.max && repeat.without_end) follow(atom.last, atom.first);
      if (i + 1 >= repeat.min) piece.last |= atom.last;
    }
    at_ = end;
    return piece;
  }

  constexpr Repeat read_repeat() {
    if (take('?')) return {.min = 0, .max = 1};
    if (take('*')) return {.min = 0, .max = 1, .without_end = true};
    if (take('+')) return {.min = 1, .max = 1, .without_end = true};
    ++at_;  // {
    Repeat repeat;
    repeat.min = repeat.max = read_number();
    if (take(',')) repeat.max = read_number();
    if (!take('}')) refuse("has a { that is not {n} or {m,n}");
    if (repeat.max < repeat.min) refuse("has a {m,n} with m greater than n");
    return repeat;
  }

  constexpr std::size_t read_number() {
    std::size_t number = 0;
    if (at_end() || !is_digit(text_[at_])) refuse("has a { that is not {n} or {m,n}");
    while (ok() && !at_end() && is_digit(text_[at_])) {
      number = number * 10 + static_cast<std::size_t>(text_[at_++] - '0');
      if (number > kPatternPositionsMax) refuse("repeats something too often");
    }
    return number;
  }

  constexpr Part read_atom(int depth) {
    if (take('(')) {
      if (depth == kPatternDepthMax) refuse("has too many brackets within brackets");
      if (!ok()) return {};
      const Part group = read_choice(depth + 1);
      if (ok() && !take(')')) refuse("has a ( without its )");
      return group;
    }
    if (places_ == kPatternPositionsMax) {
      refuse("is too long once its repetitions are written out");
      return {};
    }
    const std::size_t place = places_++;
    if (take('[')) {
      read_class(place);
    } else {
      add_range(place, '\0', read_character(kSigns));
    }
    Part atom{.may_be_empty = false, .first = {}, .last = {}};
    atom.first.add(place);
    atom.last.add(place);
    return atom;
  }

  constexpr void read_class(std::size_t place) {
    if (at('^')) refuse("has a [^ ], which closes nothing");
    if (at(']')) refuse("has a [ ] with nothing in it");
    while (ok() && !at_end() && !at(']')) {
      const char from = read_character("\\]^-[");
      if (!take('-')) {
        add_range(place, '\0', from);
        continue;
      }
      const char to = read_character("\\]^-[");
      if (ok() && to < from) refuse("has a range whose end comes before its beginning");
      add_range(place, from, to);
    }
    if (ok() && !take(']')) refuse("has a [ without its ]");
  }

  // One character, as it is or behind a backslash; `signs` are those that need one.
  constexpr char read_character(std::string_view signs) {
    const bool escaped = take('\\');
    if (at_end()) {
      refuse("ends where a character should be");
      return '\0';
    }
    const char c = text_[at_];
    if (c < ' ' || c > '~') refuse("has a character that is not printable ASCII");
    const bool is_sign = signs.find(c) != std::string_view::npos;
    if (escaped && !is_sign && kSigns.find(c) == std::string_view::npos) {
      refuse("has a \\ before something that needs none");
    }
    if (!escaped && is_sign) {
      refuse(c == '.' ? "has a . without a \\, which closes nothing" : "has a sign without a \\");
    }
    ++at_;
    return c;
  }

  // `from` is '\0' for one character.
  constexpr void add_range(std::size_t place, char from, char to) {
    if (!ok()) return;
    for (char c = from == '\0' ? to : from; c <= to; ++c) {
      pattern_.fitting_[static_cast<unsigned char>(c)].add(place);
    }
  }

  constexpr Part join(const Part& left, const Part& right) {
    follow(left.last, right.first);
    Part both{.may_be_empty = left.may_be_empty && right.may_be_empty,
              .first = left.first,
              .last = right.last};
    if (left.may_be_empty) both.first |= right.first;
    if (right.may_be_empty) both.last |= left.last;
    return both;
  }

  constexpr void follow(const PatternPlaces& before, const PatternPlaces& after) {
    before.for_each([&](std::size_t place) { pattern_.follow_[place] |= after; });
  }

  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

  static constexpr std::string_view kQuantifiers = "?*+{";

  Pattern& pattern_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t places_ = 0;  // places so far
};

constexpr Pattern::Pattern(std::string_view text, std::size_t characters_max)
    : text_size_(std::min(text.size(), kPatternTextMax)), characters_max_(characters_max) {
  std::ranges::copy(text.substr(0, text_size_), text_.begin());
  if (text.size() <= kPatternTextMax) {
    PatternReader(*this).read();
  } else {
    problem_ = "is too long";
    problem_at_ = kPatternTextMax;
  }
}

template <std::size_t kWords>
constexpr bool Pattern::walk(std::string_view subject) const noexcept {
  auto next = first_.narrow<kWords>();
  PlaceSet<kWords> here;
  for (const char c : subject) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= fitting_.size()) return false;
    here = next;
    here &= fitting_[code].narrow<kWords>();
    if (here.empty()) return false;
    next = {};
    here.for_each([&](std::size_t place) { next |= follow_[place].narrow<kWords>(); });
  }
  here &= last_.narrow<kWords>();
  return !here.empty();
}

// Behind walk(): clang takes for a constant only what was defined before its use.
constexpr bool Pattern::matches(std::string_view subject) const noexcept {
  if (!problem_.empty() || subject.size() > characters_max_) return false;
  if (subject.empty()) return may_be_empty_;
  // Ids and most other patterns have few places, and sets of one word stay in registers.
  if (places_ <= PlaceSet<1>::kSize) return walk<1>(subject);
  if (places_ <= PlaceSet<2>::kSize) return walk<2>(subject);
  return walk<PatternPlaces::kSize / 64>(subject);
}

}  // namespace overt

#include "client/git_glob.h"

#include <bitset>
#include <optional>
#include <utility>
#include <vector>

namespace overt {
namespace {

using ByteSet = std::bitset<256>;

// A pattern is a row of steps; each takes one byte of a set, or any number of them. A fork takes
// none: before `**/` it leads to the step after that as well, for no component needs no slash.
struct Step {
  ByteSet bytes;
  bool repeats = false;
  bool is_fork = false;
};
constexpr std::size_t kForkWidth = 3;  // the fork, any bytes, the slash

std::size_t index_of(char c) { return static_cast<unsigned char>(c); }
ByteSet one(char c) { return ByteSet{}.set(index_of(c)); }
ByteSet all_but_slash() { return ~one('/'); }

ByteSet range(char first, char last) {
  ByteSet bytes;
  for (std::size_t i = index_of(first); i <= index_of(last); ++i) bytes.set(i);
  return bytes;
}

ByteSet with_both_cases(ByteSet bytes) {
  for (std::size_t lower = 'a'; lower <= 'z'; ++lower) {
    const std::size_t upper = lower - 'a' + 'A';
    if (bytes[lower] || bytes[upper]) bytes.set(lower).set(upper);
  }
  return bytes;
}

// The ASCII part of a POSIX class; nothing for a name that is none.
std::optional<ByteSet> posix_class(std::string_view name) {
  const ByteSet lower = range('a', 'z');
  const ByteSet upper = range('A', 'Z');
  const ByteSet digit = range('0', '9');
  const ByteSet graph = range('!', '~');
  if (name == "alnum") return lower | upper | digit;
  if (name == "alpha") return lower | upper;
  if (name == "blank") return one(' ') | one('\t');
  if (name == "cntrl") return range('\0', '\x1F') | one('\x7F');
  if (name == "digit") return digit;
  if (name == "graph") return graph;
  if (name == "lower") return lower;
  if (name == "print") return graph | one(' ');
  if (name == "punct") return graph & ~(lower | upper | digit);
  if (name == "space") return one(' ') | range('\t', '\r');
  if (name == "upper") return upper;
  if (name == "xdigit") return digit | range('a', 'f') | range('A', 'F');
  return std::nullopt;
}

class Compiler {
 public:
  Compiler(std::string_view pattern, GlobCase letters) : pattern_(pattern), letters_(letters) {}

  // Nothing for a malformed pattern.
  std::optional<std::vector<Step>> compile() {
    while (!at_end()) {
      const std::optional<Step> step = read_step();
      if (!step) return std::nullopt;
      steps_.push_back(*step);
    }
    return std::move(steps_);
  }

 private:
  bool at_end() const { return position_ == pattern_.size(); }
  char peek() const { return at_end() ? '\0' : pattern_[position_]; }

  ByteSet fold(ByteSet bytes) const {
    return letters_ == GlobCase::kIgnored ? with_both_cases(bytes) : bytes;
  }

  std::optional<Step> read_step() {
    const char c = pattern_[position_++];
    if (c == '*') return read_stars();
    if (c == '?') return Step{.bytes = all_but_slash()};
    if (c == '[') return read_set();
    if (c != '\\') return Step{.bytes = fold(one(c))};
    if (at_end()) return std::nullopt;
    return Step{.bytes = fold(one(pattern_[position_++]))};
  }

  // Two stars or more are special where they are a whole component; elsewhere they are one.
  Step read_stars() {
    const std::size_t begin = position_ - 1;
    while (peek() == '*') ++position_;
    const bool is_component =
        (begin == 0 || pattern_[begin - 1] == '/') && (at_end() || peek() == '/');
    if (position_ - begin < 2 || !is_component) {
      return Step{.bytes = all_but_slash(), .repeats = true};
    }
    if (!at_end()) steps_.push_back({.is_fork = true});
    return Step{.bytes = ~ByteSet{}, .repeats = true};
  }

  // What follows `[`, up to and with `]`, which is itself a member where it comes first.
  std::optional<Step> read_set() {
    const bool is_negated = peek() == '!' || peek() == '^';
    if (is_negated) ++position_;
    ByteSet members;
    do {
      const std::optional<ByteSet> more = read_members();
      if (!more) return std::nullopt;
      members |= *more;
    } while (peek() != ']');
    ++position_;
    members = fold(members);
    return Step{.bytes = (is_negated ? ~members : members) & all_but_slash()};
  }

  // One byte, one range or one class.
  std::optional<ByteSet> read_members() {
    if (pattern_.substr(position_, 2) == "[:") {
      const auto bracket = pattern_.find(']', position_ + 2);
      if (bracket == std::string_view::npos) return std::nullopt;
      if (bracket > position_ + 2 && pattern_[bracket - 1] == ':') {
        const auto name = pattern_.substr(position_ + 2, bracket - position_ - 3);
        position_ = bracket + 1;
        return posix_class(name);
      }
    }
    const std::optional<char> first = read_member();
    if (!first) return std::nullopt;
    const std::string_view rest = pattern_.substr(position_);
    if (rest.size() < 2 || rest[0] != '-' || rest[1] == ']') return one(*first);
    ++position_;
    const std::optional<char> last = read_member();
    if (!last) return std::nullopt;
    return range(*first, *last);
  }

  std::optional<char> read_member() {
    if (peek() == '\\') ++position_;
    if (at_end()) return std::nullopt;
    return pattern_[position_++];
  }

  std::string_view pattern_;
  GlobCase letters_;
  std::size_t position_ = 0;
  std::vector<Step> steps_;
};

// The steps that may take the next byte, all of them at once; so a path is read once, forwards.
class Matcher {
 public:
  explicit Matcher(const std::vector<Step>& steps) : steps_(steps), current_(steps.size() + 1) {
    enter(current_, 0);
  }

  void read(char c) {
    std::vector<bool> next(current_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!current_[i] || !steps_[i].bytes[index_of(c)]) continue;
      enter(next, steps_[i].repeats ? i : i + 1);
    }
    current_.swap(next);
  }

  bool is_at_end() const { return current_.back(); }

 private:
  // With a step that may take nothing, those after it are reached as well.
  void enter(std::vector<bool>& active, std::size_t step) const {
    while (!active[step]) {
      active[step] = true;
      if (step == steps_.size()) return;
      if (steps_[step].is_fork) {
        enter(active, step + kForkWidth);
      } else if (!steps_[step].repeats) {
        return;
      }
      ++step;
    }
  }

  const std::vector<Step>& steps_;
  std::vector<bool> current_;
};

}  // namespace

bool git_glob_matches(std::string_view pattern, std::string_view path, GlobCase letters) {
  if (pattern.size() > kGlobBytesMax || path.size() > kGlobBytesMax) return false;
  const std::optional<std::vector<Step>> steps = Compiler(pattern, letters).compile();
  if (!steps) return false;
  Matcher matcher(*steps);
  for (const char c : path) matcher.read(c);
  return matcher.is_at_end();
}

}  // namespace overt

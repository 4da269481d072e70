#include "contract/review/pattern_reach.h"

#include <algorithm>
#include <bitset>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

namespace overt {
namespace {

using Characters = std::bitset<128>;

constexpr std::size_t kNoWay = std::numeric_limits<std::size_t>::max() / 4;

// A pattern by its places: which characters fit there, and how short a text can be that leads there
// (with the character of the place) and from there to an end (without it).
struct Places {
  explicit Places(const Pattern& pattern);

  std::size_t count() const { return characters.size(); }

  std::vector<Characters> characters;
  std::vector<std::vector<std::size_t>> following;
  std::vector<std::size_t> first;
  std::vector<bool> is_last;
  std::vector<std::size_t> from_begin;
  std::vector<std::size_t> to_end;
};

std::vector<std::size_t> list_of(const PatternPlaces& places) {
  std::vector<std::size_t> list;
  places.for_each([&](std::size_t place) { list.push_back(place); });
  return list;
}

// The shortest ways from `begin`, each step of which is one character.
std::vector<std::size_t> distances(std::vector<std::size_t> begin, std::size_t begin_distance,
                                   const std::vector<std::vector<std::size_t>>& steps) {
  std::vector<std::size_t> distance(steps.size(), kNoWay);
  for (const std::size_t place : begin) distance[place] = begin_distance;
  for (std::size_t i = 0; i < begin.size(); ++i) {
    for (const std::size_t next : steps[begin[i]]) {
      if (distance[next] != kNoWay) continue;
      distance[next] = distance[begin[i]] + 1;
      begin.push_back(next);
    }
  }
  return distance;
}

Places::Places(const Pattern& pattern)
    : characters(kPatternPositionsMax),
      following(kPatternPositionsMax),
      first(list_of(pattern.first())),
      is_last(kPatternPositionsMax) {
  for (std::size_t c = 0; c < Characters().size(); ++c) {
    pattern.fitting(static_cast<char>(c)).for_each([&](std::size_t place) {
      characters[place].set(c);
    });
  }
  std::vector<std::vector<std::size_t>> before(count());
  for (std::size_t place = 0; place < count(); ++place) {
    following[place] = list_of(pattern.following(place));
    for (const std::size_t next : following[place]) before[next].push_back(place);
  }
  const std::vector<std::size_t> last = list_of(pattern.last());
  for (const std::size_t place : last) is_last[place] = true;
  from_begin = distances(first, 1, following);
  to_end = distances(last, 0, before);
}

// Dijkstra's search over pairs of a place of the pattern and one of the part, by the length of the
// text so far.
class PartSearch {
 public:
  PartSearch(const Pattern& pattern, const Pattern& part)
      : whole_(pattern), part_(part), characters_max_(pattern.characters_max()) {}

  bool find() {
    for (std::size_t place = 0; place < whole_.count(); ++place) {
      for (const std::size_t in_part : part_.first) reach(place, in_part, whole_.from_begin[place]);
    }
    while (!queue_.empty()) {
      const auto [length, pair] = queue_.top();
      queue_.pop();
      const auto [place, in_part] = pair;
      if (part_.is_last[in_part] && length + whole_.to_end[place] <= characters_max_) return true;
      for (const std::size_t next : whole_.following[place]) {
        for (const std::size_t next_in_part : part_.following[in_part]) {
          reach(next, next_in_part, length + 1);
        }
      }
    }
    return false;
  }

 private:
  void reach(std::size_t place, std::size_t in_part, std::size_t length) {
    std::size_t& shortest = shortest_[place * kPatternPositionsMax + in_part];
    if (length >= shortest || length > characters_max_) return;
    if ((whole_.characters[place] & part_.characters[in_part]).none()) return;
    shortest = length;
    queue_.push({length, {place, in_part}});
  }

  using Pair = std::pair<std::size_t, std::size_t>;
  using Found = std::pair<std::size_t, Pair>;

  const Places whole_;
  const Places part_;
  std::size_t characters_max_;
  std::vector<std::size_t> shortest_ =
      std::vector<std::size_t>(kPatternPositionsMax * kPatternPositionsMax, kNoWay);
  std::priority_queue<Found, std::vector<Found>, std::greater<>> queue_;
};

// The texts of one length that end at one place: the most that one of them has.
struct Reached {
  bool at_all = false;
  std::size_t row = 0;  // of the free characters at its end
  FreeCharacters most;

  void join(const Reached& other) {
    at_all = true;
    row = std::max(row, other.row);
    most.in_a_row = std::max(most.in_a_row, other.most.in_a_row);
    most.in_total = std::max(most.in_total, other.most.in_total);
  }
};

// One more character, longer texts from shorter ones.
class FreeSearch {
 public:
  FreeSearch(const Pattern& pattern, std::string_view alphabet, std::size_t choices_min)
      : places_(pattern), characters_max_(pattern.characters_max()), choices_min_(choices_min) {
    for (const char c : alphabet) alphabet_.set(static_cast<std::size_t>(c));
  }

  FreeCharacters find() {
    std::vector<Reached> here(places_.count());
    step({}, places_.first, 1, here);
    FreeCharacters most;
    for (std::size_t length = 1; length <= characters_max_; ++length) {
      std::vector<Reached> next(places_.count());
      for (std::size_t place = 0; place < places_.count(); ++place) {
        if (!here[place].at_all) continue;
        most.in_a_row = std::max(most.in_a_row, here[place].most.in_a_row);
        most.in_total = std::max(most.in_total, here[place].most.in_total);
        step(here[place], places_.following[place], length + 1, next);
      }
      here = std::move(next);
    }
    return most;
  }

 private:
  // Goes on to those of `next` from which a text of `length` characters so far still ends in time.
  void step(const Reached& before, const std::vector<std::size_t>& next, std::size_t length,
            std::vector<Reached>& reached) const {
    const auto ends = [&](std::size_t place) {
      return length + places_.to_end[place] <= characters_max_;
    };
    Characters possible;
    for (const std::size_t place : next) {
      if (ends(place)) possible |= places_.characters[place];
    }
    const bool is_choice = (possible & alphabet_).count() >= choices_min_;
    for (const std::size_t place : next) {
      if (!ends(place)) continue;
      Reached after = before;
      const bool is_free = is_choice && (places_.characters[place] & alphabet_).any();
      after.row = is_free ? before.row + 1 : 0;
      after.most.in_a_row = std::max(after.most.in_a_row, after.row);
      after.most.in_total += is_free ? 1 : 0;
      reached[place].join(after);
    }
  }

  const Places places_;
  std::size_t characters_max_;
  std::size_t choices_min_;
  Characters alphabet_;
};

}  // namespace

bool can_contain(const Pattern& pattern, const Pattern& part) {
  return PartSearch(pattern, part).find();
}

FreeCharacters free_characters(const Pattern& pattern, std::string_view alphabet,
                               std::size_t choices_min) {
  return FreeSearch(pattern, alphabet, choices_min).find();
}

}  // namespace overt

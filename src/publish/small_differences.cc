#include "publish/small_differences.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace overt {
namespace {

using Index = KnownSets::Index;
using Sets = std::vector<Index>;
using View = KnownSets::View;

// Two unions of sets of a view each, the second within the first.
struct Difference {
  Sets whole;
  Sets part;

  auto operator<=>(const Difference&) const = default;
};

class Search {
 public:
  Search(const KnownSets& known, std::int64_t k) : known_(known), sets_(known.sets()), k_(k) {}

  std::vector<Sets> all() && {
    for (Index set = 0; set < sets_.size(); ++set) {
      if (known_.is_rest(set) && is_small(sets_.projects(set))) found_.push_back({set});
    }
    for (const View& whole : known_.views()) {
      for (const View& part : known_.views()) {
        if (&whole != &part) between(whole, part);
      }
    }
    return std::move(found_);
  }

 private:
  void between(const View& whole, const View& part) {
    for (const Index set : whole.sets) {
      for (const std::int64_t forcing : {k_, std::int64_t{1}}) {
        judge(grow(whole, part, {{set}, {}}, forcing));
      }
    }
    for (const Index set : part.sets) {
      judge(grow(whole, part, {{}, {set}}, k_));
      for (const Index of_whole : whole.sets) {
        judge_projects(of_whole, set);
        judge_overlap(of_whole, set);
      }
    }
  }

  // The least difference that has what `from` has and may tell of a small group: a set of the whole
  // that shares `forcing` projects or more with one of the part asks for that, and what is of the
  // part is within the whole. Empty if there is none.
  Difference grow(const View& whole, const View& part, Difference from,
                  std::int64_t forcing) const {
    Difference grown;
    while (!from.whole.empty() || !from.part.empty()) {
      if (!from.whole.empty()) {
        const std::optional<Index> set = take_new(from.whole, grown.whole);
        if (set && !ask_for_parts(*set, whole, part, forcing, from.part)) return {};
      } else {
        const std::optional<Index> set = take_new(from.part, grown.part);
        if (set && !ask_for_whole(*set, whole, from.whole)) return {};
      }
    }
    std::ranges::sort(grown.whole);
    std::ranges::sort(grown.part);
    return grown;
  }

  // Moves one; nothing if it was taken before.
  static std::optional<Index> take_new(Sets& waiting, Sets& taken) {
    const Index set = waiting.back();
    waiting.pop_back();
    if (std::ranges::find(taken, set) != taken.end()) return std::nullopt;
    taken.push_back(set);
    return set;
  }

  // False if what is left has k projects of `set`.
  bool ask_for_parts(Index set, const View& whole, const View& part, std::int64_t forcing,
                     Sets& asked) const {
    for (const Index other : part.sets) {
      if (sets_.shared_projects(set, other) < forcing) continue;
      if (is_within(other, whole)) {
        asked.push_back(other);
      } else if (sets_.shared_projects(set, other) >= k_) {
        return false;
      }
    }
    return true;
  }

  // False if `set` is not within all of the whole.
  bool ask_for_whole(Index set, const View& whole, Sets& asked) const {
    for (const Index other : whole.sets) {
      if (sets_.shared_runs(other, set) > 0) asked.push_back(other);
    }
    return is_within(set, whole);
  }

  bool is_within(Index set, const View& whole) const {
    std::int64_t runs = 0;
    for (const Index other : whole.sets) runs += sets_.shared_runs(other, set);
    return runs == sets_.runs(set);
  }

  bool is_small(std::int64_t projects) const { return projects > 0 && projects < k_; }

  void judge(const Difference& difference) {
    if (difference.whole.empty() || difference.part.empty()) return;
    if (!seen_.insert(difference).second) return;
    const std::int64_t left = sets_.projects_of_difference(difference.whole, difference.part);
    // Where nothing is left, numbers of projects add up to those that are in several of the parts.
    const bool adds_up =
        left == 0 && difference.whole.size() == 1 && has_projects(difference.whole[0]) &&
        std::ranges::all_of(difference.part, [this](Index set) { return has_projects(set); });
    if (is_small(left) || (adds_up && is_small(sets_.projects_in_several(difference.part)))) {
      Sets sets = difference.whole;
      sets.insert(sets.end(), difference.part.begin(), difference.part.end());
      found_.push_back(std::move(sets));
    }
  }

  bool has_projects(Index set) const {
    return !known_.is_rest(set) && known_.measure(set) == Measure::kRuns;
  }

  // Numbers of projects tell by themselves how many have no run in the part.
  void judge_projects(Index whole, Index part) {
    if (!has_projects(whole) || !has_projects(part)) return;
    if (sets_.shared_runs(whole, part) != sets_.runs(part)) return;
    if (is_small(sets_.projects(whole) - sets_.projects(part))) found_.push_back({whole, part});
  }

  // Two sets that together are all tell what is in both. Tables have rests, which say the same; of
  // options that is to be looked for.
  void judge_overlap(Index a, Index b) {
    if (known_.measure(a) != known_.measure(b)) return;
    const Index all = known_.all(known_.measure(a));
    if (all == RunSets::kNone || a == all || b == all) return;
    const std::int64_t both = sets_.shared_runs(a, b);
    if (sets_.runs(a) + sets_.runs(b) - both != sets_.runs(all)) return;
    if (is_small(sets_.shared_projects(a, b))) found_.push_back({a, b});
  }

  const KnownSets& known_;
  const RunSets& sets_;
  std::int64_t k_;
  std::set<Difference> seen_;
  std::vector<Sets> found_;
};

}  // namespace

std::vector<std::vector<KnownSets::Index>> small_differences(const KnownSets& known,
                                                             std::int64_t k) {
  return Search(known, k).all();
}

}  // namespace overt

#include "publish/suppress.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "publish/run_sets.h"

namespace overt {
namespace {

using SetIndex = RunSets::Index;

// Cells that are disjoint, all counted in one measure.
using View = std::vector<SetIndex>;

// Two unions of published sets, the second within the first.
struct Difference {
  View whole;
  View part;

  auto operator<=>(const Difference&) const = default;
};

class Suppression {
 public:
  Suppression(const Usage& usage, std::int64_t k)
      : usage_(usage), k_(k), sets_(usage, k, kCellsMax), is_published_(sets_.size(), true) {
    for (SetIndex set = 0; set < sets_.size(); ++set) {
      // That nobody failed tells of nobody.
      is_published_[set] = sets_.projects(set) >= k || sets_.projects(set) == 0;
    }
  }

  std::vector<PublishedCell> result() {
    if (sets_.size() == 0 || sets_.cell(0) != 0) return {};
    while (withhold_some()) {
    }
    std::vector<PublishedCell> cells;
    for (SetIndex set = 0; set < sets_.size(); set += kMeasures) {
      if (!is_published_[set]) continue;
      PublishedCell& cell = cells.emplace_back();
      cell.cell = usage_.cells[sets_.cell(set)];
      cell.projects = sets_.projects(set);
      for (std::size_t m = 0; m < kMeasures; ++m) {
        if (is_published_[set + m]) cell.counts[m] = sets_.runs(set + m);
      }
    }
    return cells;
  }

 private:
  // What is published, by table and measure; each cell of a table that is no partition by itself.
  std::vector<View> views() const {
    std::vector<View> views;
    for (std::size_t m = 0; m < kMeasures; ++m) {
      std::vector<View> of_tables(usage_.tables.size());
      for (SetIndex set = m; set < sets_.size(); set += kMeasures) {
        if (!is_published_[set]) continue;
        const std::size_t table = usage_.cells[sets_.cell(set)].table;
        if (usage_.tables[table].is_partition) {
          of_tables[table].push_back(set);
        } else {
          views.push_back({set});
        }
      }
      std::ranges::move(of_tables, std::back_inserter(views));
    }
    return views;
  }

  // One pass over all pairs of views; false if there was nothing to withhold.
  bool withhold_some() {
    bool has_withheld = false;
    const std::vector<View> all = views();
    for (const View& whole : all) {
      for (const View& part : all) has_withheld |= withhold_between(whole, part);
    }
    return has_withheld;
  }

  bool withhold_between(const View& whole, const View& part) {
    if (&whole == &part) return false;
    bool has_withheld = false;
    for (const SetIndex set : whole) {
      for (const std::int64_t forcing : {k_, std::int64_t{1}}) {
        if (!is_published_[set]) break;
        has_withheld |= withhold_if_told(grow(whole, part, {{set}, {}}, forcing));
      }
    }
    for (const SetIndex set : part) {
      if (!is_published_[set]) continue;
      has_withheld |= withhold_if_told(grow(whole, part, {{}, {set}}, k_));
      has_withheld |= withhold_if_projects_told(whole, set);
    }
    return has_withheld;
  }

  // The least difference that has what `from` has and may tell of a small group: a set of the whole
  // that shares `forcing` projects or more with one of the part asks for that, and what is of the
  // part is within the whole. Empty if there is none.
  Difference grow(const View& whole, const View& part, Difference from,
                  std::int64_t forcing) const {
    Difference grown;
    while (!from.whole.empty() || !from.part.empty()) {
      if (!from.whole.empty()) {
        const std::optional<SetIndex> set = take_new(from.whole, grown.whole);
        if (set && !ask_for_parts(*set, whole, part, forcing, from.part)) return {};
      } else {
        const std::optional<SetIndex> set = take_new(from.part, grown.part);
        if (set && !ask_for_whole(*set, whole, from.whole)) return {};
      }
    }
    std::ranges::sort(grown.whole);
    std::ranges::sort(grown.part);
    return grown;
  }

  // Moves one; nothing if it was taken before.
  static std::optional<SetIndex> take_new(View& waiting, View& taken) {
    const SetIndex set = waiting.back();
    waiting.pop_back();
    if (std::ranges::find(taken, set) != taken.end()) return std::nullopt;
    taken.push_back(set);
    return set;
  }

  // False if what is left has k projects of `set`.
  bool ask_for_parts(SetIndex set, const View& whole, const View& part, std::int64_t forcing,
                     View& asked) const {
    for (const SetIndex other : part) {
      if (!is_published_[other] || sets_.shared_projects(set, other) < forcing) continue;
      if (is_within(other, whole)) {
        asked.push_back(other);
      } else if (sets_.shared_projects(set, other) >= k_) {
        return false;
      }
    }
    return true;
  }

  // False if `set` is not within all of the whole.
  bool ask_for_whole(SetIndex set, const View& whole, View& asked) const {
    for (const SetIndex other : whole) {
      if (is_published_[other] && sets_.shared_runs(other, set) > 0) asked.push_back(other);
    }
    return is_within(set, whole);
  }

  bool is_within(SetIndex set, const View& whole) const {
    std::int64_t runs = 0;
    for (const SetIndex other : whole) {
      if (is_published_[other]) runs += sets_.shared_runs(other, set);
    }
    return runs == sets_.runs(set);
  }

  bool withhold_if_told(const Difference& difference) {
    if (difference.part.empty() || !seen_.insert(difference).second) return false;
    const std::int64_t projects = sets_.projects_of_difference(difference.whole, difference.part);
    if (projects == 0 || projects >= k_) return false;
    View sets = difference.whole;
    sets.insert(sets.end(), difference.part.begin(), difference.part.end());
    withhold_smallest(sets);
    return true;
  }

  // Numbers of projects tell by themselves how many have no run in the part.
  bool withhold_if_projects_told(const View& whole, SetIndex part) {
    if (!is_published_[part] || RunSets::measure(part) != Measure::kRuns) return false;
    const auto found = std::ranges::find_if(whole, [&](SetIndex set) {
      if (!is_published_[set] || RunSets::measure(set) != Measure::kRuns) return false;
      if (sets_.shared_runs(set, part) != sets_.runs(part)) return false;
      const std::int64_t without = sets_.projects(set) - sets_.projects(part);
      return without > 0 && without < k_;
    });
    if (found == whole.end()) return false;
    withhold_smallest(std::array{*found, part});
    return true;
  }

  // Whatever has the fewest projects, but never all runs; with it what is among it.
  void withhold_smallest(std::span<const SetIndex> sets) {
    SetIndex smallest = 0;
    for (const SetIndex set : sets) {
      if (set == 0) continue;
      const auto size = [this](SetIndex index) {
        return std::pair(sets_.projects(index), sets_.runs(index));
      };
      if (smallest == 0 || size(set) < size(smallest)) smallest = set;
    }
    assert(smallest != 0 && "a difference has two sets");
    for (SetIndex set = smallest; set < smallest - smallest % kMeasures + kMeasures; ++set) {
      is_published_[set] = false;
    }
  }

  const Usage& usage_;
  std::int64_t k_;
  RunSets sets_;
  std::vector<bool> is_published_;
  std::set<Difference> seen_;  // what a difference has does not change
};

}  // namespace

std::vector<PublishedCell> publishable(const Usage& usage, std::int64_t k) {
  assert(k >= 1);
  return Suppression(usage, k).result();
}

}  // namespace overt

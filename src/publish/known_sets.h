// What a reader of a publication knows: the sets that are published, and of each table and measure
// the rest, which is all less what is published of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "publish/cells.h"
#include "publish/run_sets.h"

namespace overt {

// What is published, by cell and measure.
using Published = std::vector<std::array<bool, kMeasures>>;

class KnownSets {
 public:
  using Index = RunSets::Index;

  // Sets that are disjoint and of one measure: of a table that is a partition its published ones
  // and its rest, so that together they are all; else one published set.
  struct View {
    std::size_t table = 0;
    std::vector<Index> sets;
  };

  KnownSets(const Usage& usage, const Published& published)
      : KnownSets(usage, numbered(usage, published)) {}

  const RunSets& sets() const { return sets_; }
  const std::vector<View>& views() const { return views_; }
  Measure measure(Index set) const { return static_cast<Measure>(numbers_.info[set].measure); }
  std::size_t table(Index set) const { return numbers_.info[set].table; }
  bool is_rest(Index set) const { return numbers_.info[set].cell == kRest; }
  std::size_t cell(Index set) const { return numbers_.info[set].cell; }  // of one that is published

  // All runs of that measure; RunSets::kNone if that is not published.
  Index all(Measure measure) const {
    return numbers_.of_cells[0][static_cast<std::size_t>(measure)];
  }

 private:
  static constexpr std::size_t kRest = RunSets::kNone;

  struct Info {
    std::size_t table = 0;
    std::size_t cell = kRest;
    std::size_t measure = 0;
  };
  struct Numbers {
    RunSets::OfCells of_cells;
    std::vector<Info> info;
  };

  static Numbers numbered(const Usage& usage, const Published& published);
  KnownSets(const Usage& usage, Numbers numbers);

  Numbers numbers_;
  RunSets sets_;
  std::vector<View> views_;
};

}  // namespace overt

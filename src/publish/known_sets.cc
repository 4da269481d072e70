#include "publish/known_sets.h"

#include <map>
#include <utility>

namespace overt {

KnownSets::Numbers KnownSets::numbered(const Usage& usage, const Published& published) {
  Numbers numbers{.of_cells = RunSets::OfCells(usage.cells.size()), .info = {}};
  std::map<std::pair<std::size_t, std::size_t>, Index> rests;  // by table and measure
  for (std::size_t cell = 0; cell < usage.cells.size(); ++cell) {
    const std::size_t table = usage.cells[cell].table;
    for (std::size_t m = 0; m < kMeasures; ++m) {
      Index& set = numbers.of_cells[cell][m];
      set = RunSets::kNone;
      const Index next = numbers.info.size();
      if (published[cell][m]) {
        set = next;
        numbers.info.push_back({.table = table, .cell = cell, .measure = m});
      } else if (table != 0 && usage.tables[table].is_partition && published[0][m]) {
        const auto [rest, is_new] = rests.emplace(std::pair(table, m), next);
        set = rest->second;
        if (is_new) numbers.info.push_back({.table = table, .cell = kRest, .measure = m});
      }
    }
  }
  return numbers;
}

KnownSets::KnownSets(const Usage& usage, Numbers numbers)
    : numbers_(std::move(numbers)), sets_(usage, numbers_.of_cells, numbers_.info.size()) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> places;  // in views_
  for (Index set = 0; set < sets_.size(); ++set) {
    if (sets_.runs(set) == 0) continue;
    const auto key = std::pair(numbers_.info[set].table, numbers_.info[set].measure);
    const bool is_partition = usage.tables[numbers_.info[set].table].is_partition;
    const auto [place, is_new] = places.emplace(key, views_.size());
    if (is_new || !is_partition) {
      place->second = views_.size();
      views_.push_back({.table = numbers_.info[set].table, .sets = {}});
    }
    views_[place->second].sets.push_back(set);
  }
}

}  // namespace overt

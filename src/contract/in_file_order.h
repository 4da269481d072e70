// What is said of a contract, in the order in which it stands in the file.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "overt/contract.hpp"

namespace overt {

// By `place`; items of one place stay as they were found. std::stable_sort would do, but libstdc++
// 12's asks for memory in a deprecated way, and clang says so.
template <typename T>
std::vector<T> in_file_order(std::vector<T> items) {
  std::multimap<Place, T> by_place;
  for (T& item : items) {
    const Place place = item.place;
    by_place.emplace(place, std::move(item));
  }
  items.clear();
  for (auto& [place, item] : by_place) items.push_back(std::move(item));
  return items;
}

}  // namespace overt

// Where something stands in a contract's file.
#pragma once

#include <compare>

namespace overt {

// From 1; 0 in what a compiler made.
struct Place {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace overt

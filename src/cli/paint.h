// Colours for terminals, by what they say. Only these sequences reach a terminal: whatever came
// from elsewhere goes through shown() first.
#pragma once

#include <string>
#include <string_view>

namespace overt::cli {

enum class Paint {
  kNone,
  kHeading,
  kAside,  // what a reader may pass over: rules, intervals
  kBar,
  kGood,
  kBad,
  kOpen,  // cannot be told yet
};

// As it is where there is no colour.
std::string painted(std::string_view text, Paint paint, bool colour);

// By the verdict of a change or of an answer: "worse" is bad, "not worse" and "not seen" are good.
Paint paint_of_verdict(std::string_view verdict);

}  // namespace overt::cli

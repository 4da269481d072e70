// Reading JSON that comes from outside, over Boost.JSON: once from its beginning to its end, with
// no document in memory. For bodies of any size; what is small is read by json_document.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace overt::json {

// Hears what stands in a text, in its order. Each call may give an error, which ends the walk. By
// the time of an error in the text much of it may have been heard.
class Listener {
 public:
  using Problem = std::optional<Error>;

  virtual ~Listener() = default;

  virtual Problem begin_object() = 0;
  virtual Problem end_object() = 0;
  virtual Problem begin_array() = 0;
  virtual Problem end_array() = 0;
  // A text comes in parts, of which the last one `ends` it.
  virtual Problem key(std::string_view part, bool ends) = 0;
  virtual Problem text(std::string_view part, bool ends) = 0;
  virtual Problem integer(std::int64_t value) = 0;
  virtual Problem null() = 0;
  // A boolean, or a number that is no 64-bit integer.
  virtual Problem other() = 0;
};

// An error if `text` is not one JSON value in UTF-8, nests deeper than kJsonDepthMax, has a number
// that no double holds or an exponent that no int does (0e9999999999), or if the listener has one.
Status walk(std::string_view text, Listener& listener);

}  // namespace overt::json

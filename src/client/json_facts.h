// Reads the JSON that overt itself has written: the cursor, the receipts, the lines of the log. The
// codecs of model read what strangers wrote; they need a library, and what a tool links has none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace overt {

// The whole numbers and the texts of one object.
class JsonFacts {
 public:
  // Nothing if `text` is not one JSON object (RFC 8259), is followed by anything but white space,
  // or nests deeper than kJsonDepthMax.
  static std::optional<JsonFacts> read(std::string_view text);

  // What stands under a key; under "begin.offset" what stands under `offset` in the object `begin`.
  // Nothing if it is not there or of another kind. Arrays are passed over; of two equal keys the
  // first one counts.
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;

 private:
  class Reader;

  using Fact = std::variant<std::int64_t, std::string>;

  const Fact* find(std::string_view key) const;

  std::vector<std::pair<std::string, Fact>> facts_;
};

}  // namespace overt

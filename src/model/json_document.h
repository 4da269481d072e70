// Reading JSON that comes from outside, over simdjson. Internal to the codecs.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/limits.h"

namespace overt::json {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

// Owns the parsed text that elements point into.
class Document {
 public:
  // An error if `text` is not one JSON value in UTF-8 or nests deeper than kJsonDepthMax.
  static Result<Document> parse(std::string_view text);

  Element root() const { return root_; }

 private:
  // On the heap, for elements point into it and must survive a move of the document.
  std::unique_ptr<simdjson::dom::parser> parser_ = std::make_unique<simdjson::dom::parser>();
  Element root_;
};

// Nothing if the element is of another type.
std::optional<std::string> text(const Element& element);
std::optional<std::int64_t> integer(const Element& element);
std::optional<bool> boolean(const Element& element);
std::optional<Object> object(const Element& element);
std::optional<Array> array(const Element& element);

bool is_utf8(std::string_view text);

}  // namespace overt::json

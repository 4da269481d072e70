// For the targets that hold a decoder of ours against another one.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/limits.h"
#include "model/otlp.h"

namespace overt::fuzzing {

inline bool is_same(const OtlpAttribute& one, const OtlpAttribute& other) {
  return one.key == other.key && one.value == other.value;
}

inline bool is_same(const OtlpSpan& one, const OtlpSpan& other) {
  return one.identity == other.identity && one.name == other.name &&
         one.has_more_attributes == other.has_more_attributes &&
         std::ranges::equal(one.attributes, other.attributes,
                            [](const auto& a, const auto& b) { return is_same(a, b); });
}

inline void keep_as_much_as_we_do(std::string& text) {
  if (text.size() > kAttributeBytesMax) text.resize(kAttributeBytesMax + 1);
}

// Of all attributes that a span has, and of its texts, what we keep.
inline void keep_as_much_as_we_do(OtlpSpan& span) {
  keep_as_much_as_we_do(span.name);
  for (OtlpAttribute& attribute : span.attributes) {
    keep_as_much_as_we_do(attribute.key);
    if (auto* const text = std::get_if<std::string>(&attribute.value)) keep_as_much_as_we_do(*text);
  }
  if (span.attributes.size() <= kSpanAttributesMax) return;
  span.attributes.resize(kSpanAttributesMax);
  span.has_more_attributes = true;
}

// Ends the process if ours is not what the oracle says; `expected` is nothing where it refuses.
inline void compare(const Result<std::vector<OtlpSpan>>& ours,
                    std::optional<std::vector<OtlpSpan>> expected) {
  if (expected && expected->size() > kSpansPerRequestMax) expected.reset();
  if (ours.ok() != expected.has_value()) std::abort();
  if (!expected) return;
  for (OtlpSpan& span : *expected) keep_as_much_as_we_do(span);
  const bool same = std::ranges::equal(*ours, *expected,
                                       [](const auto& a, const auto& b) { return is_same(a, b); });
  if (!same) std::abort();
}

}  // namespace overt::fuzzing

#include "contract/closed_text.h"

namespace overt {

const Pattern* pattern_of(const FieldSpec& spec) {
  switch (spec.type) {
    case FieldType::kVersion:
      return &kVersionPattern;
    case FieldType::kUuid:
      return &kUuidPattern;
    case FieldType::kSha256:
      return &kSha256Pattern;
    case FieldType::kPattern:
      return spec.pattern;
    default:
      return nullptr;
  }
}

}  // namespace overt

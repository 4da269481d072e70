#include "contract/closed_text.h"

namespace overt {
namespace {

// A version is a few numbers and words; a text of more than 64 characters and a `v` is none.
constexpr Pattern kVersion("dev|unknown|v?[0-9][0-9A-Za-z.+\\-]{0,63}", 65);
constexpr Pattern kUuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", 36);
constexpr Pattern kSha256("[0-9a-f]{64}", 64);
static_assert(kVersion.problem().empty() && kUuid.problem().empty() && kSha256.problem().empty());

}  // namespace

const Pattern& version_pattern() { return kVersion; }
const Pattern& uuid_pattern() { return kUuid; }
const Pattern& sha256_pattern() { return kSha256; }

const Pattern* pattern_of(const FieldSpec& spec) {
  switch (spec.type) {
    case FieldType::kVersion:
      return &kVersion;
    case FieldType::kUuid:
      return &kUuid;
    case FieldType::kSha256:
      return &kSha256;
    case FieldType::kPattern:
      return spec.pattern;
    default:
      return nullptr;
  }
}

}  // namespace overt

#include "contract/review/type_words.h"

#include <fmt/format.h>

namespace overt {
namespace {

// More than a reader takes in at one look.
constexpr std::size_t kListed = 8;

}  // namespace

std::string list_of(const std::vector<std::string_view>& words) {
  // One more is shorter than to say that there is one more.
  const std::size_t listed = words.size() <= kListed + 1 ? words.size() : kListed;
  std::string list;
  for (std::size_t i = 0; i < listed; ++i) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", words[i]);
  }
  if (listed < words.size()) list += fmt::format(" and {} more", words.size() - listed);
  return list;
}

std::string describe_values(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::kBoolean:
      return "true or false";
    case FieldType::kInteger:
      return fmt::format("a whole number from {} to {}", field.min, field.max);
    case FieldType::kDurationMs:
      return "a duration in milliseconds";
    case FieldType::kExitCode:
      return "an exit code from 0 to 255";
    case FieldType::kOptions:
      return "the names of options";
    case FieldType::kEnum:
      return "one of " + list_of({field.values.begin(), field.values.end()});
    case FieldType::kVersion:
      return "a version";
    case FieldType::kUuid:
      return "an id of 32 hexadecimal digits (UUID)";
    case FieldType::kSha256:
      return "a hash of 64 hexadecimal digits (SHA-256)";
    case FieldType::kPattern:
      return fmt::format("a text of at most {} characters that matches {}",
                         field.pattern->characters_max(), field.pattern->text());
    case FieldType::kMap:
      return "names and texts of any kind";
    case FieldType::kText:
      return "a text of any kind";
  }
  return "";
}

}  // namespace overt

#include "contract/words_of_types.h"

#include <utility>

namespace overt {
namespace {

constexpr std::pair<std::string_view, FieldType> kFieldTypes[] = {
    {"boolean", FieldType::kBoolean},
    {"integer", FieldType::kInteger},
    {"duration_ms", FieldType::kDurationMs},
    {"exit_code", FieldType::kExitCode},
    {"options", FieldType::kOptions},
    {"enum", FieldType::kEnum},
    {"version", FieldType::kVersion},
    {"uuid", FieldType::kUuid},
    {"sha256", FieldType::kSha256},
    {"pattern", FieldType::kPattern},
    {"map", FieldType::kMap},
    {"text", FieldType::kText},
};

constexpr std::pair<std::string_view, ConsentDefault> kConsentDefaults[] = {
    {"on", ConsentDefault::kOn},
    {"off", ConsentDefault::kOff},
    {"local", ConsentDefault::kLocal},
};

template <typename T, std::size_t N>
std::string_view word_of(const std::pair<std::string_view, T> (&words)[N], T meaning) {
  for (const auto& [word, known] : words) {
    if (known == meaning) return word;
  }
  return {};
}

template <typename T, std::size_t N>
std::optional<T> meaning_of(const std::pair<std::string_view, T> (&words)[N],
                            std::string_view text) {
  for (const auto& [word, meaning] : words) {
    if (word == text) return meaning;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(FieldType type) { return word_of(kFieldTypes, type); }

std::optional<FieldType> field_type_from(std::string_view word) {
  return meaning_of(kFieldTypes, word);
}

std::string all_field_types() {
  std::string all;
  for (const auto& [word, type] : kFieldTypes) all.append(all.empty() ? "" : ", ").append(word);
  return all;
}

std::string to_string(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const auto hyphen_and_two = [](unsigned number) {
    return (number < 10 ? "-0" : "-") + std::to_string(number);
  };
  return std::to_string(static_cast<int>(date.year())) +
         hyphen_and_two(static_cast<unsigned>(date.month())) +
         hyphen_and_two(static_cast<unsigned>(date.day()));
}

std::string_view to_string(ConsentDefault consent) { return word_of(kConsentDefaults, consent); }

std::optional<ConsentDefault> consent_default_from(std::string_view word) {
  return meaning_of(kConsentDefaults, word);
}

}  // namespace overt

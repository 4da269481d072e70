#include "contract/review/field_risks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "contract/review/pattern_reach.h"

namespace overt {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// With ten letters to choose from at each place most names can be spelled, and ten is what digits
// give; `[a-f]` and `(linux|darwin)` leave fewer.
constexpr std::size_t kChoicesMin = 10;

// Shorter words are abbreviations more often than names.
constexpr std::size_t kNameCharacters = 6;

// Of 10^16 texts each person can have one; shorter ones repeat.
constexpr std::size_t kIdCharacters = 16;

// The same for numbers: no count of anything is that large, an id or a moment is.
constexpr std::uint64_t kRangeMax = std::uint64_t{1} << 40;

constexpr Pattern kSlash("/", 1);
constexpr Pattern kBackslash("\\\\", 1);
constexpr Pattern kTilde("~", 1);
constexpr Pattern kMailSign("@", 1);
constexpr Pattern kIpv4("[0-9]{1,3}(\\.[0-9]{1,3}){3}", 15);
// Part of one, or of a network card's address.
constexpr Pattern kIpv6("([0-9A-Fa-f]{1,4}:){4}", 20);

constexpr std::string_view kEnumInstead =
    "list the words it may be (type = \"enum\"), narrow the pattern, or answer in accepted_risk "
    "why it is right all the same";
constexpr std::string_view kDiscardInstead =
    "leave it out, add discard = true, or answer in accepted_risk why it is right all the same";

void add_risks_of_pattern(const Pattern& pattern, std::vector<Risk>& risks) {
  const auto add = [&](std::string what) {
    risks.push_back({.what = std::move(what), .to_do = std::string(kEnumInstead)});
  };
  for (const Pattern* const sign : {&kSlash, &kBackslash, &kTilde}) {
    if (!can_contain(pattern, *sign)) continue;
    add(fmt::format("could carry a path or a URL: its pattern allows {}", sign->text().back()));
    break;
  }
  if (can_contain(pattern, kMailSign)) add("could carry an e-mail address: its pattern allows @");
  if (can_contain(pattern, kIpv4) || can_contain(pattern, kIpv6)) {
    add("could carry a network address: its pattern allows one");
  }
  const std::size_t word = free_characters(pattern, kLetters, kChoicesMin).in_a_row;
  if (word >= kNameCharacters) {
    constexpr std::string_view kWhat =
        "could spell a name or any other word: its pattern leaves {} letters in a row open";
    add(fmt::format(kWhat, word));
  }
  const std::size_t id = free_characters(pattern, kLettersAndDigits, kChoicesMin).in_total;
  if (id >= kIdCharacters) {
    constexpr std::string_view kWhat =
        "could carry an id, a hash or a key: its pattern leaves {} letters and digits open";
    add(fmt::format(kWhat, id));
  }
}

void add_risks_of_words(const FieldSpec& field, std::vector<Risk>& risks) {
  for (const std::string_view value : field.values) {
    const std::string_view kind = kind_of_word(value);
    if (kind.empty()) continue;
    risks.push_back(
        {.what = fmt::format("has a value that looks like {}: \"{}\"", kind, value),
         .to_do = "choose another word, or answer in accepted_risk why it is right all the same"});
  }
}

bool has_part(const Pattern& pattern, std::string_view word) {
  for (std::size_t begin = 0; begin < word.size(); ++begin) {
    const std::size_t longest = std::min(pattern.characters_max(), word.size() - begin);
    for (std::size_t size = 1; size <= longest; ++size) {
      if (pattern.matches(word.substr(begin, size))) return true;
    }
  }
  return false;
}

}  // namespace

std::string_view kind_of_word(std::string_view word) {
  if (word.find('@') != std::string_view::npos) return "an e-mail address";
  if (word.find_first_of("/\\~") != std::string_view::npos) return "a path or a URL";
  if (has_part(kIpv4, word) || has_part(kIpv6, word)) return "a network address";
  return "";
}

bool is_telling_variable(std::string_view name) {
  constexpr auto kEnds = std::to_array<std::string_view>(
      {"TOKEN", "SECRET", "PASSWORD", "PASSWD", "KEY", "USER", "USERNAME", "LOGNAME", "HOME",
       "HOST", "HOSTNAME", "EMAIL", "MAIL", "PATH", "PWD", "DIR", "URL"});
  // Each word of NAME_OF_IT by its end, so that APIKEY and GOPATH are found.
  while (!name.empty()) {
    const std::string_view word = name.substr(0, name.find('_'));
    if (std::ranges::any_of(kEnds, [word](auto end) { return word.ends_with(end); })) return true;
    name.remove_prefix(std::min(word.size() + 1, name.size()));
  }
  return false;
}

std::vector<Risk> risks_of(const FieldSpec& field) {
  std::vector<Risk> risks;
  if (field.discard) return risks;
  if (field.type == FieldType::kUuid || field.type == FieldType::kSha256) {
    risks.push_back({.what = "is an id: where it stays the same, it ties together what one person, "
                             "machine or project does",
                     .to_do = std::string(kDiscardInstead)});
  }
  const std::uint64_t range =
      static_cast<std::uint64_t>(field.max) - static_cast<std::uint64_t>(field.min);
  if (field.type == FieldType::kInteger && range > kRangeMax) {
    risks.push_back({.what = "could carry an id: its range has more than 2^40 numbers",
                     .to_do = "give it the least min and max that it needs, or answer in "
                              "accepted_risk why it is right all the same"});
  }
  if (field.type == FieldType::kPattern) add_risks_of_pattern(*field.pattern, risks);
  if (field.type == FieldType::kEnum) add_risks_of_words(field, risks);
  if (is_telling_variable(field.env)) {
    risks.push_back(
        {.what = fmt::format("is read from {}, which by its name holds a secret or says "
                             "who or where somebody is",
                             field.env),
         .to_do = std::string(kDiscardInstead)});
  }
  return risks;
}

}  // namespace overt

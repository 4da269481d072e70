#include "contract/load_fields.h"

#include <limits>
#include <utility>

#include "contract/words_of_types.h"
#include "model/limits.h"

namespace overt {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What a terminal or a page could take for more than text.
bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= '\0' && c < ' ') || c == '\x7F'; });
}

constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

std::string_view get_variable(TomlTable& toml, Storage& storage) {
  const std::string name = toml.get_optional_text("env");
  if (toml.has("env") && !is_variable_name(name)) {
    toml.refuse("env", "must be the name of an environment variable, in capital letters");
  }
  return storage.keep(name);
}

std::span<const std::string_view> keep_all(const std::vector<std::string>& texts,
                                           Storage& storage) {
  std::vector<std::string_view> views;
  views.reserve(texts.size());
  for (const std::string& text : texts) views.push_back(storage.keep(text));
  return storage.keep(views);
}

FieldType get_type(TomlTable& toml) {
  const std::string word = toml.get_text("type");
  if (const auto type = field_type_from(word)) return *type;
  toml.refuse("type", "must be one of " + all_field_types());
  return FieldType::kBoolean;
}

const Pattern* read_pattern(TomlTable& toml, Storage& storage) {
  const std::string text = toml.get_text("pattern");
  const auto characters_max = toml.get_integer("characters_max", 1, kPatternCharactersMax);
  const auto* const pattern = storage.make<Pattern>(text, static_cast<std::size_t>(characters_max));
  if (!pattern->problem().empty()) {
    toml.refuse("pattern", std::string(pattern->problem()) + ", at character " +
                               std::to_string(pattern->problem_at() + 1));
  }
  return pattern;
}

// How many there are, for a range that leaves out what else may be given.
void read_closed_values(TomlTable& toml, FieldSpec& field, Storage& storage) {
  if (field.type == FieldType::kInteger) {
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    field.min = toml.get_integer("min", kMin, kMax);
    field.max = toml.get_integer("max", field.min, kMax);
  }
  if (field.type == FieldType::kEnum) {
    std::vector<std::string> values = toml.get_texts("values");
    std::ranges::sort(values);
    field.values = keep_all(values, storage);
    if (std::ranges::any_of(values, has_control)) {
      toml.refuse("values", "must be one line each, without control characters");
    }
    if (values.empty()) toml.refuse("values", "must list what an enum may be");
    if (values.size() > kEnumValuesMax) {
      toml.refuse("values", "has more than " + std::to_string(kEnumValuesMax));
    }
  }
  if (field.type == FieldType::kPattern) field.pattern = read_pattern(toml, storage);
  const bool open = field.type == FieldType::kText || field.type == FieldType::kMap;
  if (open && !field.discard) {
    toml.refuse("type", "text and map close nothing; they need discard = true");
  }
}

int get_since_schema(TomlTable& toml) {
  return static_cast<int>(
      toml.get_integer("since_schema", kSchemaVersionMin, kSchemaVersionMax, kSchemaVersionMin));
}

// What every field says, whoever names it.
void read_terms(TomlTable& toml, FieldSpec& field, Storage& storage) {
  field.place = toml.place();
  field.discard = toml.get_optional_boolean("discard");
  read_closed_values(toml, field, storage);
  field.why = get_words(toml, "why", storage);
  if (field.why.en.empty()) toml.refuse("why", "must say why this is collected, why.en in English");
  field.owner = get_line(toml, "owner", storage);
  field.accepted_risk = get_words(toml, "accepted_risk", storage);
  field.expires = toml.get_optional_date("expires").value_or(kNever);
  if (field.expires != kNever && !field.optional) {
    toml.refuse("expires", "needs optional = true: after that day the field is absent");
  }
  toml.refuse_other_keys();
}

}  // namespace

bool is_name(std::string_view text, std::string_view more) {
  return !text.empty() && text.size() <= kNameCharactersMax &&
         std::ranges::all_of(text, [more](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  more.find(c) != std::string_view::npos;
         });
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameCharactersMax &&
         !(text[0] >= '0' && text[0] <= '9') && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_command(std::string_view text) {
  return !text.empty() && text.size() <= kNameCharactersMax && text.front() != ' ' &&
         text.back() != ' ' && text.find("  ") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string_view get_line(TomlTable& toml, std::string_view key, Storage& storage) {
  const std::string text = toml.get_optional_text(key);
  // TOML is UTF-8; a character begins at each byte but those that go on with one.
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  if (has_control(text)) {
    toml.refuse(key, "must be one line without control characters");
  } else if (static_cast<std::size_t>(characters) > kWordsCharactersMax) {
    toml.refuse(key, "has more than " + std::to_string(kWordsCharactersMax) + " characters");
  }
  return storage.keep(text);
}

Words get_words(TomlTable& toml, std::string_view key, Storage& storage) {
  // Asked for even when it is absent, so that it is known to be a key.
  if (!toml.has(key)) return {};
  auto languages = toml.get_table(key, std::string(key) + ", which holds en and ru");
  if (!languages) return {};
  const Words words{.en = get_line(*languages, "en", storage),
                    .ru = get_line(*languages, "ru", storage)};
  if (words.en.empty()) toml.refuse(key, "must have en, the English text");
  languages->refuse_other_keys();
  return words;
}

OptionSpec read_option(TomlTable& toml, Storage& storage) {
  OptionSpec option;
  option.place = toml.place();
  option.name = storage.keep(toml.get_text("name"));
  if (!is_command(option.name) || option.name.starts_with('-')) {
    toml.refuse("name", "must be what is recorded, without dashes in front");
  }
  const std::vector<std::string> spellings = toml.get_texts("spellings");
  const bool dashed = std::ranges::all_of(spellings, [](std::string_view spelling) {
    return spelling.starts_with('-') && spelling != "-" && spelling != "--" &&
           spelling.find_first_of("= ") == std::string_view::npos && is_command(spelling);
  });
  if (spellings.empty() || !dashed) {
    toml.refuse("spellings", "must hold what a user types, such as \"-m\" and \"--message\"");
  }
  std::string words;
  for (const std::string& spelling : spellings) {
    if (!words.empty()) words += ' ';
    words += spelling;
  }
  if (words.size() > kSpellingsBytesMax) {
    toml.refuse("spellings", "has more than " + std::to_string(kSpellingsBytesMax) + " bytes");
  }
  option.spellings = storage.keep(words);
  option.takes_value = toml.get_optional_boolean("value");
  option.env = get_variable(toml, storage);
  toml.refuse_other_keys();
  return option;
}

FieldSpec read_field(TomlTable& toml, Storage& storage) {
  FieldSpec field;
  field.name = storage.keep(toml.get_text("name"));
  if (!is_name(field.name, kCapitals) || !is_letter(field.name.front())) {
    toml.refuse("name", "must consist of letters, digits and underscores, a letter first");
  }
  field.type = get_type(toml);
  field.optional = toml.get_optional_boolean("optional");
  field.since_schema = get_since_schema(toml);
  field.env = get_variable(toml, storage);
  read_terms(toml, field, storage);
  return field;
}

std::optional<FieldSpec> read_known_field(TomlTable& toml, std::string_view key, FieldType type,
                                          Storage& storage) {
  if (!toml.has(key)) return std::nullopt;
  auto table = toml.get_table(key, key);
  if (!table) return std::nullopt;
  FieldSpec field{.type = type, .optional = true};
  read_terms(*table, field, storage);
  return field;
}

EventSpec read_event(TomlTable& toml, Storage& storage) {
  EventSpec event;
  event.place = toml.place();
  event.type = storage.keep(toml.get_text("type"));
  if (!is_name(event.type, kCapitals.substr(0, 26)) || !is_letter(event.type.front())) {
    toml.refuse("type", "must consist of letters and digits, a letter first");
  }
  event.since_schema = get_since_schema(toml);
  event.why = get_words(toml, "why", storage);
  event.fields = storage.keep(
      read_all(toml, "fields", "field", kFieldsMax, read_field, &FieldSpec::name, storage));
  toml.refuse_other_keys();
  return event;
}

}  // namespace overt

#include "contract/load.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/file.h"
#include "contract/toml_reader.h"
#include "model/limits.h"

namespace overt {
namespace {

// A name that a person gives and reads: an app, a command, an option, a span.
constexpr std::size_t kNameCharactersMax = 128;

constexpr std::pair<std::string_view, FieldType> kFieldTypes[] = {
    {"boolean", FieldType::kBoolean},
    {"integer", FieldType::kInteger},
    {"duration_ms", FieldType::kDurationMs},
    {"exit_code", FieldType::kExitCode},
    {"options", FieldType::kOptions},
    {"enum", FieldType::kEnum},
    {"version", FieldType::kVersion},
    {"map", FieldType::kMap},
    {"text", FieldType::kText},
};

constexpr std::pair<std::string_view, ConsentDefault> kConsentDefaults[] = {
    {"on", ConsentDefault::kOn},
    {"off", ConsentDefault::kOff},
    {"local", ConsentDefault::kLocal},
};

// One of the words of `table`; a problem that lists them for any other.
template <typename T, std::size_t N>
T get_word(TomlTable& toml, std::string_view key,
           const std::pair<std::string_view, T> (&words)[N]) {
  const std::string text = toml.get_text(key);
  std::string all;
  for (const auto& [word, meaning] : words) {
    if (word == text) return meaning;
    all.append(all.empty() ? "" : ", ").append(word);
  }
  toml.refuse(key, "must be one of " + all);
  return words[0].second;
}

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

// Printable words, one space between two.
bool is_command(std::string_view text) {
  return !text.empty() && text.size() <= kNameCharactersMax && text.front() != ' ' &&
         text.back() != ' ' && text.find("  ") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string get_variable(TomlTable& toml) {
  std::string name = toml.get_optional_text("env");
  if (toml.has("env") && !is_variable_name(name)) {
    toml.refuse("env", "must be the name of an environment variable, in capital letters");
  }
  return name;
}

std::vector<std::string> get_commands(TomlTable& toml, std::string_view key) {
  std::vector<std::string> commands = toml.get_texts(key);
  if (!std::ranges::all_of(commands, is_command)) {
    toml.refuse(key, "must hold words with one space between two, such as \"tool publish\"");
  }
  return commands;
}

OptionSpec read_option(TomlTable toml) {
  OptionSpec option;
  option.name = toml.get_text("name");
  if (!is_command(option.name) || option.name.starts_with('-')) {
    toml.refuse("name", "must be what is recorded, without dashes in front");
  }
  option.spellings = toml.get_texts("spellings");
  const bool dashed = std::ranges::all_of(option.spellings, [](std::string_view spelling) {
    return spelling.starts_with('-') && spelling != "-" && spelling != "--" &&
           spelling.find('=') == std::string_view::npos;
  });
  if (option.spellings.empty() || !dashed) {
    toml.refuse("spellings", "must hold what a user types, such as \"-m\" and \"--message\"");
  }
  option.takes_value = toml.get_optional_boolean("value");
  option.env = get_variable(toml);
  toml.refuse_other_keys();
  return option;
}

void read_why(TomlTable& toml, FieldSpec& field) {
  auto why = toml.get_table("why", "reason");
  if (!why) return;
  field.why = why->get_text("en");
  if (field.why.empty()) toml.refuse("why", "must say in English why this is collected");
  why->refuse_other_keys();
}

void read_closed_values(TomlTable& toml, FieldSpec& field) {
  if (field.type == FieldType::kInteger) {
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    field.min = toml.get_integer("min", kMin, kMax);
    field.max = toml.get_integer("max", field.min, kMax);
  }
  if (field.type == FieldType::kEnum) {
    field.values = toml.get_texts("values");
    if (field.values.empty()) toml.refuse("values", "must list what an enum may be");
  }
  const bool open = field.type == FieldType::kText || field.type == FieldType::kMap;
  if (open && !field.discard) {
    toml.refuse("type", "text and map close nothing; they need discard = true");
  }
}

FieldSpec read_field(TomlTable toml) {
  FieldSpec field;
  field.name = toml.get_text("name");
  if (!is_name(field.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")) {
    toml.refuse("name", "must consist of letters, digits and underscores");
  }
  field.type = get_word(toml, "type", kFieldTypes);
  field.optional = toml.get_optional_boolean("optional");
  field.discard = toml.get_optional_boolean("discard");
  field.since_schema = static_cast<int>(
      toml.get_integer("since_schema", kSchemaVersionMin, kSchemaVersionMax, kSchemaVersionMin));
  field.env = get_variable(toml);
  read_closed_values(toml, field);
  read_why(toml, field);
  toml.refuse_other_keys();
  return field;
}

// Reads the tables under `key`; a problem if two have the same name.
template <typename Spec, typename Read, typename NameOf>
std::vector<Spec> read_all(TomlTable& toml, std::string_view key, std::string_view what, Read read,
                           NameOf name_of) {
  std::vector<Spec> specs;
  for (TomlTable& table : toml.get_tables(key, what)) {
    Spec spec = read(table);
    const bool twice = std::ranges::any_of(
        specs, [&](const Spec& other) { return other.*name_of == spec.*name_of; });
    if (twice) table.refuse("name", "two have the same");
    specs.push_back(std::move(spec));
  }
  return specs;
}

EventSpec read_event(TomlTable toml) {
  EventSpec event;
  event.type = toml.get_text("type");
  if (!is_name(event.type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    toml.refuse("type", "must consist of letters and digits");
  }
  event.since_schema = static_cast<int>(
      toml.get_integer("since_schema", kSchemaVersionMin, kSchemaVersionMax, kSchemaVersionMin));
  event.fields = read_all<FieldSpec>(toml, "fields", "field", read_field, &FieldSpec::name);
  toml.refuse_other_keys();
  return event;
}

void read_identity(TomlTable& toml, Contract& contract) {
  contract.app = toml.get_text("app");
  if (!is_name(contract.app, "-") || contract.app.starts_with('-')) {
    toml.refuse("app", "must consist of lower-case letters, digits and hyphens");
  }
  contract.env_prefix = toml.get_text("env_prefix");
  if (!is_variable_name(contract.env_prefix)) {
    toml.refuse("env_prefix", "must consist of capital letters, digits and underscores");
  }
  contract.endpoint = toml.get_text("endpoint");
  if (!contract.endpoint.starts_with("https://") && !contract.endpoint.starts_with("http://")) {
    toml.refuse("endpoint", "must be a URL, such as \"https://telemetry.example.com/v1/traces\"");
  }
  contract.span_name = toml.get_text("span_name");
  if (!is_command(contract.span_name)) {
    toml.refuse("span_name", "must be a short name, such as \"telemetry.example.com\"");
  }
}

void read_schema_versions(TomlTable& toml, Contract& contract) {
  for (const std::int64_t version :
       toml.get_integers("schema_versions", kSchemaVersionMin, kSchemaVersionMax)) {
    contract.schema_versions.push_back(static_cast<int>(version));
  }
  std::ranges::sort(contract.schema_versions);
  if (contract.schema_versions.empty()) toml.refuse("schema_versions", "must hold at least one");
}

Contract read_contract(TomlTable toml) {
  Contract contract;
  read_identity(toml, contract);
  read_schema_versions(toml, contract);
  contract.consent_default = get_word(toml, "default", kConsentDefaults);
  contract.commands = get_commands(toml, "commands");
  if (contract.commands.empty()) toml.refuse("commands", "must hold at least one");
  contract.ignored_commands = get_commands(toml, "ignored_commands");
  contract.options =
      read_all<OptionSpec>(toml, "options", "option", read_option, &OptionSpec::name);
  contract.attributes =
      read_all<FieldSpec>(toml, "attribute", "field", read_field, &FieldSpec::name);
  contract.events = read_all<EventSpec>(toml, "event", "event", read_event, &EventSpec::type);
  if (contract.events.empty()) toml.refuse("event", "must be there at least once");
  toml.refuse_other_keys();
  return contract;
}

}  // namespace

Result<Contract> parse_contract(std::string_view toml, std::string_view path) {
  TomlProblems problems(path);
  try {
    const toml::table table = toml::parse(toml, path);
    Contract contract = read_contract(TomlTable(table, "contract", problems));
    if (const auto& error = problems.first()) return *error;
    return contract;
  } catch (const toml::parse_error& error) {
    problems.add(error.source(), error.description());
    return *problems.first();
  }
}

Result<Contract> load_contract(const std::string& path) {
  const auto text = read_file(path, kContractBytesMax);
  if (!text) return Error{text.error().message + "; --contract takes the path of a contract"};
  return parse_contract(*text, path);
}

}  // namespace overt

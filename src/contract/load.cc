#include "contract/load.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "contract/deep_keys.h"
#include "contract/in_file_order.h"
#include "contract/load_fields.h"
#include "contract/storage.h"
#include "contract/toml_reader.h"
#include "contract/words_of_types.h"
#include "model/limits.h"

namespace overt {
namespace {

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

std::span<const std::string_view> get_commands(TomlTable& toml, std::string_view key,
                                               Storage& storage) {
  std::vector<std::string_view> commands;
  for (const std::string& command : toml.get_texts(key)) {
    if (!is_command(command)) {
      toml.refuse(key, "must hold words with one space between two, such as \"tool publish\"");
    }
    commands.push_back(storage.keep(command));
  }
  if (commands.size() > kCommandsMax) {
    toml.refuse(key, "has more than " + std::to_string(kCommandsMax));
  }
  std::ranges::sort(commands);
  return storage.keep(commands);
}

void read_identity(TomlTable& toml, Contract& contract, Storage& storage) {
  contract.app = storage.keep(toml.get_text("app"));
  if (!is_name(contract.app, "-") || contract.app.starts_with('-')) {
    toml.refuse("app", "must consist of lower-case letters, digits and hyphens");
  }
  contract.env_prefix = storage.keep(toml.get_text("env_prefix"));
  if (!is_variable_name(contract.env_prefix)) {
    toml.refuse("env_prefix", "must consist of capital letters, digits and underscores");
  }
  contract.endpoint = storage.keep(toml.get_text("endpoint"));
  if (!is_url(contract.endpoint)) {
    toml.refuse("endpoint", "must be a URL, such as \"https://telemetry.example.com/v1/traces\"");
  }
  contract.span_name = storage.keep(toml.get_text("span_name"));
  if (!is_command(contract.span_name)) {
    toml.refuse("span_name", "must be a short name, such as \"telemetry.example.com\"");
  }
}

void read_for_people(TomlTable& toml, Contract& contract, Storage& storage) {
  contract.purpose = get_words(toml, "purpose", storage);
  contract.owner = get_line(toml, "owner", storage);
  contract.source = get_line(toml, "source", storage);
  if (toml.has("source") && !is_url(contract.source)) {
    toml.refuse("source", "must be the URL of the code that records");
  }
}

void read_telemetry_command(TomlTable& toml, Contract& contract, Storage& storage) {
  if (!toml.has("telemetry_command")) return;
  contract.telemetry_command = storage.keep(toml.get_text("telemetry_command"));
  if (!is_command(contract.telemetry_command)) {
    toml.refuse("telemetry_command", "must be what a user types, such as \"my-tool telemetry\"");
  }
}

void read_schema_versions(TomlTable& toml, Contract& contract, Storage& storage) {
  std::vector<int> versions;
  for (const std::int64_t version :
       toml.get_integers("schema_versions", kSchemaVersionMin, kSchemaVersionMax)) {
    versions.push_back(static_cast<int>(version));
  }
  std::ranges::sort(versions);
  if (versions.empty()) toml.refuse("schema_versions", "must hold at least one");
  if (std::ranges::adjacent_find(versions) != versions.end()) {
    toml.refuse("schema_versions", "holds one twice");
  }
  contract.schema_versions = storage.keep(versions);
}

void read_consent(TomlTable& toml, Contract& contract) {
  const auto consent = consent_default_from(toml.get_text("default"));
  if (!consent) toml.refuse("default", "must be one of on, off, local");
  contract.consent_default = consent.value_or(ConsentDefault::kOff);
  if (!toml.has("default_in_ci")) return;
  contract.consent_in_ci = consent_default_from(toml.get_text("default_in_ci"));
  if (!contract.consent_in_ci) toml.refuse("default_in_ci", "must be one of on, off, local");
}

void read_ci_wait(TomlTable& toml, Contract& contract) {
  if (!toml.has("ci_wait_ms")) return;
  contract.ci_wait_ms = toml.get_integer("ci_wait_ms", 0, kCiWaitMsMax, kCiWaitMsDefault);
}

void read_commands(TomlTable& toml, Contract& contract, Storage& storage) {
  contract.commands = get_commands(toml, "commands", storage);
  if (contract.commands.empty()) toml.refuse("commands", "must hold at least one");
  contract.ignored_commands = get_commands(toml, "ignored_commands", storage);
  for (const std::string_view command : contract.ignored_commands) {
    if (std::ranges::binary_search(contract.commands, command)) {
      toml.refuse("ignored_commands", "holds a command that stands in commands, too");
    }
  }
  contract.commands_to_come =
      read_known_field(toml, "commands_to_come", FieldType::kPattern, storage);
}

void read_collected(TomlTable& toml, Contract& contract, Storage& storage) {
  contract.project_id = read_known_field(toml, "project_id", FieldType::kSha256, storage);
  contract.user_id = read_known_field(toml, "user_id", FieldType::kSha256, storage);
  auto options =
      read_all(toml, "options", "option", kOptionsMax, read_option, &OptionSpec::name, storage);
  std::ranges::sort(options, {}, &OptionSpec::name);
  contract.options = keep_options(options, storage);
  auto attributes =
      read_all(toml, "attribute", "field", kFieldsMax, read_field, &FieldSpec::name, storage);
  std::ranges::sort(attributes, {}, &FieldSpec::name);
  contract.attributes = storage.keep(attributes);
  contract.events = storage.keep(
      read_all(toml, "event", "event", kEventTypesMax, read_event, &EventSpec::type, storage));
  if (contract.events.empty()) toml.refuse("event", "must be there at least once");
}

Contract read_whole(TomlTable toml, Storage& storage) {
  Contract contract;
  read_identity(toml, contract, storage);
  read_for_people(toml, contract, storage);
  read_schema_versions(toml, contract, storage);
  read_consent(toml, contract);
  read_ci_wait(toml, contract);
  read_commands(toml, contract, storage);
  read_collected(toml, contract, storage);
  read_telemetry_command(toml, contract, storage);
  toml.refuse_other_keys();
  return contract;
}

// A contract beside the memory that its views lead to.
struct Kept {
  Storage storage;
  Contract contract;
};

}  // namespace

std::string to_string(const ContractProblem& problem, std::string_view path) {
  std::string text(path);
  text += ':' + std::to_string(problem.place.line) + ':' + std::to_string(problem.place.column);
  return text + ": " + problem.what;
}

ContractReading read_contract(std::string_view toml) {
  ContractReading reading;
  if (const auto place = find_deep_key(toml)) {
    reading.problems.push_back({.place = *place,
                                .what = "has keys of too many parts; at most " +
                                        std::to_string(kKeyDotsMax) +
                                        " dots may stand in the keys of a line"});
    return reading;
  }
  try {
    const toml::table table = toml::parse(toml);
    const auto kept = std::make_shared<Kept>();
    kept->contract = read_whole(TomlTable(table, "contract", reading.problems), kept->storage);
    kept->contract.text = kept->storage.keep(toml);
    if (reading.problems.empty()) reading.contract = LoadedContract(kept, &kept->contract);
  } catch (const toml::parse_error& error) {
    reading.problems.push_back(
        {.place = place_of(error.source()), .what = std::string(error.description())});
  }
  reading.problems = in_file_order(std::move(reading.problems));
  return reading;
}

Result<LoadedContract> parse_contract(std::string_view toml, std::string_view path) {
  ContractReading reading = read_contract(toml);
  if (reading.contract) return std::move(reading.contract);
  return Error{to_string(reading.problems.front(), path)};
}

Result<LoadedContract> load_contract(const std::string& path) {
  const auto text = read_file(path, kContractBytesMax);
  if (!text) return Error{text.error().message + "; a contract is a TOML file"};
  return parse_contract(*text, path);
}

}  // namespace overt

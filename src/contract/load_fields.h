// Reads the parts of a contract that are lists of tables: options, fields, events. Internal to the
// loader.
#pragma once

#include <string_view>
#include <unordered_set>
#include <vector>

#include "contract/storage.h"
#include "contract/toml_reader.h"
#include "overt/contract.hpp"

namespace overt {

// A name that a person gives and reads: an app, a command, an option, a variable.
inline constexpr std::size_t kNameCharactersMax = 128;

// All spellings of an option. Nobody has typed so many; their sizes are kept in 16 bits.
inline constexpr std::size_t kSpellingsBytesMax = 1024;

// What is said to people, each time.
inline constexpr std::size_t kWordsCharactersMax = 1000;

// Lower-case letters, digits, and the characters of `more`.
bool is_name(std::string_view text, std::string_view more);
bool is_variable_name(std::string_view text);
// Printable words, one space between two.
bool is_command(std::string_view text);

// One line of UTF-8, which may be absent or empty.
std::string_view get_line(TomlTable& toml, std::string_view key, Storage& storage);
// A table of languages; if it is there, English is.
Words get_words(TomlTable& toml, std::string_view key, Storage& storage);

OptionSpec read_option(TomlTable& toml, Storage& storage);
FieldSpec read_field(TomlTable& toml, Storage& storage);
EventSpec read_event(TomlTable& toml, Storage& storage);

// A field that the contract itself gives its name and type.
std::optional<FieldSpec> read_known_field(TomlTable& toml, std::string_view key, FieldType type,
                                          Storage& storage);

// Reads the tables under `key`, at most `max`; a problem if two have the same name.
template <typename Spec>
std::vector<Spec> read_all(TomlTable& toml, std::string_view key, std::string_view what,
                           std::size_t max, Spec (*read)(TomlTable&, Storage&),
                           std::string_view Spec::* name, Storage& storage) {
  std::vector<Spec> specs;
  std::unordered_set<std::string_view> names;
  std::vector<TomlTable> tables = toml.get_tables(key, what);
  if (tables.size() > max) toml.refuse(key, "has more than " + std::to_string(max));
  for (TomlTable& table : tables) {
    specs.push_back(read(table, storage));
    if (!names.insert(specs.back().*name).second) table.refuse("name", "two have the same");
  }
  return specs;
}

}  // namespace overt

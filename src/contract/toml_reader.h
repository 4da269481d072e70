// Reads one TOML table key by key and notes what is wrong, with its place in the file. Internal to
// the loader; toml++ and its exceptions stay behind it.
#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/load.h"

namespace overt {

inline Place place_of(const toml::source_region& region) {
  return {.line = static_cast<int>(region.begin.line),
          .column = static_cast<int>(region.begin.column)};
}

// What is wrong with a file, for all its tables.
using Problems = std::vector<ContractProblem>;

// Every get_ function returns an empty value after a problem; the caller looks at the problems
// once, at the end. Keys must outlive the table: they are literals.
class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string_view name, Problems& problems)
      : table_(table), name_(name), problems_(problems) {}

  bool has(std::string_view key) const { return table_.contains(key); }
  Place place() const { return place_of(table_.source()); }

  // A required text.
  std::string get_text(std::string_view key);
  // The same, "" or false or `otherwise` where the key is absent.
  std::string get_optional_text(std::string_view key);
  bool get_optional_boolean(std::string_view key);
  std::int64_t get_integer(std::string_view key, std::int64_t min, std::int64_t max,
                           std::optional<std::int64_t> otherwise = std::nullopt);
  // A day without a time; nothing where the key is absent.
  std::optional<std::chrono::sys_days> get_optional_date(std::string_view key);
  // A list of texts, each there once; may be absent.
  std::vector<std::string> get_texts(std::string_view key);
  std::vector<std::int64_t> get_integers(std::string_view key, std::int64_t min, std::int64_t max);
  // A list of tables; may be absent. `name` is what an item is called in errors.
  std::vector<TomlTable> get_tables(std::string_view key, std::string_view name);
  // A required table.
  std::optional<TomlTable> get_table(std::string_view key, std::string_view name);

  // A problem at `key`, or at the table where the key is absent. What was said to be missing has no
  // other problem.
  void refuse(std::string_view key, std::string_view what);

  // To be called last: a key that nobody asked for is a problem.
  void refuse_other_keys();

 private:
  const toml::node* find(std::string_view key);
  const toml::array* find_list(std::string_view key);
  void require(std::string_view key);
  void add_problem(const toml::source_region& where, std::string what);

  const toml::table& table_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string_view> asked_;    // at most a dozen
  std::vector<std::string_view> missing_;  // of these it has been said
};

}  // namespace overt

#include "contract/toml_reader.h"

#include <algorithm>
#include <utility>

namespace overt {

void TomlTable::add_problem(const toml::source_region& where, std::string what) {
  problems_.push_back({.place = place_of(where), .what = std::move(what)});
}

const toml::node* TomlTable::find(std::string_view key) {
  asked_.push_back(key);
  return table_.get(key);
}

void TomlTable::refuse(std::string_view key, std::string_view what) {
  if (std::ranges::find(missing_, key) != missing_.end()) return;
  const toml::node* const node = table_.get(key);
  std::string message(key);
  message.append(": ").append(what);
  add_problem(node != nullptr ? node->source() : table_.source(), std::move(message));
}

void TomlTable::require(std::string_view key) {
  refuse(key, "is missing from this " + name_);
  missing_.push_back(key);
}

std::string TomlTable::get_text(std::string_view key) {
  if (find(key) == nullptr) require(key);
  return get_optional_text(key);
}

std::string TomlTable::get_optional_text(std::string_view key) {
  const toml::node* const node = find(key);
  if (node == nullptr) return "";
  const auto text = node->value_exact<std::string>();
  if (!text) refuse(key, "must be a text in quotes");
  return text.value_or("");
}

bool TomlTable::get_optional_boolean(std::string_view key) {
  const toml::node* const node = find(key);
  if (node == nullptr) return false;
  const auto truth = node->value_exact<bool>();
  if (!truth) refuse(key, "must be true or false");
  return truth.value_or(false);
}

std::int64_t TomlTable::get_integer(std::string_view key, std::int64_t min, std::int64_t max,
                                    std::optional<std::int64_t> otherwise) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    if (!otherwise) require(key);
    return otherwise.value_or(0);
  }
  const auto number = node->value_exact<std::int64_t>();
  if (!number || *number < min || *number > max) {
    refuse(key, "must be an integer from " + std::to_string(min) + " to " + std::to_string(max));
    return 0;
  }
  return *number;
}

std::optional<std::chrono::sys_days> TomlTable::get_optional_date(std::string_view key) {
  const toml::node* const node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto date = node->value_exact<toml::date>()) {
    const std::chrono::year_month_day day(std::chrono::year(date->year),
                                          std::chrono::month(date->month),
                                          std::chrono::day(date->day));
    if (day.ok()) return std::chrono::sys_days(day);
  }
  refuse(key, "must be a day such as 2027-06-30, without quotes");
  return std::nullopt;
}

const toml::array* TomlTable::find_list(std::string_view key) {
  const toml::node* const node = find(key);
  if (node == nullptr) return nullptr;
  if (node->as_array() == nullptr) refuse(key, "must be a list");
  return node->as_array();
}

std::vector<std::string> TomlTable::get_texts(std::string_view key) {
  std::vector<std::string> texts;
  const toml::array* const list = find_list(key);
  if (list == nullptr) return texts;
  for (const toml::node& item : *list) {
    const auto text = item.value_exact<std::string>();
    if (!text) {
      add_problem(item.source(), std::string(key) + ": must hold texts in quotes only");
    } else if (std::ranges::find(texts, *text) != texts.end()) {
      add_problem(item.source(), std::string(key) + ": holds \"" + *text + "\" twice");
    } else {
      texts.push_back(*text);
    }
  }
  return texts;
}

std::vector<std::int64_t> TomlTable::get_integers(std::string_view key, std::int64_t min,
                                                  std::int64_t max) {
  std::vector<std::int64_t> numbers;
  const toml::array* const list = find_list(key);
  if (list == nullptr) return numbers;
  for (const toml::node& item : *list) {
    const auto number = item.value_exact<std::int64_t>();
    if (!number || *number < min || *number > max) {
      add_problem(item.source(), std::string(key) + ": must hold integers from " +
                                     std::to_string(min) + " to " + std::to_string(max));
    }
    numbers.push_back(number.value_or(0));
  }
  return numbers;
}

std::vector<TomlTable> TomlTable::get_tables(std::string_view key, std::string_view name) {
  std::vector<TomlTable> tables;
  const toml::array* const list = find_list(key);
  if (list == nullptr) return tables;
  for (const toml::node& item : *list) {
    const toml::table* const table = item.as_table();
    if (table == nullptr) {
      add_problem(item.source(), std::string(key) + ": must hold tables only");
    } else {
      tables.emplace_back(*table, name, problems_);
    }
  }
  return tables;
}

std::optional<TomlTable> TomlTable::get_table(std::string_view key, std::string_view name) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    require(key);
    return std::nullopt;
  }
  if (node->as_table() == nullptr) {
    refuse(key, "must be a table");
    return std::nullopt;
  }
  return TomlTable(*node->as_table(), name, problems_);
}

void TomlTable::refuse_other_keys() {
  for (const auto& [key, node] : table_) {
    if (std::ranges::find(asked_, key.str()) != asked_.end()) continue;
    add_problem(key.source(), std::string(key.str()) + ": is not a key of this " + name_);
  }
}

}  // namespace overt

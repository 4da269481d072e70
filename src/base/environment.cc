#include "base/environment.h"

#include <unistd.h>

namespace overt {

Environment::Environment(const std::vector<std::pair<std::string, std::string>>& variables) {
  for (const auto& [name, value] : variables) add(name, value);
}

Environment Environment::of_this_process() {
  // Twice to its end as it is then: another thread may take a variable out meanwhile.
  const auto for_each_variable = [](auto use) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) use(*entry);
  };
  std::size_t bytes = 0;
  std::size_t count = 0;
  for_each_variable([&](std::string_view variable) {
    bytes += variable.size();
    ++count;
  });
  Environment environment;
  environment.text_.reserve(bytes);
  environment.variables_.reserve(count);
  for_each_variable([&](std::string_view variable) {
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) return;
    environment.add(variable.substr(0, equals), variable.substr(equals + 1));
  });
  return environment;
}

void Environment::add(std::string_view name, std::string_view value) {
  variables_.push_back(
      {.begin = text_.size(), .name_size = name.size(), .value_size = value.size()});
  text_.append(name).append(value);
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  const std::string_view text = text_;
  for (const Variable& variable : variables_) {
    if (text.substr(variable.begin, variable.name_size) != name) continue;
    return text.substr(variable.begin + variable.name_size, variable.value_size);
  }
  return std::nullopt;
}

bool Environment::has(std::string_view name) const { return !get(name).value_or("").empty(); }

}  // namespace overt

// The environment variables a function may look at, injected so that none reads the process's own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overt {

class Environment {
 public:
  Environment() = default;
  explicit Environment(const std::vector<std::pair<std::string, std::string>>& variables);

  // A copy of this process's environment. The first of two equal names counts, as for getenv.
  static Environment of_this_process();

  // Nothing if the variable is not set; the empty string if it is set to nothing.
  std::optional<std::string_view> get(std::string_view name) const;

  // True if the variable is set to anything but the empty string.
  bool has(std::string_view name) const;

 private:
  struct Variable {
    std::size_t begin;
    std::size_t name_size;
    std::size_t value_size;
  };

  void add(std::string_view name, std::string_view value);

  // All in one text: the environment of a shell has dozens, and every run of a tool copies it.
  std::string text_;
  std::vector<Variable> variables_;
};

}  // namespace overt

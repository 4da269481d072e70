// Finds what a tool's own parser has read among what the tool's contract names, for adapters. The
// rules are those of `overt exec`, so that it does not matter how a run was recorded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "overt/contract.hpp"

namespace overt {

// How many of `words`, which stand behind the tool's own name, the command path `command` spells
// from the first on; nothing if it spells anything else.
constexpr std::optional<std::size_t> words_spelt(std::string_view command,
                                                 std::span<const std::string_view> words) {
  std::size_t spelt = 0;
  command.remove_prefix(std::min(command.find(' '), command.size()));
  while (!command.empty()) {
    command.remove_prefix(1);
    const std::string_view word = command.substr(0, command.find(' '));
    if (spelt == words.size() || words[spelt] != word) return std::nullopt;
    ++spelt;
    command.remove_prefix(word.size());
  }
  return spelt;
}

// The place among the contract's commands of the longest one that `words` spell from the first on,
// the tool's own name alone if they spell none. Nothing if the contract does not name that either,
// or ignores that command.
constexpr std::optional<std::size_t> find_command(const Contract& contract,
                                                  std::span<const std::string_view> words) {
  if (contract.commands.empty()) return std::nullopt;
  const std::string_view first = contract.commands.front();
  const std::string_view tool = first.substr(0, first.find(' '));
  std::optional<std::size_t> longest;  // in words
  std::optional<std::size_t> found;
  const auto note = [&](std::string_view command, std::optional<std::size_t> place) {
    const auto spelt = words_spelt(command, words);
    if (command.substr(0, command.find(' ')) != tool || !spelt) return;
    if (longest && *spelt < *longest) return;
    longest = spelt;
    found = place;
  };
  for (std::size_t i = 0; i < contract.commands.size(); ++i) note(contract.commands[i], i);
  for (const std::string_view command : contract.ignored_commands) note(command, std::nullopt);
  return found;
}

// The place among the contract's options of the one with that spelling, "--force" or "-f".
constexpr std::optional<std::size_t> find_option(const Contract& contract,
                                                 std::string_view spelling) {
  for (std::size_t i = 0; i < contract.options.size(); ++i) {
    for (const std::string_view known : contract.options[i].spellings) {
      if (known == spelling) return i;
    }
  }
  return std::nullopt;
}

}  // namespace overt

// For a tool that parses its command line with Boost.Program_options: what was parsed becomes the
// uses of the run's options, and no value of them. The library knows no commands; the tool says
// which one it runs, by its words or as a Command.
//
//   Telemetry telemetry("1.2.3");
//   const auto by_line = po::command_line_parser(argc, argv).options(described).run();
//   const auto by_variables = po::parse_environment(described, "MY_TOOL_");
//   overt::boost_program_options::command_started(telemetry, {"remote", "add"}, by_line,
//   by_variables);
#pragma once

#include <algorithm>
#include <boost/program_options/option.hpp>
#include <boost/program_options/parsers.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "overt/adapters/option_uses.hpp"
#include "overt/lookup.hpp"
#include "overt/overt.hpp"

namespace overt::boost_program_options {

// The option of the contract that `option` is, by the name it was described with; if the contract
// does not know that, by the letter that was written. Nothing for what no option was written for.
inline std::optional<std::size_t> option_of(const boost::program_options::option& option,
                                            const Contract& contract) {
  if (option.unregistered || option.position_key >= 0) return std::nullopt;
  const std::string& key = option.string_key;
  const auto by_name = find_option(contract, key.starts_with('-') ? key : "--" + key);
  if (by_name || option.original_tokens.empty()) return by_name;
  const std::string_view token = option.original_tokens.front();
  const bool is_letter = token.size() >= 2 && token[0] == '-' && token[1] != '-';
  return is_letter ? find_option(contract, token.substr(0, 2)) : std::nullopt;
}

// How the contract's options were used: `count` and `as_cli` by what the command line's parser
// returned, `as_env` by what parse_environment() did. A variable that is empty is not set. A tool
// that parses its command line in two steps puts the second's `options` behind the first's.
inline adapters::OptionUses uses(const Contract& contract,
                                 const boost::program_options::parsed_options& by_line,
                                 const boost::program_options::parsed_options& by_variables) {
  adapters::OptionUses uses;
  for (const auto& option : by_line.options) {
    const auto place = option_of(option, contract);
    if (place) uses.add({.option = *place, .as_cli = true, .count = 1});
  }
  for (const auto& option : by_variables.options) {
    const auto is_empty = [](const std::string& value) { return value.empty(); };
    const auto place = option_of(option, contract);
    if (!place || std::ranges::all_of(option.value, is_empty)) continue;
    uses.add({.option = *place, .as_env = true});
  }
  return uses;
}

// The run of a command begins. An option that the contract does not name leaves no trace. Silent
// and harmless, like all that records.
template <typename Command, typename Option>
void command_started(TypedRecorder<Command, Option>& telemetry,
                     std::type_identity_t<Command> command,
                     const boost::program_options::parsed_options& by_line,
                     const boost::program_options::parsed_options& by_variables =
                         boost::program_options::parsed_options(nullptr)) noexcept try {
  telemetry.command_started(
      command, uses(telemetry.contract(), by_line, by_variables).template typed<Command, Option>());
} catch (...) {
  return;  // out of memory: the tool goes on, and its run is not recorded
}

// The same for the command that `words` spell behind the tool's own name, such as "remote" and
// "add". One that the contract does not name makes no run.
template <typename Command, typename Option>
void command_started(TypedRecorder<Command, Option>& telemetry,
                     const std::vector<std::string>& words,
                     const boost::program_options::parsed_options& by_line,
                     const boost::program_options::parsed_options& by_variables =
                         boost::program_options::parsed_options(nullptr)) noexcept try {
  const std::vector<std::string_view> views(words.begin(), words.end());
  const auto place = find_command(telemetry.contract(), views);
  if (place) command_started(telemetry, static_cast<Command>(*place), by_line, by_variables);
} catch (...) {
  return;  // out of memory: the tool goes on, and its run is not recorded
}

}  // namespace overt::boost_program_options

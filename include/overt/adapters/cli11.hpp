// For a tool that parses its command line with CLI11 (2.1 or newer): what was parsed becomes the
// run's command and the uses of its options, and no value of them.
//
//   Telemetry telemetry("1.2.3");
//   CLI11_PARSE(app, argc, argv);
//   overt::cli11::command_started(telemetry, app);
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "overt/adapters/option_uses.hpp"
#include "overt/lookup.hpp"
#include "overt/overt.hpp"

namespace overt::cli11 {

// `app` and the subcommands that were chosen, each below the one before it. Of two chosen side by
// side the first counts, as it does for CLI11's own help.
inline std::vector<const CLI::App*> chosen_apps(const CLI::App& app) {
  std::vector<const CLI::App*> chosen = {&app};
  for (auto below = app.get_subcommands(); !below.empty();
       below = below.front()->get_subcommands()) {
    chosen.push_back(below.front());
  }
  return chosen;
}

// The command that was chosen, by its place among the contract's; the tool's name is the
// contract's. Nothing if the contract does not name it.
inline std::optional<std::size_t> command(const CLI::App& app, const Contract& contract) {
  std::vector<std::string> names;
  for (const CLI::App* chosen : chosen_apps(app)) names.push_back(chosen->get_name());
  const std::vector<std::string_view> words(names.begin() + 1, names.end());
  return find_command(contract, words);
}

// The one option of the contract that `option` is. Nothing if the contract knows none of its
// spellings, or has several options for them: CLI11 does not tell which of them was written.
inline std::optional<std::size_t> option_of(const CLI::Option& option, const Contract& contract) {
  std::vector<std::string> spellings;
  for (const std::string& name : option.get_lnames()) spellings.push_back("--" + name);
  for (const std::string& name : option.get_snames()) spellings.push_back("-" + name);
  std::optional<std::size_t> found;
  for (const std::string& spelling : spellings) {
    const std::optional<std::size_t> place = find_option(contract, spelling);
    if (place && found && *place != *found) return std::nullopt;
    if (place) found = place;
  }
  return found;
}

// How often `option` stood on the command line if CLI11 took `values` there for it. Where several
// values may follow it, CLI11 does not tell `-f a b` from `-f a -f b`: then it is the least that it
// must have been. A list with ->allow_extra_args(false) takes one at a time, and is counted.
inline std::int64_t times_given(const CLI::Option& option, std::int64_t values) {
  const bool takes_many = option.get_allow_extra_args();
  if (takes_many) return std::min<std::int64_t>(values, 1);
  const std::int64_t max = std::max(option.get_type_size_max(), 1);
  const bool takes_some = option.get_items_expected_max() > max;
  const bool is_list =
      option.get_items_expected_max() >= CLI::detail::expected_max_vector_size / 16;
  const std::int64_t at_a_time = takes_some && !is_list ? option.get_items_expected_max() : max;
  return (values + at_a_time - 1) / at_a_time;
}

// What `app` itself, with its groups of options, has parsed. Its parse_order() has what stood on
// the command line, and neither variables, which CLI11 reads last, nor defaults, nor a file's
// settings.
inline void add_uses(const CLI::App& app, const Contract& contract, adapters::OptionUses& uses) {
  const auto& parsed = app.parse_order();
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    const std::int64_t values = std::count(parsed.begin(), parsed.end(), option);
    const std::string variable = option->get_envname();
    // As CLI11 has it, a variable that is empty is not set.
    const char* const set_to = variable.empty() ? nullptr : std::getenv(variable.c_str());
    const bool as_env = set_to != nullptr && *set_to != '\0';
    if (values == 0 && !as_env) continue;
    const std::optional<std::size_t> place = option_of(*option, contract);
    if (!place) continue;
    uses.add({.option = *place,
              .as_cli = values > 0,
              .as_env = as_env,
              .count = times_given(*option, values)});
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (below->get_name().empty()) add_uses(*below, contract, uses);
  }
}

// How the contract's options were used: `count` and `as_cli` by the command line, `as_env` by the
// option's variable, which was set, whether or not the command line won over it.
inline adapters::OptionUses uses(const CLI::App& app, const Contract& contract) {
  adapters::OptionUses uses;
  for (const CLI::App* chosen : chosen_apps(app)) add_uses(*chosen, contract, uses);
  return uses;
}

// The run of the command that `app` has parsed begins. A command that the contract does not name
// makes no run, and an option that it does not name leaves no trace. Silent and harmless, like all
// that records.
template <typename Command, typename Option>
void command_started(TypedRecorder<Command, Option>& telemetry, const CLI::App& app) noexcept try {
  const Contract& contract = telemetry.contract();
  const std::optional<std::size_t> place = command(app, contract);
  if (!place) return;
  telemetry.command_started(static_cast<Command>(*place),
                            uses(app, contract).template typed<Command, Option>());
} catch (...) {
  return;  // out of memory: the tool goes on, and its run is not recorded
}

}  // namespace overt::cli11

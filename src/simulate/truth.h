// What a simulation's reports should find, as JSON: `expected` follows from the model alone,
// `realised` is what the tally has counted. docs/simulation.md says what each number is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "simulate/model.h"
#include "simulate/tally.h"

namespace overt::simulate {

// What of the model's numbers a report should come near to.
namespace expected {

// Projects that are there on a day.
double projects_alive(const Model& model);

// Of all runs; over whole weeks.
double ci_share(const Model& model);

// The share of the command's runs among all.
double command_share(const Model& model, std::size_t command);

// Of a command's started runs, in `ci` or locally.
double option_share(const OptionModel& option);

// The days from a release after which a share `p` of those that upgrade has it: whole ones.
int upgrade_lag_days(const Model& model, double p);

// Whether a project that is there on a day still is so many days later.
double survival(const Model& model, int days);

}  // namespace expected

// Indented, with a newline at its end.
std::string truth_json(const Model& model, std::string_view app, std::uint64_t seed,
                       const Tally& tally);

}  // namespace overt::simulate

#include "simulate/run.h"

#include <algorithm>

#include "contract/gate.h"

namespace overt::simulate {
namespace {

constexpr double kDayMs = 86'400'000;

template <typename Kind>
WeightedChoice choice_by(const std::vector<Kind>& kinds, double Kind::* share) {
  std::vector<double> weights;
  weights.reserve(kinds.size());
  for (const Kind& kind : kinds) weights.push_back(kind.*share);
  return WeightedChoice(weights);
}

}  // namespace

double failing_in(const Model& model, std::size_t command, std::size_t release) {
  const bool worse = model.releases[release].worse_command == model.commands[command].name;
  return model.commands[command].failing * (worse ? model.releases[release].worse_by : 1);
}

RunMaker::RunMaker(const Model& model, std::uint64_t seed)
    : model_(model),
      seed_(seed),
      local_commands_(choice_by(model.commands, &CommandModel::local_share)),
      ci_commands_(choice_by(model.commands, &CommandModel::ci_share)),
      local_platforms_(choice_by(model.local_platforms, &PlatformModel::share)),
      ci_platforms_(choice_by(model.ci_platforms, &PlatformModel::share)) {
  for (const CommandModel& command : model.commands) durations_.emplace_back(command.duration_ms);
}

Run RunMaker::make(std::uint64_t number, std::int64_t started_ms, std::uint32_t place,
                   const Project& project, bool ci) const {
  auto generator = Generator::of(seed_, Purpose::kRun, number);
  Run run{.number = number,
          .started_ms = started_ms,
          .project = place,
          .release = project.release,
          .ci_system = project.ci_system,
          .ci = ci};
  run.command = static_cast<std::uint8_t>((ci ? ci_commands_ : local_commands_).pick(generator));
  run.platform = static_cast<std::uint8_t>((ci ? ci_platforms_ : local_platforms_).pick(generator));
  run.has_project = ci || !generator.happens(model_.no_project);
  if (!ci && generator.happens(model_.late)) {
    const double days = draw_waiting_time_below(generator, model_.late_days, kLateDaysMax);
    run.late_ms = static_cast<std::int64_t>(days * kDayMs);
  }
  end(generator, run);
  choose_options(generator, project, run);
  return run;
}

// One that fails takes any part of the time that it would have taken.
void RunMaker::end(Generator& generator, Run& run) const {
  run.finishes = !generator.happens(model_.unfinished);
  double duration = durations_[run.command].draw(generator);
  if (generator.happens(failing_in(model_, run.command, run.release))) {
    run.exit_code = 1;
    duration *= generator.uniform();
  }
  run.duration_ms =
      static_cast<std::int64_t>(std::min(duration, static_cast<double>(kDurationMsMax)));
}

void RunMaker::choose_options(Generator& generator, const Project& project, Run& run) const {
  const auto& options = model_.commands[run.command].options;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (!generator.happens(options[i].share)) continue;
    if (generator.happens(options[i].in_environment)) run.options_in_environment |= bit;
    run.options |= bit;
  }
  const std::uint64_t unknown = project.unknown_options[run.command];
  run.options &= ~unknown;
  run.options_in_environment &= ~unknown;
}

}  // namespace overt::simulate

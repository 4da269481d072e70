#include "simulate/population.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.h"
#include "simulate/real_functions.h"

namespace overt::simulate {
namespace {

constexpr int kNoMore = std::numeric_limits<int>::max();

// Far beyond kDaysMax, so that no draw goes over what an int holds.
constexpr double kFarDays = 1e6;

int whole_days(double days) { return static_cast<int>(std::floor(std::min(days, kFarDays))); }

WeightedChoice choice_of(const std::vector<ShareOf>& shares) {
  std::vector<double> weights;
  weights.reserve(shares.size());
  for (const ShareOf& share : shares) weights.push_back(share.share);
  return WeightedChoice(weights);
}

std::string id_of(std::uint64_t seed, std::size_t number) {
  return to_hex(sha256("overt simulate " + std::to_string(seed) + " " + std::to_string(number)));
}

double draw_ci_share(const Model& model, Generator& generator) {
  const double kind = generator.uniform();
  const double among = generator.uniform();
  if (kind < model.no_ci) return 0;
  if (kind < model.no_ci + model.only_ci) return 1;
  return model.ci_share_min + (model.ci_share_max - model.ci_share_min) * among;
}

}  // namespace

Population::Population(const Model& model, std::uint64_t seed)
    : model_(model),
      seed_(seed),
      runs_per_day_(model.runs_per_day),
      upgrade_lag_(model.upgrade_lag_days),
      ci_systems_(choice_of(model.ci_systems)),
      channels_(choice_of(model.channels)) {}

void Population::begin_day(int day) {
  auto generator = Generator::of(seed_, Purpose::kArrivals, static_cast<std::uint64_t>(day));
  if (day == 0) add_projects_of_before(generator);
  const std::uint64_t arrivals = draw_count(generator, model_.projects_per_day);
  for (std::uint64_t i = 0; i < arrivals; ++i) add_project(day, day);

  std::erase_if(alive_, [&](std::uint32_t number) { return projects_[number].last_day < day; });
  std::vector<double> local;
  std::vector<double> ci;
  for (const std::uint32_t number : alive_) {
    Project& project = projects_[number];
    if (project.next_upgrade_day <= day) upgrade(number, project, day);
    local.push_back(project.runs_per_day * (1 - project.ci_share));
    ci.push_back(project.runs_per_day * project.ci_share);
  }
  local_ = WeightedChoice(local);
  ci_ = WeightedChoice(ci);
}

// A project is there on the k-th day after its first one with the probability e^(-k / lifetime).
// The ages of those that are there on day 0 follow from that, and what is left of a life does not
// depend on its age.
void Population::add_projects_of_before(Generator& generator) {
  const double day = exponential(-1 / model_.lifetime_days);
  const std::uint64_t count = draw_count(generator, model_.projects_per_day * day / (1 - day));
  for (std::uint64_t i = 0; i < count; ++i) {
    add_project(-1 - whole_days(draw_waiting_time(generator, model_.lifetime_days)), 0);
  }
}

void Population::add_project(int first_day, int today) {
  const auto number = static_cast<std::uint32_t>(projects_.size());
  auto generator = Generator::of(seed_, Purpose::kProject, number);
  Project& project = projects_.emplace_back();
  project.id = id_of(seed_, number);
  project.first_day = first_day;
  project.last_day = today + whole_days(draw_waiting_time(generator, model_.lifetime_days));
  project.runs_per_day = runs_per_day_.draw(generator);
  project.ci_share = draw_ci_share(model_, generator);
  project.upgrades = !generator.happens(model_.never_upgrades);
  project.ci_system = static_cast<std::uint8_t>(ci_systems_.pick(generator));
  project.channel = static_cast<std::uint8_t>(channels_.pick(generator));
  choose_options(number, project);
  // It begins with the newest release there is.
  for (std::size_t i = 0; i < model_.releases.size(); ++i) {
    if (model_.releases[i].day <= first_day) project.release = static_cast<std::uint8_t>(i);
  }
  upgrade(number, project, today);
  alive_.push_back(number);
}

void Population::choose_options(std::uint32_t number, Project& project) const {
  project.unknown_options.resize(model_.commands.size());
  for (std::size_t i = 0; i < model_.commands.size(); ++i) {
    const auto& options = model_.commands[i].options;
    for (std::size_t j = 0; j < options.size(); ++j) {
      if (options[j].of_projects >= 1) continue;
      const std::uint64_t option = (i * kKindsMax + j) << 32;
      auto generator = Generator::of(seed_, Purpose::kOptionUser, option | number);
      if (!generator.happens(options[j].of_projects)) {
        project.unknown_options[i] |= std::uint64_t{1} << j;
      }
    }
  }
}

// To the newest of the releases whose time has come; and when there will be another one.
void Population::upgrade(std::uint32_t number, Project& project, int today) const {
  project.next_upgrade_day = kNoMore;
  if (!project.upgrades) return;
  for (std::size_t i = model_.releases.size() - 1; i > project.release; --i) {
    const auto day = upgrade_day(number, project, i);
    if (!day) continue;
    if (*day <= today) {
      project.release = static_cast<std::uint8_t>(i);
      break;
    }
    project.next_upgrade_day = std::min(project.next_upgrade_day, *day);
  }
}

// Nothing for a release that was there before the project.
std::optional<int> Population::upgrade_day(std::uint32_t number, const Project& project,
                                           std::size_t release) const {
  const int day = model_.releases[release].day;
  if (day <= project.first_day) return std::nullopt;
  auto generator =
      Generator::of(seed_, Purpose::kUpgrade, static_cast<std::uint64_t>(release) << 32 | number);
  return day + whole_days(upgrade_lag_.draw(generator));
}

}  // namespace overt::simulate

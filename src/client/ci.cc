#include "client/ci.h"

#include <unistd.h>

#include <algorithm>

namespace overt {
namespace {

constexpr std::string_view kCiVariable = "CI";

struct CiSystem {
  std::string_view variable;
  bool is_boolean;  // else it counts as soon as it is not empty
  std::string_view name;
};

constexpr CiSystem kCiSystems[] = {
    {"GITLAB_CI", true, "gitlab"},  {"JENKINS_URL", false, "jenkins"},
    {"TRAVIS", true, "travis"},     {"GITHUB_ACTIONS", true, "github-actions"},
    {"CIRCLECI", true, "circleci"}, {"TEAMCITY_VERSION", false, "teamcity"},
    {"BUDDY", true, "buddy"},       {"GO_SERVER_URL", false, "gocd"},
};

constexpr const char* kContainerFiles[] = {"/.dockerenv", "/run/.containerenv"};

bool is_here(const Environment& environment, const CiSystem& system) {
  if (!system.is_boolean) return environment.has(system.variable);
  return read_boolean(environment.get(system.variable).value_or("")) == true;
}

}  // namespace

std::optional<bool> read_boolean(std::string_view word) {
  if (word == "1" || word == "true" || word == "yes") return true;
  if (word == "0" || word == "false" || word == "no") return false;
  return std::nullopt;
}

bool is_ci(const Environment& environment) {
  // Some systems say their own name in it.
  if (environment.has(kCiVariable)) {
    if (read_boolean(*environment.get(kCiVariable)) != false) return true;
  }
  return !ci_name(environment).empty();
}

std::string_view ci_name(const Environment& environment) {
  std::string_view name;
  for (const CiSystem& system : kCiSystems) {
    if (is_here(environment, system)) name = system.name;
  }
  return name;
}

std::vector<std::string_view> ci_variables() {
  std::vector<std::string_view> variables = {kCiVariable};
  for (const CiSystem& system : kCiSystems) variables.push_back(system.variable);
  return variables;
}

bool is_container(const Environment& environment, const std::string& root) {
  if (environment.has("container")) return true;
  const auto is_there = [&root](const char* file) {
    return ::access((root + file).c_str(), F_OK) == 0;
  };
  return std::ranges::any_of(kContainerFiles, is_there);
}

}  // namespace overt

#include "client/consent.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "client/ci.h"
#include "client/state.h"

namespace overt {
namespace {

std::optional<std::string> variable(const Environment& environment, std::string_view name) {
  const auto value = environment.get(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string tool_variable(const Contract& contract) {
  return std::string(contract.env_prefix) + "_TELEMETRY";
}

ConsentFile read_consent_file(const std::string& path) {
  ConsentFile file{.path = path};
  struct stat status{};
  const bool missing = ::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
  if (missing) return file;
  file.there = true;
  if (Result<std::string> content = read_file(path, kConsentFileBytesMax)) {
    file.content = std::move(*content);
  }
  return file;
}

// https://consoledonottrack.com: set, and neither empty nor 0.
Opinion do_not_track_says(const std::optional<std::string>& value) {
  Opinion opinion{.source = "DO_NOT_TRACK"};
  if (!value) {
    opinion.reason = "is not set";
  } else if (value->empty() || *value == "0") {
    opinion.reason = "asks for nothing";
  } else {
    opinion.answer = Answer::kOff;
    opinion.reason = *value == "1" ? "is set" : "is set to something else than 0, which means off";
  }
  return opinion;
}

// Exactly werf's words for true and false, but that anything else is off.
Opinion tool_variable_says(const std::string& name, const std::optional<std::string>& value) {
  constexpr std::array<std::string_view, 3> kTrue = {"1", "true", "yes"};
  constexpr std::array<std::string_view, 3> kFalse = {"0", "false", "no"};
  Opinion opinion{.source = name};
  if (!value) {
    opinion.reason = "is not set";
  } else if (std::ranges::count(kTrue, *value) > 0) {
    opinion.answer = Answer::kOn;
    opinion.reason = "is set to " + *value;
  } else if (std::ranges::count(kFalse, *value) > 0) {
    opinion.answer = Answer::kOff;
    opinion.reason = "is set to " + *value;
  } else {
    opinion.answer = Answer::kOff;
    opinion.reason = "is set to something else than 1, true, yes, 0, false or no, which means off";
  }
  return opinion;
}

Opinion file_says(const ConsentFile& file) {
  Opinion opinion{.source = file.path};
  if (!file.there) {
    opinion.reason = "is not there";
  } else if (!file.content) {
    opinion.answer = Answer::kOff;
    opinion.reason = "cannot be read, which means off";
  } else if (*file.content == "on" || *file.content == "on\n") {
    opinion.answer = Answer::kOn;
    opinion.reason = "says on";
  } else if (*file.content == "off" || *file.content == "off\n") {
    opinion.answer = Answer::kOff;
    opinion.reason = "says off";
  } else {
    opinion.answer = Answer::kOff;
    opinion.reason = "holds something else than on or off, which means off";
  }
  return opinion;
}

// Who builds the tool is not who uses it.
Opinion version_says(std::string_view version) {
  Opinion opinion{.source = "the tool's version"};
  if (version == "dev" || version == "0.0.0") {
    opinion.answer = Answer::kOff;
    opinion.reason = std::string(version).append(" is one of development, which is off");
  } else {
    opinion.reason = "is not one of development";
  }
  return opinion;
}

Opinion contract_says(std::string source, ConsentDefault contract_default) {
  Opinion opinion{.source = std::move(source)};
  switch (contract_default) {
    case ConsentDefault::kOn:
      opinion.answer = Answer::kOn;
      opinion.reason = "is on";
      break;
    case ConsentDefault::kOff:
      opinion.answer = Answer::kOff;
      opinion.reason = "is off";
      break;
    case ConsentDefault::kLocal:
      opinion.answer = Answer::kLocal;
      opinion.reason = "is local: runs are recorded and never sent";
      break;
  }
  return opinion;
}

Opinion contract_says_of_ci(std::optional<ConsentDefault> contract_in_ci, bool in_ci) {
  Opinion opinion{.source = "the contract's rule for CI"};
  if (!contract_in_ci) {
    opinion.reason = "is not there";
  } else if (!in_ci) {
    opinion.reason = "is for CI only, and this is none";
  } else {
    opinion = contract_says(std::move(opinion.source), *contract_in_ci);
  }
  return opinion;
}

}  // namespace

ConsentInputs read_consent_inputs(const Contract& contract, std::string_view tool_version,
                                  const Environment& environment,
                                  const std::string& policy_directory) {
  ConsentInputs inputs;
  inputs.do_not_track = variable(environment, "DO_NOT_TRACK");
  inputs.tool_variable = tool_variable(contract);
  inputs.tool_value = variable(environment, inputs.tool_variable);
  for (const std::string& path : {policy_directory + "/" + std::string(contract.app) + "/consent",
                                  policy_directory + "/consent"}) {
    inputs.policies.push_back(read_consent_file(path));
  }
  if (const Result<std::string> path = user_choice_path(environment, contract.app)) {
    inputs.user_choice = read_consent_file(*path);
  } else {
    // Without a home there may be a choice that cannot be found.
    inputs.user_choice = ConsentFile{.path = "the user's choice", .there = true};
  }
  inputs.tool_version = tool_version;
  inputs.in_ci = contract.consent_in_ci && is_ci(environment);
  inputs.contract_in_ci = contract.consent_in_ci;
  inputs.contract_default = contract.consent_default;
  return inputs;
}

bool switched_off_by_variable(const Contract& contract, const Environment& environment) {
  const std::string name = tool_variable(contract);
  return do_not_track_says(variable(environment, "DO_NOT_TRACK")).answer == Answer::kOff ||
         tool_variable_says(name, variable(environment, name)).answer == Answer::kOff;
}

Consent decide_consent(const ConsentInputs& inputs) {
  Consent consent;
  std::vector<Opinion>& opinions = consent.opinions;
  opinions.push_back(do_not_track_says(inputs.do_not_track));
  opinions.push_back(tool_variable_says(inputs.tool_variable, inputs.tool_value));
  for (const ConsentFile& policy : inputs.policies) opinions.push_back(file_says(policy));
  opinions.push_back(file_says(inputs.user_choice));
  opinions.push_back(version_says(inputs.tool_version));
  const std::size_t choices = opinions.size();
  opinions.push_back(contract_says_of_ci(inputs.contract_in_ci, inputs.in_ci));
  opinions.push_back(contract_says("the contract's default", inputs.contract_default));

  // The contract's default is never silent.
  while (opinions[consent.decided_by].answer == Answer::kSilent) ++consent.decided_by;
  const Answer answer = consent.decision().answer;
  consent.recording = answer != Answer::kOff;
  consent.sending = answer == Answer::kOn;
  consent.nobody_chose = consent.decided_by >= choices;
  return consent;
}

}  // namespace overt

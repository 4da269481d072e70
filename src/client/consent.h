// Consent: whether a run may be recorded, and whether what was recorded may be sent.
// Sources speak in an order, and the first that speaks decides: the variable DO_NOT_TRACK, the
// tool's own variable, the machine's policy, the user's choice, development versions, the
// contract's rule for CI, the contract's default. What is set but not understood, or cannot be
// read, means off.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "overt/contract.hpp"

namespace overt {

// A file of consent holds a word and a newline; one that is larger was not written for it.
inline constexpr std::size_t kConsentFileBytesMax = 64;

// Where a machine's administrator says `on` or `off`: consent, and <app>/consent, which comes
// first.
inline constexpr std::string_view kPolicyDirectory = "/etc/overt";

enum class Answer {
  kSilent,  // the next source decides
  kOff,
  kLocal,  // recorded, never sent
  kOn,
};

// What one source says.
struct Opinion {
  std::string source;  // "DO_NOT_TRACK", "/etc/overt/consent", "the contract's default"
  Answer answer = Answer::kSilent;
  std::string reason;  // "is set to 1"
};

// A file of consent as it was found: not there, what it holds, or why it cannot be read.
struct ConsentFile {
  std::string path;
  bool there = false;
  std::optional<std::string> content;
};

// Everything that a decision follows from.
struct ConsentInputs {
  std::optional<std::string> do_not_track;
  std::string tool_variable;  // its name: WERF_TELEMETRY
  std::optional<std::string> tool_value;
  std::vector<ConsentFile> policies;  // first the one that comes first
  ConsentFile user_choice;
  std::string tool_version;
  bool in_ci = false;
  std::optional<ConsentDefault> contract_in_ci;
  ConsentDefault contract_default = ConsentDefault::kOff;
};

struct Consent {
  bool recording = false;
  bool sending = false;
  bool nobody_chose = false;   // the contract itself has decided, by its rule for CI or its default
  std::size_t decided_by = 0;  // index in `opinions`
  std::vector<Opinion> opinions;  // of all sources, in their order

  const Opinion& decision() const { return opinions[decided_by]; }
};

// Looks at the environment and at the files; changes nothing. `policy_directory` is
// kPolicyDirectory but in tests.
ConsentInputs read_consent_inputs(const Contract& contract, std::string_view tool_version,
                                  const Environment& environment,
                                  const std::string& policy_directory);

// Whether a variable has decided for off, which no other source can change: then a run looks at
// none.
bool switched_off_by_variable(const Contract& contract, const Environment& environment);

// Depends on `inputs` alone.
Consent decide_consent(const ConsentInputs& inputs);

}  // namespace overt

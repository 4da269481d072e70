// What tells of the machine on which a tool runs: a CI system, a container.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"

namespace overt {

// A variable's truth value in werf's words: 1, true, yes; 0, false, no. Nothing for any other word.
std::optional<bool> read_boolean(std::string_view word);

// Whether the run is one of a CI system: CI is set and not false, or a system's own variable says
// so.
bool is_ci(const Environment& environment);

// The CI system by its own variable; the last that says so counts. Empty if none does.
std::string_view ci_name(const Environment& environment);

// The variables from which overt knows the attributes `ci` and `ciName`.
std::vector<std::string_view> ci_variables();

// Whether this runs in a container, as the container's maker tells: Docker by /.dockerenv, Podman
// by /run/.containerenv, systemd and others by the variable `container`. `root` is where those
// files are looked for: empty for the file system's own.
bool is_container(const Environment& environment, const std::string& root = "");

}  // namespace overt

// The project in whose repository this process works.
#pragma once

#include <string>

#include "base/environment.h"

namespace overt {

// The project id of the repository that the current directory is in; empty if there is none, or
// none that can be read.
std::string project_here(const Environment& environment, int schema_version);

}  // namespace overt

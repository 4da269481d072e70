// The URL of a repository's remote `origin`, read without starting git.
#pragma once

#include <string>

#include "base/environment.h"
#include "base/result.h"

namespace overt {

// remote.origin.url of the repository at or above `directory`, an absolute path; empty if there is
// no repository or no origin. Of several URLs the first, from which git fetches; an empty one takes
// back those before it. `url.*.insteadOf` does not count, nor does the configuration of the user
// and of the machine: the same clone has the same origin for everybody.
// The error says what stands in the way where git would refuse as well; git_includes.h has limits.
Result<std::string> git_origin(const std::string& directory, const Environment& environment);

}  // namespace overt

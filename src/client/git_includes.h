// A repository's configuration as git sees it: its files with all that they include.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "base/environment.h"
#include "base/result.h"
#include "client/git_repository.h"

namespace overt {

// A repository with ten thousand branches has a configuration of this size.
inline constexpr std::size_t kGitConfigBytesMax = std::size_t{1} << 20;

// How often files are read for one repository; a chain of includes ends sooner, a wide tree here.
inline constexpr int kGitConfigFilesMax = 32;

// How deep files include each other; the same as in git.
inline constexpr int kGitIncludeDepthMax = 10;

// Gets each variable, in the order in which git sees them; see GitConfigReader. An error ends it.
using GitVariableVisitor =
    std::function<Status(std::string_view key, std::optional<std::string_view> value)>;

// Shows `visitor` the configuration of `repository`: `config` of the common directory, then
// `config.worktree` if extensions.worktreeConfig is set there, with what they include
// (git-config(1), "Includes" and "Conditional includes"). The configuration of the user and of the
// machine is not read: it says how a person works, not what the repository is.
// An error where git would refuse to go on, where a path begins with `~name/` or `%(prefix)/`,
// which only git can expand, and past the limits above.
Status visit_git_config(const GitRepository& repository, const Environment& environment,
                        const GitVariableVisitor& visitor);

}  // namespace overt

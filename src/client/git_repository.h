// Finds the git repository that a directory belongs to, as git does, without starting git.
#pragma once

#include <optional>
#include <string>

#include "base/environment.h"
#include "base/result.h"

namespace overt {

struct GitRepository {
  std::string git_dir;     // a worktree's own: its HEAD and its config.worktree are here
  std::string common_dir;  // shared by all worktrees: the configuration is here
};

// The repository at `directory`, an absolute path, or above it: a `.git` directory, a `.git` file
// that names one (worktrees, submodules), or a bare repository. Nothing if there is none.
// GIT_DIR and GIT_CEILING_DIRECTORIES count (git(1)); it is an error, as for git, if GIT_DIR or a
// `.git` file names no repository. Unlike git it goes on from one file system into another, and
// does not ask who owns a repository, because nothing in it is run.
Result<std::optional<GitRepository>> find_git_repository(const std::string& directory,
                                                         const Environment& environment);

// The short name of the branch that HEAD names, also before its first commit. Nothing if HEAD is
// detached.
std::optional<std::string> current_branch(const GitRepository& repository);

// `path`, seen from `directory` if it is relative.
std::string path_from(const std::string& directory, const std::string& path);

// realpath(3): without symbolic links. Nothing if the path does not exist.
std::optional<std::string> real_path(const std::string& path);

}  // namespace overt

#include "client/git_includes.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "client/git_config.h"
#include "client/git_glob.h"

namespace overt {
namespace {

bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The part of `key` between `before` and `after`; nothing if it has not both.
std::optional<std::string_view> between(std::string_view key, std::string_view before,
                                        std::string_view after) {
  const bool has_both =
      key.size() >= before.size() + after.size() && key.starts_with(before) && key.ends_with(after);
  if (!has_both) return std::nullopt;
  return key.substr(before.size(), key.size() - before.size() - after.size());
}

bool is_remote_url(std::string_view key) { return between(key, "remote.", ".url").has_value(); }

std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// "foo/" stands for all that is in foo.
std::string with_trailing_stars(std::string_view pattern) {
  return std::string(pattern) + (pattern.ends_with('/') ? "**" : "");
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view path, std::string_view literal, GlobCase letters) {
  if (letters == GlobCase::kMatters) return path.starts_with(literal);
  return std::ranges::equal(path.substr(0, literal.size()), literal, {}, to_lower, to_lower);
}

// A file being read, and how many files deep it is included.
struct Place {
  const std::string& path;
  int depth = 0;
};

class ConfigWalk {
 public:
  ConfigWalk(const GitRepository& repository, const Environment& environment,
             const GitVariableVisitor& visitor)
      : repository_(repository), environment_(environment), visitor_(visitor) {}

  Status run() {
    Status status = read(path_from(repository_.common_dir, "config"), 0);
    if (!status || !has_worktree_config_) return status;
    return read(path_from(repository_.git_dir, "config.worktree"), 0);
  }

 private:
  // A file that is not there says nothing; one that cannot be read is an error.
  Status read(const std::string& path, int depth) {
    if (::access(path.c_str(), R_OK) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return Ok{};
      return errno_error("read", path);
    }
    if (depth > kGitIncludeDepthMax || ++files_read_ > kGitConfigFilesMax) {
      return Error{"cannot read " + path + ": too many includes"};
    }
    const Result<std::string> text = read_file(path, kGitConfigBytesMax);
    if (!text) return text.error();

    GitConfigReader reader(*text);
    using Item = GitConfigReader::Item;
    for (Item item = reader.next(); item != Item::kEnd; item = reader.next()) {
      if (item == Item::kMalformed) {
        return Error{"cannot read " + path + ": malformed near line " +
                     std::to_string(reader.line())};
      }
      Status status = take(reader.key(), reader.value(), {path, depth});
      if (!status) return status;
    }
    return Ok{};
  }

  Status take(std::string_view key, std::optional<std::string_view> value, const Place& place) {
    if (forbids_remote_urls_ && is_remote_url(key)) {
      return Error{"cannot read " + place.path + ": a remote URL in a file included by includeIf"};
    }
    if (Status status = visitor_(key, value); !status) return status;
    if (key == "include.path") return include(value, place);
    if (const auto condition = between(key, "includeif.", ".path")) {
      return include_if(*condition, value, place);
    }
    // git looks for this one in the file itself, before it follows any include.
    if (key == "extensions.worktreeconfig" && place.depth == 0) {
      const std::optional<bool> truth = git_boolean(value);
      if (!truth) return Error{"cannot read " + place.path + ": worktreeConfig is no boolean"};
      has_worktree_config_ = *truth;
    }
    return Ok{};
  }

  Status include(std::optional<std::string_view> value, const Place& place) {
    if (!value) return Error{"cannot read " + place.path + ": an include without a path"};
    const Result<std::string> path = with_home(*value, home());
    if (!path) return path.error();
    return read(path_from(directory_of(place.path), *path), place.depth + 1);
  }

  Status include_if(std::string_view condition, std::optional<std::string_view> value,
                    const Place& place) {
    const Result<bool> truth = is_true(condition, place);
    if (!truth) return truth.error();
    if (!*truth) return Ok{};
    // While git looks for remote URLs, none may stand behind a condition: it could depend on them.
    const bool before = std::exchange(forbids_remote_urls_, forbids_remote_urls_ || is_scan_);
    Status status = include(value, place);
    forbids_remote_urls_ = before;
    return status;
  }

  Result<bool> is_true(std::string_view condition, const Place& place) {
    if (remove_prefix(condition, "gitdir:")) {
      return git_dir_matches(condition, place, GlobCase::kMatters);
    }
    if (remove_prefix(condition, "gitdir/i:")) {
      return git_dir_matches(condition, place, GlobCase::kIgnored);
    }
    if (remove_prefix(condition, "onbranch:")) {
      const std::optional<std::string> branch = current_branch(repository_);
      return branch && git_glob_matches(with_trailing_stars(condition), *branch);
    }
    if (remove_prefix(condition, "hasconfig:remote.*.url:")) return has_remote_url(condition);
    return false;
  }

  // Both the real path of the git directory and the path it was found by may match.
  Result<bool> git_dir_matches(std::string_view condition, const Place& place, GlobCase letters) {
    std::string literal;  // what the path must begin with, free of wildcards
    std::string pattern = with_trailing_stars(condition);
    if (pattern.starts_with("./")) {
      literal = directory_of(real_path(place.path).value_or(place.path));
      pattern.erase(0, 2);
    } else {
      Result<std::string> expanded = with_home(pattern, real_home());
      if (!expanded) return expanded.error();
      pattern = *std::move(expanded);
      if (!pattern.starts_with('/')) pattern.insert(0, "**/");
    }
    const auto matches = [&](const std::string& path) {
      return begins_with(path, literal, letters) &&
             git_glob_matches(pattern, std::string_view(path).substr(literal.size()), letters);
    };
    return matches(real_path(repository_.git_dir).value_or("")) || matches(repository_.git_dir);
  }

  // The URLs may stand after the condition that asks for them, so they are looked for beforehand,
  // as if every such condition were true.
  Result<bool> has_remote_url(std::string_view pattern) {
    if (is_scan_) return true;
    if (!remote_urls_) {
      std::vector<std::string> urls;
      const GitVariableVisitor collect = [&urls](std::string_view key, auto value) -> Status {
        if (is_remote_url(key) && value) urls.emplace_back(*value);
        return Ok{};
      };
      ConfigWalk scan(repository_, environment_, collect);
      scan.is_scan_ = true;
      scan.files_read_ = files_read_;
      if (Status status = scan.run(); !status) return status.error();
      files_read_ = scan.files_read_;
      remote_urls_ = std::move(urls);
    }
    return std::any_of(remote_urls_->begin(), remote_urls_->end(),
                       [&](const std::string& url) { return git_glob_matches(pattern, url); });
  }

  std::optional<std::string> home() const {
    const auto home = environment_.get("HOME");
    return home ? std::optional<std::string>(*home) : std::nullopt;
  }

  std::optional<std::string> real_home() const {
    const std::optional<std::string> named = home();
    return named ? real_path(*named).value_or(*named) : named;
  }

  static Result<std::string> with_home(std::string_view path,
                                       const std::optional<std::string>& home) {
    if (home && (path == "~" || path.starts_with("~/"))) {
      return std::string(*home).append(path.substr(1));
    }
    if (path.starts_with('~') || path.starts_with("%(prefix)/")) {
      return Error{"cannot include by the path " + std::string(path) + ": name it from / on"};
    }
    return std::string(path);
  }

  const GitRepository& repository_;
  const Environment& environment_;
  const GitVariableVisitor& visitor_;
  bool is_scan_ = false;
  bool forbids_remote_urls_ = false;
  bool has_worktree_config_ = false;
  int files_read_ = 0;
  std::optional<std::vector<std::string>> remote_urls_;
};

}  // namespace

Status visit_git_config(const GitRepository& repository, const Environment& environment,
                        const GitVariableVisitor& visitor) {
  return ConfigWalk(repository, environment, visitor).run();
}

}  // namespace overt

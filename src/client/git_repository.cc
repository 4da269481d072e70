#include "client/git_repository.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/file.h"

namespace overt {
namespace {

// HEAD, `commondir` and a `.git` file each hold one path or name after a short keyword.
constexpr std::size_t kPointerBytesMax = PATH_MAX + 16;

constexpr std::string_view kRefKeyword = "ref:";
constexpr std::string_view kGitDirKeyword = "gitdir: ";
constexpr std::size_t kSha1HexDigits = 40;

std::string_view without_line_end(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

std::optional<std::string> link_target(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(size));
}

// What the symbolic ref in `head` names, or nothing.
std::optional<std::string_view> named_ref(std::string_view head) {
  if (!head.starts_with(kRefKeyword)) return std::nullopt;
  return trimmed(head.substr(kRefKeyword.size()));
}

bool begins_with_hash(std::string_view head) {
  return head.size() >= kSha1HexDigits &&
         head.substr(0, kSha1HexDigits).find_first_not_of("0123456789abcdefABCDEF") ==
             std::string_view::npos;
}

bool is_head(const std::string& path) {
  const Result<std::string> head = read_file(path, kPointerBytesMax);
  // A symbolic link to a branch without a commit leads nowhere yet.
  if (!head) return link_target(path).value_or("").starts_with("refs/");
  return named_ref(*head).value_or("").starts_with("refs/") || begins_with_hash(*head);
}

bool is_directory(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

// The length of the deepest of GIT_CEILING_DIRECTORIES above `directory`; nothing if there is none.
// After an empty entry the others are taken as they are written, with their symbolic links.
std::optional<std::size_t> ceiling_above(const std::string& directory, std::string_view ceilings) {
  std::optional<std::size_t> deepest;
  bool resolves_links = true;
  while (!ceilings.empty()) {
    const auto colon = std::min(ceilings.find(':'), ceilings.size());
    const std::string entry(ceilings.substr(0, colon));
    ceilings.remove_prefix(std::min(colon + 1, ceilings.size()));
    if (entry.empty()) resolves_links = false;
    if (!entry.starts_with('/')) continue;

    std::string ceiling = resolves_links ? real_path(entry).value_or("") : entry;
    if (ceiling.empty()) continue;
    if (!ceiling.ends_with('/')) ceiling += '/';
    if (directory.size() <= ceiling.size() || !directory.starts_with(ceiling)) continue;
    deepest = std::max(deepest.value_or(0), ceiling.size() - 1);
  }
  return deepest;
}

std::string common_dir_of(const std::string& git_dir) {
  const std::string file = path_from(git_dir, "commondir");
  // Few repositories have one, and a reader would put the error into words.
  if (::access(file.c_str(), F_OK) != 0) return git_dir;
  const Result<std::string> text = read_file(file, kPointerBytesMax);
  return text ? path_from(git_dir, std::string(without_line_end(*text))) : git_dir;
}

std::optional<GitRepository> repository_at(const std::string& git_dir) {
  if (!is_head(path_from(git_dir, "HEAD"))) return std::nullopt;
  GitRepository repository{.git_dir = git_dir, .common_dir = common_dir_of(git_dir)};
  const bool is_whole = is_directory(path_from(repository.common_dir, "objects")) &&
                        is_directory(path_from(repository.common_dir, "refs"));
  if (!is_whole) return std::nullopt;
  return repository;
}

using Found = Result<std::optional<GitRepository>>;

Found must_be_repository(const std::string& git_dir, const std::string& named_by) {
  std::optional<GitRepository> repository = repository_at(git_dir);
  if (!repository) return Error{"cannot use " + named_by + ": it names no git repository"};
  return repository;
}

Found named_in_file(const std::string& path) {
  const Result<std::string> text = read_file(path, kPointerBytesMax);
  if (!text) return text.error();
  const std::string_view line = without_line_end(*text);
  if (!line.starts_with(kGitDirKeyword) || line.size() == kGitDirKeyword.size()) {
    return Error{"cannot use " + path + ": it does not begin with 'gitdir: ' and a path"};
  }
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  const std::string named = path_from(directory, std::string(line.substr(kGitDirKeyword.size())));
  return must_be_repository(real_path(named).value_or(named), path);
}

Found named_by_environment(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return errno_error("use GIT_DIR", path);
  return S_ISREG(status.st_mode) ? named_in_file(path) : must_be_repository(path, path);
}

Found found_in(const std::string& directory) {
  const std::string dot_git = path_from(directory, ".git");
  struct stat status{};
  if (::stat(dot_git.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode)) return named_in_file(dot_git);
    if (std::optional<GitRepository> repository = repository_at(dot_git)) return repository;
  }
  return repository_at(directory);
}

Found found_above(const std::string& directory, std::string_view ceilings) {
  // The directory itself keeps the name it was given by: an include may ask for that name.
  Found found = found_in(directory);
  if (!found || *found) return found;
  const std::optional<std::string> physical = real_path(directory);
  if (!physical) return errno_error("find", directory);
  const std::optional<std::size_t> ceiling = ceiling_above(*physical, ceilings);
  for (std::string parent = *physical; found && !*found && parent != "/";) {
    const auto slash = parent.rfind('/');
    if (ceiling && slash <= *ceiling) break;
    parent.resize(std::max<std::size_t>(slash, 1));
    found = found_in(parent);
  }
  return found;
}

}  // namespace

Result<std::optional<GitRepository>> find_git_repository(const std::string& directory,
                                                         const Environment& environment) {
  if (const auto git_dir = environment.get("GIT_DIR")) {
    return named_by_environment(path_from(directory, std::string(*git_dir)));
  }
  return found_above(directory, environment.get("GIT_CEILING_DIRECTORIES").value_or(""));
}

std::optional<std::string> current_branch(const GitRepository& repository) {
  constexpr std::string_view kBranches = "refs/heads/";
  const std::string path = path_from(repository.git_dir, "HEAD");
  std::optional<std::string> ref = link_target(path);
  if (!ref) {
    const Result<std::string> head = read_file(path, kPointerBytesMax);
    if (!head) return std::nullopt;
    if (const auto name = named_ref(*head)) ref = std::string(*name);
  }
  if (!ref || !ref->starts_with(kBranches)) return std::nullopt;
  return ref->substr(kBranches.size());
}

std::string path_from(const std::string& directory, const std::string& path) {
  if (path.starts_with('/')) return path;
  return directory.ends_with('/') ? directory + path : directory + "/" + path;
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr),
                                                             &std::free);
  if (!resolved) return std::nullopt;
  return std::string(resolved.get());
}

}  // namespace overt

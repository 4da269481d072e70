#include "client/git_origin.h"

#include <optional>
#include <string_view>

#include "client/git_includes.h"
#include "client/git_repository.h"

namespace overt {

Result<std::string> git_origin(const std::string& directory, const Environment& environment) {
  const auto found = find_git_repository(directory, environment);
  if (!found) return found.error();
  const std::optional<GitRepository>& repository = *found;
  if (!repository) return std::string();

  std::string origin;
  const GitVariableVisitor keep_origin =
      [&origin](std::string_view key, std::optional<std::string_view> value) -> Status {
    if (key != "remote.origin.url") return Ok{};
    if (!value) return Error{"cannot use remote.origin.url: it has no value"};
    if (value->empty() || origin.empty()) origin = *value;
    return Ok{};
  };
  const Status status = visit_git_config(*repository, environment, keep_origin);
  if (!status) return status.error();
  return origin;
}

}  // namespace overt

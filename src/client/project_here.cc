#include "client/project_here.h"

#include <filesystem>

#include "client/git_origin.h"
#include "client/project_id.h"

namespace overt {

std::string project_here(const Environment& environment, int schema_version) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error) return {};
  const Result<std::string> origin = git_origin(here, environment);
  return origin ? project_id(*origin, schema_version) : std::string();
}

}  // namespace overt

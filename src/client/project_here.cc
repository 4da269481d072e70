#include "client/project_here.h"

#include <unistd.h>

#include <array>
#include <climits>

#include "client/git_origin.h"
#include "client/project_id.h"

namespace overt {

std::string project_here(const Environment& environment, int schema_version) {
  std::array<char, PATH_MAX> here;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  if (::getcwd(here.data(), here.size()) == nullptr) return {};
  const Result<std::string> origin = git_origin(here.data(), environment);
  return origin ? project_id(*origin, schema_version) : std::string();
}

}  // namespace overt

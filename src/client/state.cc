#include "client/state.h"

namespace overt {
namespace {

// The base directory that `variable` names, else `fallback` under HOME. The XDG specification has
// relative paths ignored.
Result<std::string> base_directory(const Environment& environment, std::string_view variable,
                                   std::string_view fallback) {
  const std::string_view named = environment.get(variable).value_or("");
  if (named.starts_with('/')) return std::string(named);
  const std::string_view home = environment.get("HOME").value_or("");
  if (home.starts_with('/')) return std::string(home).append("/").append(fallback);
  std::string message = "no home directory is known: set HOME or ";
  message.append(variable).append(" to an absolute path");
  return Error{std::move(message)};
}

}  // namespace

Result<StateDirectory> state_directory(const Environment& environment, std::string_view app) {
  Result<std::string> base = base_directory(environment, "XDG_STATE_HOME", ".local/state");
  if (!base) return base.error();
  return StateDirectory{base->append("/overt/").append(app)};
}

Result<std::string> user_choice_path(const Environment& environment, std::string_view app) {
  Result<std::string> base = base_directory(environment, "XDG_CONFIG_HOME", ".config");
  if (!base) return base.error();
  return base->append("/overt/").append(app).append("/consent");
}

}  // namespace overt

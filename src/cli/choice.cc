#include "cli/choice.h"

#include <fmt/core.h>

#include <filesystem>

#include "base/environment.h"
#include "base/file.h"
#include "cli/commands.h"
#include "client/state.h"

namespace overt::cli {

int keep_choice(const ToolOption& tool, bool on) {
  const Result<std::string> app = app_name(tool);
  if (!app) return fail(app.error().message);
  const Result<std::string> path = user_choice_path(Environment::of_this_process(), *app);
  if (!path) return fail(path.error().message);
  const Status made = make_directories(std::filesystem::path(*path).parent_path());
  if (!made) return fail(made.error().message);
  const Status written = write_file_atomically(*path, on ? "on\n" : "off\n");
  if (!written) return fail(written.error().message);
  fmt::print("Your choice for {} is kept: {} ({})\n", *app, on ? "on" : "off", *path);
  return 0;
}

}  // namespace overt::cli

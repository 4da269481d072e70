// overt project-id: the id under which a project is known.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/project_ids.h"
#include "collector/data_directory.h"
#include "collector/pepper.h"
#include "store/row.h"

namespace overt::cli {
namespace {

struct ProjectIdOptions {
  std::string url;
  std::string data;  // empty for the senders' id alone
};

int project_id(const ProjectIdOptions& options) {
  const auto ids = project_ids_of(options.url);
  if (!ids) return fail(ids.error().message);
  if (options.data.empty()) {
    fmt::print("{}\n", ids->front());
    return 0;
  }
  const auto pepper = Pepper::open(options.data + "/pepper");
  if (!pepper) return fail(pepper.error().message);
  const std::string kept = pepper->key(ids->front());
  fmt::print("sent as     {}\nkept as     {}\nin queries  {}\n", ids->front(), kept,
             number_of_id(kept));
  return 0;
}

}  // namespace

Command project_id_command() {
  const auto options = std::make_shared<ProjectIdOptions>();
  return {.name = "project-id",
          .summary = kProjectIdSummary,
          .options = {{.name = "url",
                       .value = &options->url,
                       .help = "The URL of its remote, as git has it",
                       .value_name = "URL",
                       .required = true},
                      {.name = "--data",
                       .value = &options->data,
                       .help = "Also as the collector of this data directory keeps it",
                       .value_name = "DIR"}},
          .footer =
              "Every way to clone a project gives the same id.\n\n"
              "Example: overt project-id https://github.com/werf/werf.git",
          .run = [options] { return project_id(*options); }};
}

}  // namespace overt::cli

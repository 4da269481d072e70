#include "cli/data_source.h"

#include <utility>

#include "cli/data_directory.h"

namespace overt::cli {

std::vector<Option> with_data_source(std::vector<Option> options, DataSource& source) {
  options.push_back({.name = "--data",
                     .value = &source.data,
                     .help = "The data directory of a collector that does not run",
                     .value_name = "DIR"});
  options.push_back(
      {.name = "--server",
       .value = &source.server,
       .help = "The admin address of a running collector; OVERT_ADMIN_TOKEN has its token",
       .value_name = "URL",
       .excludes = "--data"});
  return options;
}

Result<std::string> directory_of(const DataSource& source, const Environment& environment) {
  return source.data.empty() ? default_data_directory(environment)
                             : Result<std::string>(source.data);
}

AdminAddress admin_address_of(const DataSource& source, const Environment& environment) {
  std::string url = source.server;
  while (url.ends_with('/')) url.pop_back();
  return {.url = std::move(url),
          .token = std::string(environment.get("OVERT_ADMIN_TOKEN").value_or(""))};
}

}  // namespace overt::cli

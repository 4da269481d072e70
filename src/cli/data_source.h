// Whose data a command is about: those in a directory, or those of a collector that runs.
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "cli/command.h"

namespace overt::cli {

struct DataSource {
  std::string data;    // the directory; empty for the default one
  std::string server;  // the collector's admin address; empty for a directory
};

// The options of a command, and after them --data and --server, which do not go together.
// `source` is borrowed like every value of an option.
std::vector<Option> with_data_source(std::vector<Option> options, DataSource& source);

// The directory; an error if there is none by default.
Result<std::string> directory_of(const DataSource& source, const Environment& environment);

struct AdminAddress {
  std::string url;    // without a slash at its end
  std::string token;  // empty for none
};

// The collector, with the token that OVERT_ADMIN_TOKEN has.
AdminAddress admin_address_of(const DataSource& source, const Environment& environment);

}  // namespace overt::cli

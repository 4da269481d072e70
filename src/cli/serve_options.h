// From the command line and the settings to what a collector is started with.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/serve_config.h"
#include "collector/collector.h"
#include "collector/tls.h"

namespace overt::cli {

// What stands on the command line about a collector's settings.
class ServeArguments {
 public:
  // --config, and a flag for every setting. They borrow this object.
  std::vector<Option> options();

  ServeFlags flags() const;

 private:
  struct Argument {
    const Setting* setting = nullptr;
    std::optional<std::string> text;  // of settings with one value
    std::vector<std::string> texts;   // of kPaths
  };

  std::string config_;
  std::deque<Argument> arguments_;  // where they are, they stay
};

// The configuration of this process as it is now: from its flags, its environment and the file.
Result<ServeConfig> read_config_of_this_process(const ServeFlags& flags);

// Nothing for plain HTTP; an error if one of the two files is not named.
Result<std::optional<TlsFiles>> tls_files(const ServeSettings& settings);

// Reads what the settings name: contracts and token. The error names the file.
Result<CollectorOptions> collector_options(const ServeSettings& settings);

}  // namespace overt::cli

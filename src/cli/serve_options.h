// From the command line and the settings to what a collector is started with.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/serve_config.h"
#include "collector/collector.h"
#include "collector/tls.h"

namespace overt::cli {

// What CLI11 fills in.
class ServeArguments {
 public:
  // A flag for every setting, and --config.
  void add_to(CLI::App& command);

  ServeFlags flags() const;

 private:
  struct Argument {
    const Setting* setting = nullptr;
    CLI::Option* option = nullptr;
    std::string text;                // of settings with one value
    std::vector<std::string> texts;  // of kPaths
  };

  std::string config_;
  std::vector<std::unique_ptr<Argument>> arguments_;  // CLI11 keeps their addresses
};

// The configuration of this process as it is now: from its flags, its environment and the file.
Result<ServeConfig> read_config_of_this_process(const ServeFlags& flags);

// Nothing for plain HTTP; an error if one of the two files is not named.
Result<std::optional<TlsFiles>> tls_files(const ServeSettings& settings);

// Reads what the settings name: contracts and token. The error names the file.
Result<CollectorOptions> collector_options(const ServeSettings& settings);

}  // namespace overt::cli

// The settings of a collector as they are in force: flags before environment before file before
// defaults.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "cli/serve_settings.h"
#include "store/clickhouse.h"

namespace overt::cli {

// The variable that names the file where no flag does.
inline constexpr char kConfigVariable[] = "OVERT_CONFIG";

// What stood on the command line.
struct ServeFlags {
  std::string config;                                                       // "" if it was not said
  std::vector<std::pair<const Setting*, std::vector<std::string>>> values;  // only those said
};

struct ServeConfig {
  ServeSettings settings;
  std::vector<std::string> origins;  // "default", "--listen", …: one for each of serve_settings()
  std::string file;                  // "" if none was read
};

// Reads the file that the flags or the environment name, and puts all together; every path is
// absolute afterwards, one that is relative begins at `folder` or at the file's own. The error is
// one line that names the flag, the variable or the line of the file.
Result<ServeConfig> read_serve_config(const ServeFlags& flags, const Environment& environment,
                                      const std::string& folder);

// The token that the admin address asks for: what the settings hold, or what is in the file that
// they name; empty if there is none, an error if there are two.
Result<std::string> read_admin_token(const ServeSettings& settings);

// The store that the settings name, with what their files say; nothing for DuckDB. An error if a
// file cannot be used, or if others may read the password's.
Result<std::optional<ClickhouseOptions>> clickhouse_options(const ServeSettings& settings);

// TOML that read_serve_config() takes for the same settings; behind each value, where it came
// from. No secret is in it.
std::string config_text(const ServeConfig& config);

// The same table for people, as docs/operations.md has it.
std::string settings_as_markdown();

// What `overt serve --help` says of a setting beside its help: its variable and its default.
std::string help_of(const Setting& setting);

}  // namespace overt::cli

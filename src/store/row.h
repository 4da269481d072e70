// A row of the store: one event, taken apart into typed columns. One conversion, row_from_event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/event.h"

namespace overt {

struct Row {
  std::string app;
  std::int64_t received_ms = 0;
  std::int64_t ts_ms = 0;
  Uuid execution_id;
  std::uint64_t project = 0;  // the first 8 bytes of the project id; 0 if there was none
  std::string command;
  std::string event_type;
  int schema_version = 1;
  std::string os;
  std::string arch;
  std::string version;
  std::string group_channel;
  bool ci = false;
  std::string ci_name;
  std::optional<std::int64_t> exit_code;
  std::optional<std::int64_t> duration_ms;
  std::vector<std::string> options;  // parallel to the three below
  std::vector<bool> option_as_cli;
  std::vector<bool> option_as_env;
  std::vector<std::int64_t> option_counts;
};

// The row that `event` of the tool `app` becomes. Every type of event becomes one; what its data
// does not have stays empty. `event.project_id` is the keyed one.
Row row_from_event(const std::string& app, std::int64_t received_ms, const Event& event);

}  // namespace overt

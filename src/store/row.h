// A row of the store: one event, taken apart into typed columns. One conversion, row_from_event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/event.h"

namespace overt {

// Fields that no column is for, by the type of their values, in the order in which they came.
struct OtherFields {
  std::vector<std::pair<std::string, bool>> flags;
  std::vector<std::pair<std::string, std::int64_t>> numbers;
  std::vector<std::pair<std::string, std::string>> texts;

  bool empty() const { return flags.empty() && numbers.empty() && texts.empty(); }

  friend bool operator==(const OtherFields&, const OtherFields&) = default;
};

struct Row {
  std::string app;
  std::int64_t received_ms = 0;
  std::int64_t ts_ms = 0;
  Uuid execution_id;
  std::uint64_t project = 0;  // number_of_id() of the project id; 0 if there was none
  std::uint64_t user = 0;     // the same of the user id
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
  OtherFields attributes;
  OtherFields data;
};

// What a store has of an id. Ids are random, and nothing compresses them: of ten million projects,
// one in six stores has two that it takes for one.
inline constexpr int kIdBits = 48;
inline constexpr std::uint64_t kIdMask = (std::uint64_t{1} << kIdBits) - 1;

// The number that an id of hexadecimal digits has in rows: its digits 5 to 16. The 12 digits that
// an export has of it are the same number. 0 for what is no id.
std::uint64_t number_of_id(std::string_view id);

// The row that `event` of the tool `app` becomes. Every type of event becomes one; what its data
// does not have stays empty. `event.project_id` and `event.user_id` are the keyed ones. Maps are
// not kept: no contract lets one in.
Row row_from_event(const std::string& app, std::int64_t received_ms, const Event& event);

}  // namespace overt

// The dictionaries: what the numbers in rows stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "store/duckdb/handles.h"
#include "store/row.h"

namespace overt::duckdb {

// Entries of one dictionary that are kept in memory, some 20 MB at most. When there are more, which
// takes somebody who makes up versions or options, all of them are forgotten, and what comes then
// gets a number anew: a text may have several numbers, never a number several texts.
inline constexpr std::size_t kDictionaryEntriesMax = 65'536;

// Numbers of keys. 0 is none.
class Numbering {
 public:
  explicit Numbering(std::size_t entries_max = kDictionaryEntriesMax) : entries_max_(entries_max) {}

  struct Number {
    std::int32_t id = 0;
    bool is_new = false;
  };

  Number of(const std::string& key);

  // From the table, when the store is opened; ascending.
  void restore(std::int32_t id, std::string key);

 private:
  std::size_t entries_max_;
  std::int32_t last_ = 0;
  std::unordered_map<std::string, std::int32_t> ids_;
};

struct CommandEntry {
  std::int32_t id = 0;
  std::string key;
  std::string app;
  std::string command;
};

struct VersionEntry {
  std::int32_t id = 0;
  std::string key;
  std::string app;
  std::string version;
  std::string version_order;
};

struct EnvironmentEntry {
  std::int32_t id = 0;
  std::string key;
  std::string app;
  std::int32_t version_id = 0;
  bool ci = false;
  int schema_version = 1;
  std::string version;
  std::string os;
  std::string arch;
  std::string group_channel;
  std::string ci_name;
  std::vector<std::string> flag_names;
  std::vector<bool> flags;
  std::vector<std::string> number_names;
  std::vector<std::int64_t> numbers;
  std::vector<std::string> text_names;
  std::vector<std::string> texts;
};

struct OptionSetEntry {
  std::int32_t id = 0;
  std::string key;
  std::vector<std::string> names;
  std::vector<bool> as_cli;
  std::vector<bool> as_env;
  std::vector<std::int64_t> counts;
};

struct ShapeEntry {
  std::int32_t id = 0;
  std::string key;
  std::string event_type;
  std::vector<std::string> flag_names;
  std::vector<std::string> number_names;
  std::vector<std::string> text_names;
};

// One caller at a time.
class Dictionaries {
 public:
  std::int32_t command(const Row& row);
  std::int32_t environment(const Row& row);
  std::int32_t option_set(const Row& row);
  std::int32_t shape(const Row& row);

  // All that is in the tables, instead of what is here.
  Status read(const Connection& connection);

  // What has been numbered since the last time, in the transaction that is open.
  Status append_new(const Connection& connection);

 private:
  std::int32_t version(const Row& row);

  Numbering command_ids_;
  Numbering version_ids_;
  Numbering environment_ids_;
  Numbering option_set_ids_;
  Numbering shape_ids_;
  std::vector<CommandEntry> commands_;
  std::vector<VersionEntry> versions_;
  std::vector<EnvironmentEntry> environments_;
  std::vector<OptionSetEntry> option_sets_;
  std::vector<ShapeEntry> shapes_;
  std::string key_;  // kept for its memory
};

}  // namespace overt::duckdb

#include "store/duckdb/dictionaries.h"

#include <fmt/format.h>

#include <utility>

#include "store/duckdb/chunk_writer.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"
#include "store/version_order.h"

namespace overt::duckdb {
namespace {

// Parts of a key, each with its length before it, so that no two lists of parts make one key.
// Several for each event: fmt::format_int takes a third of the time of fmt::format_to.
void add_number(std::string& key, std::int64_t number) {
  const fmt::format_int digits(number);
  key.append(digits.data(), digits.size()).push_back(';');
}

void add_text(std::string& key, std::string_view text) {
  const fmt::format_int digits(text.size());
  key.append(digits.data(), digits.size()).push_back(':');
  key += text;
}

void add_names(std::string& key, const auto& fields) {
  add_number(key, static_cast<std::int64_t>(fields.size()));
  for (const auto& [name, value] : fields) add_text(key, name);
}

template <typename Value>
std::vector<std::string> names_of(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const auto& [name, value] : fields) names.push_back(name);
  return names;
}

template <typename Value>
std::vector<Value> values_of(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<Value> values;
  values.reserve(fields.size());
  for (const auto& [name, value] : fields) values.push_back(value);
  return values;
}

void set_environment_key(const Row& row, std::string& key) {
  key.clear();
  for (const std::string* text :
       {&row.app, &row.version, &row.os, &row.arch, &row.group_channel, &row.ci_name}) {
    add_text(key, *text);
  }
  add_number(key, row.schema_version);
  add_number(key, row.ci ? 1 : 0);
  if (row.attributes.empty()) return;
  add_names(key, row.attributes.flags);
  for (const auto& [name, flag] : row.attributes.flags) add_number(key, flag ? 1 : 0);
  add_names(key, row.attributes.numbers);
  for (const auto& [name, number] : row.attributes.numbers) add_number(key, number);
  add_names(key, row.attributes.texts);
  for (const auto& [name, text] : row.attributes.texts) add_text(key, text);
}

EnvironmentEntry environment_entry(std::int32_t id, std::string key, std::int32_t version_id,
                                   const Row& row) {
  return {.id = id,
          .key = std::move(key),
          .app = row.app,
          .version_id = version_id,
          .ci = row.ci,
          .schema_version = row.schema_version,
          .version = row.version,
          .os = row.os,
          .arch = row.arch,
          .group_channel = row.group_channel,
          .ci_name = row.ci_name,
          .flag_names = names_of(row.attributes.flags),
          .flags = values_of(row.attributes.flags),
          .number_names = names_of(row.attributes.numbers),
          .numbers = values_of(row.attributes.numbers),
          .text_names = names_of(row.attributes.texts),
          .texts = values_of(row.attributes.texts)};
}

Status read_numbering(const Connection& connection, const char* table, Numbering& numbering) {
  // From the newest on as many as are kept, ascending.
  const auto sql = fmt::format(
      "SELECT id, key FROM (SELECT id, key FROM {} ORDER BY id DESC LIMIT {}) ORDER BY id", table,
      kDictionaryEntriesMax);
  auto answer = query(connection, sql.c_str());
  if (!answer) return answer.error();
  numbering = Numbering();
  for (auto& cells : answer->rows) {
    numbering.restore(static_cast<std::int32_t>(std::get<std::int64_t>(cells[0])),
                      std::get<std::string>(std::move(cells[1])));
  }
  return Ok{};
}

// Each column of an entry, in the order of the table's.
void fill_environment(ChunkWriter<EnvironmentEntry>& writer) {
  using Entry = EnvironmentEntry;
  writer.texts(&Entry::app);
  writer.numbers<std::int32_t>([](const Entry& entry) { return entry.version_id; });
  writer.numbers<bool>([](const Entry& entry) { return entry.ci; });
  writer.numbers<std::int32_t>([](const Entry& entry) { return entry.schema_version; });
  writer.texts(&Entry::version);
  writer.texts(&Entry::os);
  writer.texts(&Entry::arch);
  writer.texts(&Entry::group_channel);
  writer.texts(&Entry::ci_name);
  writer.text_lists(&Entry::flag_names);
  writer.number_lists<bool>(&Entry::flags);
  writer.text_lists(&Entry::number_names);
  writer.number_lists<std::int64_t>(&Entry::numbers);
  writer.text_lists(&Entry::text_names);
  writer.text_lists(&Entry::texts);
}

// `id` and `key`, and then what `fill` writes; nothing of it is new any more.
template <typename Entry>
Status append_entries(const Connection& connection, const char* table, std::vector<Entry>& entries,
                      auto fill) {
  const std::vector<Entry> appended = std::exchange(entries, {});
  return append_all<Entry>(connection, table, appended, [&fill](ChunkWriter<Entry>& writer) {
    writer.template numbers<std::int32_t>([](const Entry& entry) { return entry.id; });
    writer.texts(&Entry::key);
    fill(writer);
  });
}

}  // namespace

Numbering::Number Numbering::of(const std::string& key) {
  if (const auto known = ids_.find(key); known != ids_.end()) return {.id = known->second};
  if (ids_.size() >= entries_max_) ids_.clear();
  ids_.emplace(key, ++last_);
  return {.id = last_, .is_new = true};
}

void Numbering::restore(std::int32_t id, std::string key) {
  last_ = id;
  ids_.insert_or_assign(std::move(key), id);
}

std::int32_t Dictionaries::command(const Row& row) {
  key_.clear();
  add_text(key_, row.app);
  add_text(key_, row.command);
  const auto [id, is_new] = command_ids_.of(key_);
  if (is_new) commands_.push_back({.id = id, .key = key_, .app = row.app, .command = row.command});
  return id;
}

std::int32_t Dictionaries::version(const Row& row) {
  std::string key;
  add_text(key, row.app);
  add_text(key, row.version);
  const auto [id, is_new] = version_ids_.of(key);
  if (is_new) {
    versions_.push_back({.id = id,
                         .key = std::move(key),
                         .app = row.app,
                         .version = row.version,
                         .version_order = version_order(row.version)});
  }
  return id;
}

std::int32_t Dictionaries::environment(const Row& row) {
  set_environment_key(row, key_);
  const auto [id, is_new] = environment_ids_.of(key_);
  if (is_new) environments_.push_back(environment_entry(id, key_, version(row), row));
  return id;
}

std::int32_t Dictionaries::option_set(const Row& row) {
  key_.clear();
  for (std::size_t i = 0; i < row.options.size(); ++i) {
    add_text(key_, row.options[i]);
    add_number(key_, (row.option_as_cli[i] ? 2 : 0) + (row.option_as_env[i] ? 1 : 0));
    add_number(key_, row.option_counts[i]);
  }
  const auto [id, is_new] = option_set_ids_.of(key_);
  if (is_new) {
    option_sets_.push_back({.id = id,
                            .key = key_,
                            .names = row.options,
                            .as_cli = row.option_as_cli,
                            .as_env = row.option_as_env,
                            .counts = row.option_counts});
  }
  return id;
}

std::int32_t Dictionaries::shape(const Row& row) {
  key_.clear();
  add_text(key_, row.event_type);
  add_names(key_, row.data.flags);
  add_names(key_, row.data.numbers);
  add_names(key_, row.data.texts);
  const auto [id, is_new] = shape_ids_.of(key_);
  if (is_new) {
    shapes_.push_back({.id = id,
                       .key = key_,
                       .event_type = row.event_type,
                       .flag_names = names_of(row.data.flags),
                       .number_names = names_of(row.data.numbers),
                       .text_names = names_of(row.data.texts)});
  }
  return id;
}

Status Dictionaries::read(const Connection& connection) {
  *this = Dictionaries();
  const std::pair<const char*, Numbering*> all[] = {{"command", &command_ids_},
                                                    {"version", &version_ids_},
                                                    {"environment", &environment_ids_},
                                                    {"option_set", &option_set_ids_},
                                                    {"shape", &shape_ids_}};
  for (const auto& [table, numbering] : all) {
    if (Status read = read_numbering(connection, table, *numbering); !read) return read;
  }
  return Ok{};
}

Status Dictionaries::append_new(const Connection& connection) {
  Status appended = append_entries(connection, "command", commands_, [](auto& writer) {
    writer.texts(&CommandEntry::app);
    writer.texts(&CommandEntry::command);
  });
  if (appended) {
    appended = append_entries(connection, "version", versions_, [](auto& writer) {
      writer.texts(&VersionEntry::app);
      writer.texts(&VersionEntry::version);
      writer.texts(&VersionEntry::version_order);
    });
  }
  if (appended)
    appended = append_entries(connection, "environment", environments_, fill_environment);
  if (appended) {
    appended = append_entries(connection, "option_set", option_sets_, [](auto& writer) {
      writer.text_lists(&OptionSetEntry::names);
      writer.template number_lists<bool>(&OptionSetEntry::as_cli);
      writer.template number_lists<bool>(&OptionSetEntry::as_env);
      writer.template number_lists<std::int64_t>(&OptionSetEntry::counts);
    });
  }
  if (appended) {
    appended = append_entries(connection, "shape", shapes_, [](auto& writer) {
      writer.texts(&ShapeEntry::event_type);
      writer.text_lists(&ShapeEntry::flag_names);
      writer.text_lists(&ShapeEntry::number_names);
      writer.text_lists(&ShapeEntry::text_names);
    });
  }
  return appended;
}

}  // namespace overt::duckdb

// Reads a file of events, through DuckDB in memory, row by row.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>

#include "model/event_json.h"
#include "model/limits.h"
#include "store/duckdb/database.h"
#include "store/duckdb/exchange_database.h"
#include "store/duckdb/read_result.h"
#include "store/exchange.h"

namespace overt::duckdb {
namespace {

constexpr const char* kColumns =
    "{'app': 'VARCHAR', 'received_ms': 'BIGINT', 'ts_ms': 'BIGINT', 'execution_id': 'VARCHAR',"
    " 'project': 'VARCHAR', 'user_id': 'VARCHAR', 'command': 'VARCHAR', 'event_type': 'VARCHAR',"
    " 'schema_version': 'INTEGER', 'version': 'VARCHAR', 'os': 'VARCHAR', 'arch': 'VARCHAR',"
    " 'group_channel': 'VARCHAR', 'ci': 'BOOLEAN', 'ci_name': 'VARCHAR', 'exit_code': 'BIGINT',"
    " 'duration_ms': 'BIGINT', 'options': 'VARCHAR', 'attributes': 'VARCHAR', 'data': 'VARCHAR'}";

constexpr std::string_view kCsvHeader =
    "app,received_ms,ts_ms,execution_id,project,user_id,command,event_type,schema_version,version,"
    "os,arch,group_channel,ci,ci_name,exit_code,duration_ms,options,attributes,data";

// In the order of event_in().
constexpr const char* kSelect =
    "SELECT app, received_ms, ts_ms, execution_id, project, user_id, command, event_type,"
    " schema_version, version, os, arch, group_channel, ci, ci_name, exit_code, duration_ms,"
    " CAST(options AS VARCHAR), CAST(attributes AS VARCHAR), CAST(data AS VARCHAR)"
    " FROM {} OFFSET {}";

std::string table_of(const std::string& path, FileFormat format) {
  const std::string file = sql_literal(path);
  switch (format) {
    case FileFormat::kParquet:
      return fmt::format("read_parquet({})", file);
    case FileFormat::kCsv:
      return fmt::format(
          "read_csv({}, header = true, auto_detect = false, delim = ',', quote = '\"',"
          " escape = '\"', columns = {})",
          file, kColumns);
    default:
      return fmt::format("read_json({}, format = 'newline_delimited', columns = {})", file,
                         kColumns);
  }
}

std::string text_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

bool is_app_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void add_text(Fields& fields, std::string_view name, const Cell& cell) {
  if (std::string text = text_in(cell); !text.empty()) {
    fields.push_back({std::string(name), std::move(text)});
  }
}

void add_number(Fields& fields, std::string_view name, const Cell& cell) {
  if (const auto number = optional_in(cell)) fields.push_back({std::string(name), *number});
}

// The fields of an object, sorted in with those that are there.
Status add_members(Fields& fields, const std::string& object) {
  if (object.empty()) return Ok{};
  auto members = fields_from_json(object);
  if (!members) return members.error();
  std::ranges::move(*members, std::back_inserter(fields));
  return Ok{};
}

Result<ExportedEvent> event_in(const std::vector<Cell>& cells) {
  ExportedEvent exported{.app = text_in(cells[0])};
  Event& event = exported.event;
  const auto received_ms = optional_in(cells[1]);
  const auto ts_ms = optional_in(cells[2]);
  const auto execution_id = parse_uuid(text_in(cells[3]));
  const auto schema_version = optional_in(cells[8]);
  if (!is_app_name(exported.app) || !received_ms || !ts_ms || !execution_id || !schema_version) {
    return Error{"app, received_ms, ts_ms, execution_id or schema_version is missing or broken"};
  }
  exported.received_ms = *received_ms;
  event = {.ts_ms = *ts_ms,
           .execution_id = *execution_id,
           .user_id = text_in(cells[5]),
           .project_id = text_in(cells[4]),
           .command = text_in(cells[6]),
           .attributes = {},
           .event_type = text_in(cells[7]),
           .data = {},
           .schema_version = static_cast<int>(*schema_version)};
  add_text(event.attributes, field::kVersion, cells[9]);
  add_text(event.attributes, field::kOs, cells[10]);
  add_text(event.attributes, field::kArch, cells[11]);
  add_text(event.attributes, field::kGroupChannel, cells[12]);
  if (cells[13] == Cell(true)) event.attributes.push_back({std::string(field::kCi), true});
  add_text(event.attributes, field::kCiName, cells[14]);
  if (Status added = add_members(event.attributes, text_in(cells[18])); !added)
    return added.error();
  std::ranges::sort(event.attributes, {}, &Field::name);
  add_number(event.data, field::kExitCode, cells[15]);
  add_number(event.data, field::kDurationMs, cells[16]);
  const std::string options = text_in(cells[17]);
  if (!options.empty() && options != "[]") {
    Status added =
        add_members(event.data, fmt::format(R"({{"{}":{}}})", field::kCommandOptions, options));
    if (!added) return added.error();
  }
  if (Status added = add_members(event.data, text_in(cells[19])); !added) return added.error();
  return exported;
}

class DuckdbEventFile final : public EventFile {
 public:
  DuckdbEventFile(std::string path, DatabaseHandle database, Connection connection)
      : path_(std::move(path)),
        database_(std::move(database)),
        connection_(std::move(connection)) {}

  Status open(FileFormat format, std::int64_t skip) {
    if (format == FileFormat::kCsv) {
      if (Status checked = check_header(); !checked) return checked;
    }
    const std::string table = table_of(path_, format);
    const auto rows = integer(connection_, fmt::format("SELECT count(*) FROM {}", table).c_str());
    if (!rows) return no_export(rows.error());
    rows_ = *rows;
    read_ = skip;
    Prepared statement;
    const std::string sql = fmt::format(kSelect, table, skip);
    if (duckdb_prepare(connection_.get(), sql.c_str(), statement.out()) != DuckDBSuccess) {
      return no_export(first_line(duckdb_prepare_error(statement.get())));
    }
    // A row at a time of what may be more than memory has.
    if (duckdb_execute_prepared_streaming(statement.get(), result_.get()) != DuckDBSuccess) {
      return no_export(first_line(duckdb_result_error(result_.get())));
    }
    return Ok{};
  }

  std::int64_t rows() const override { return rows_; }

  Result<EventRows> next(std::size_t rows_wanted) override {
    const auto part = read_rows(*result_.get(), rows_wanted);
    if (!part) return cannot_read(part.error());
    EventRows rows;
    for (const auto& cells : part->rows) {
      ++read_;
      ++rows.rows;
      auto event = event_in(cells);
      if (event) {
        rows.events.push_back(*std::move(event));
      } else if (++rows.refused == 1) {
        rows.why = fmt::format("row {}: {}", read_, event.error().message);
      }
    }
    return rows;
  }

 private:
  // DuckDB takes the columns of a CSV file by their places.
  Status check_header() const {
    std::ifstream file(path_);
    std::string header;
    if (!std::getline(file, header) || header != kCsvHeader) {
      return no_export(Error{"its first line does not name the columns"});
    }
    return Ok{};
  }

  Error no_export(const Error& reason) const {
    return cannot_read(Error{"not a file of events that overt export wrote: " + reason.message});
  }

  Error cannot_read(const Error& reason) const {
    return Error{fmt::format("cannot import {}: {}", path_, reason.message)};
  }

  std::string path_;
  DatabaseHandle database_;
  Connection connection_;
  ResultHandle result_;
  std::int64_t rows_ = 0;
  std::int64_t read_ = 0;
};

}  // namespace
}  // namespace overt::duckdb

namespace overt {

Result<std::unique_ptr<EventFile>> open_event_file(const std::string& path, FileFormat format,
                                                   std::int64_t skip) {
  auto database = duckdb::open_exchange_database("");
  if (!database) return database.error();
  auto connection = duckdb::connect(*database);
  if (!connection) return connection.error();
  auto file =
      std::make_unique<duckdb::DuckdbEventFile>(path, *std::move(database), *std::move(connection));
  if (Status opened = file->open(format, skip); !opened) return opened.error();
  return std::unique_ptr<EventFile>(std::move(file));
}

}  // namespace overt

#include "reports/answer_json.h"

#include <nlohmann/json.hpp>

namespace overt {
namespace {

using Json = nlohmann::ordered_json;

struct CellEncoder {
  Json operator()(std::monostate /*none*/) const { return {}; }
  template <typename Value>
  Json operator()(const Value& value) const {
    return value;
  }
};

// Nothing for what no cell is.
bool read_cell(const Json& json, Cell& cell) {
  if (json.is_boolean()) {
    cell = json.get<bool>();
  } else if (json.is_number_integer()) {
    cell = json.get<std::int64_t>();
  } else if (json.is_number()) {
    cell = json.get<double>();
  } else if (json.is_string()) {
    cell = json.get<std::string>();
  }
  return json.is_primitive();
}

bool read_row(const Json& json, std::size_t columns, std::vector<Cell>& row) {
  if (!json.is_array() || json.size() != columns) return false;
  for (const Json& item : json) {
    if (!read_cell(item, row.emplace_back())) return false;
  }
  return true;
}

}  // namespace

std::string to_json(const AskAnswer& answer) {
  Json rows = Json::array();
  for (const auto& row : answer.result.rows) {
    Json& cells = rows.emplace_back(Json::array());
    for (const Cell& cell : row) cells.push_back(std::visit(CellEncoder(), cell));
  }
  const Json json{{"columns", answer.result.columns},
                  {"rows", std::move(rows)},
                  {"truncated", answer.truncated}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<AskAnswer> answer_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Error{"the answer is not JSON"};
  for (const char* key : {"columns", "rows", "truncated"}) {
    if (!json.contains(key)) return Error{std::string("the answer has no ") + key};
  }
  AskAnswer answer;
  for (const Json& column : json["columns"]) {
    if (!column.is_string()) return Error{"columns: is not what it should be"};
    answer.result.columns.push_back(column.get<std::string>());
  }
  for (const Json& row : json["rows"]) {
    if (!read_row(row, answer.result.columns.size(), answer.result.rows.emplace_back())) {
      return Error{"rows: are not what they should be"};
    }
  }
  if (!json["truncated"].is_boolean()) return Error{"truncated: is not what it should be"};
  answer.truncated = json["truncated"].get<bool>();
  return answer;
}

std::string error_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("error") || !json["error"].is_string()) return {};
  return json["error"].get<std::string>();
}

}  // namespace overt

#include "publish/publication_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/csv_field.h"

namespace overt {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kForm = 2;

Json optional_json(const std::optional<std::int64_t>& number) {
  return number ? Json(*number) : Json();
}

Json row_json(const PublishedRow& row) {
  return {{"name", row.name},
          {"projects", row.projects},
          {"runs", optional_json(row.runs)},
          {"ended", optional_json(row.ended)},
          {"failed", optional_json(row.failed)},
          {"p50Ms", optional_json(row.p50_ms)},
          {"p90Ms", optional_json(row.p90_ms)}};
}

std::optional<std::int64_t> optional_in(const Json& json, const char* key) {
  const Json& value = json.at(key);
  return value.is_null() ? std::nullopt : std::optional(value.get<std::int64_t>());
}

PublishedRow row_in(const Json& json) {
  return {.name = json.at("name").get<std::string>(),
          .projects = json.at("projects").get<std::int64_t>(),
          .runs = optional_in(json, "runs"),
          .ended = optional_in(json, "ended"),
          .failed = optional_in(json, "failed"),
          .p50_ms = optional_in(json, "p50Ms"),
          .p90_ms = optional_in(json, "p90Ms")};
}

KnownShare known_in(const std::string& text) {
  for (const KnownShare share : {KnownShare::kNearlyAll, KnownShare::kMost, KnownShare::kHalf}) {
    if (text == to_string(share)) return share;
  }
  return KnownShare::kFew;
}

std::string csv_number(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "";
}

}  // namespace

std::string to_json(const Publication& publication) {
  Json tables = Json::array();
  for (const PublishedTable& table : publication.tables) {
    Json rows = Json::array();
    for (const PublishedRow& row : table.rows) rows.push_back(row_json(row));
    tables.push_back({{"name", table.name}, {"withheld", table.withheld}, {"rows", rows}});
  }
  const Json json{{"form", kForm},
                  {"app", publication.app},
                  {"month", publication.month.text()},
                  {"k", publication.k},
                  {"knownRuns", to_string(publication.known)},
                  {"tables", tables}};
  return json.dump(1) + "\n";
}

Result<Publication> publication_from_json(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("form") != kForm) return Error{"it is of another version of overt"};
    const auto month = parse_month(json.at("month").get<std::string>());
    if (!month) return month.error();
    Publication publication{.app = json.at("app").get<std::string>(),
                            .month = *month,
                            .k = json.at("k").get<std::int64_t>(),
                            .known = known_in(json.at("knownRuns").get<std::string>()),
                            .tables = {}};
    for (const Json& table : json.at("tables")) {
      PublishedTable& read = publication.tables.emplace_back();
      read.name = table.at("name").get<std::string>();
      read.withheld = table.at("withheld").get<bool>();
      for (const Json& row : table.at("rows")) read.rows.push_back(row_in(row));
    }
    return publication;
  } catch (const nlohmann::json::exception&) {
    return Error{"it is no publication"};
  }
}

std::string to_csv(const Publication& publication) {
  std::string csv = "month,table,name,projects,runs,ended,failed,p50_ms,p90_ms\n";
  for (const PublishedTable& table : publication.tables) {
    for (const PublishedRow& row : table.rows) {
      csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", publication.month.text(), table.name,
                         csv_field(row.name), row.projects, csv_number(row.runs),
                         csv_number(row.ended), csv_number(row.failed), csv_number(row.p50_ms),
                         csv_number(row.p90_ms));
    }
  }
  return csv;
}

}  // namespace overt

#include "reports/latest_events.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <variant>

#include "reports/catalogue.h"

namespace overt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kDayMs = 86'400'000;

// In the order of the statement's columns.
constexpr std::array kKeys = {"receivedMs", "app",     "command", "eventType", "execution",
                              "project",    "version", "os",      "arch",      "channel",
                              "ci",         "ciName",  "options", "exitCode",  "durationMs"};
constexpr std::string_view kOptions = "options";
constexpr std::string_view kCi = "ci";

struct CellJson {
  Json operator()(std::monostate /*null*/) const { return {}; }
  template <typename Value>
  Json operator()(const Value& value) const {
    return value;
  }
};

Json event_json(std::span<const Cell> cells) {
  Json event;
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    Json value = std::visit(CellJson(), cells[i]);
    // Old servers of ClickHouse have no booleans.
    if (kKeys[i] == kCi && value.is_number()) value = value != 0;
    // The store wrote it, so it can be read.
    if (kKeys[i] == kOptions) value = Json::parse(value.get<std::string>());
    event[kKeys[i]] = std::move(value);
  }
  return event;
}

}  // namespace

Result<std::string> latest_events_json(Store& store, std::string_view app, std::int64_t count) {
  const auto newest = store.query("SELECT newest_day FROM store_state", {});
  if (!newest) return newest.error();
  const auto* const newest_day = std::get_if<std::int64_t>(&newest->rows.at(0).at(0));
  const std::int64_t from_ms = newest_day == nullptr ? 0 : (*newest_day - 1) * kDayMs;
  const auto answer =
      store.query(std::string(latest_events_sql(store.dialect())),
                  {{"app", std::string(app)},
                   {"from_ms", from_ms},
                   {"count", std::clamp<std::int64_t>(count, 1, kLatestEventsMax)}});
  if (!answer) return answer.error();
  Json events = Json::array();
  for (const auto& cells : answer->rows) events.push_back(event_json(cells));
  return Json{{"events", std::move(events)}}.dump();
}

}  // namespace overt

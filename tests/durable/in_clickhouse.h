// For tests: which numbered events a ClickHouse server has, and what a collector says of them.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

#include "collector/test_http_client.h"
#include "durable/numbered_load.h"
#include "support/clickhouse_server.h"
#include "support/collector_process.h"

namespace overt::testing {

// Nothing as long as there are no tables.
inline std::string ask_if_there(const ClickhouseServer& server, const std::string& statement) {
  try {
    return server.ask(statement);
  } catch (const std::runtime_error& /*not yet*/) {
    return "";
  }
}

// By number, how often it arrived; the same row that was sent twice is one.
inline std::map<EventNumber, std::int64_t> stored_numbers(const ClickhouseServer& server) {
  std::istringstream lines(ask_if_there(
      server, "SELECT ts_ms, uniqExact(collector, position) FROM overt.event GROUP BY ts_ms"));
  std::map<EventNumber, std::int64_t> numbers;
  EventNumber number = 0;
  for (std::int64_t count = 0; lines >> number >> count;) numbers[number] = count;
  return numbers;
}

inline std::string get(const CollectorProcess& collector, const std::string& path) {
  HttpClient client(collector.admin_port());
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return client.receive().body;
}

// What the report says that people read.
inline std::int64_t reported_runs(const CollectorProcess& collector) {
  const auto report = nlohmann::json::parse(get(collector, "/v1/reports/summary?since=30d"));
  std::int64_t runs = 0;
  for (const auto& row : report.at("rows")) runs += row.at(1).get<std::int64_t>();
  return runs;
}

}  // namespace overt::testing

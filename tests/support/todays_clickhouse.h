// For tests: today's ClickHouse in the place of a server; todays_clickhouse/serve.py says how. The
// target says where that program is, and the Python that has chdb.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "support/process.h"
#include "support/talk.h"

namespace overt::testing {

inline bool has_todays_clickhouse() { return std::filesystem::exists(PYTHON_WITH_CHDB); }

inline constexpr const char* kNoTodaysClickhouse = "chdb cannot be installed";

class TodaysClickhouse {
 public:
  // Throws std::runtime_error, with what it said, if it does not come up.
  TodaysClickhouse() {
    if (!process_.wait_for_output("there")) throw std::runtime_error(process_.wait().err);
  }

  std::string url(const std::string& database) const {
    return "http://127.0.0.1:" + port_ + "/" + database;
  }

 private:
  const std::string port_ = std::to_string(free_port());
  Process process_{{.argv = {PYTHON_WITH_CHDB, TODAYS_CLICKHOUSE, port_}}};
};

}  // namespace overt::testing

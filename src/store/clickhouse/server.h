// A ClickHouse server over HTTP: statements in, bytes out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/clickhouse/address.h"

namespace overt::clickhouse {

// A dead server should be known as one before the next load is due.
inline constexpr long kConnectMsMax = 5'000;  // NOLINT(google-runtime-int): libcurl's type

// A report over a year of a large cluster may take minutes; one that takes longer helps nobody.
inline constexpr int kQuerySecondsMax = 300;

// More than that the answer of a report never is; it is held in memory twice.
inline constexpr std::size_t kAnswerBytesMax = std::size_t{256} << 20;

// Settings of one request, as ClickHouse names them.
using Settings = std::vector<std::pair<std::string, std::string>>;

class Server {
 public:
  Server(const Address& address, std::string password, std::string ca_file);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Runs one statement and gives its answer. An error says what the server said, with its code, or
  // what kept it from being asked. Threads: any.
  Result<std::string> run(std::string_view statement, const Settings& settings = {});

  // The same of an INSERT whose rows follow, which are sent compressed. After an error they may be
  // in the table nevertheless, all or some. Threads: any.
  Status insert(std::string_view statement, std::string_view rows, const Settings& settings = {});

  // From then on every request fails, those that wait for an answer too. Threads: any.
  void give_up_after(std::chrono::milliseconds time) {
    give_up_at_ = std::chrono::steady_clock::now() + time;
  }

  // The same where there may be no database yet.
  Result<std::string> run_without_database(std::string_view statement);

 private:
  class Connections;

  Result<std::string> post(const std::string& query, std::string_view body, bool is_compressed);

  const std::string server_;
  const std::string database_;
  const std::string settings_;  // of every request
  const std::string user_;
  const std::string password_;
  const std::string ca_file_;
  const std::unique_ptr<Connections> connections_;
  std::atomic<std::chrono::steady_clock::time_point> give_up_at_{
      std::chrono::steady_clock::time_point::max()};
};

// What the server says in its error, in one line: "Code: 60, Table overt.event doesn't exist".
std::string error_line(std::string_view answer);

}  // namespace overt::clickhouse

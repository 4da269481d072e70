// For tests: Debian's own clickhouse-server, started by hand on ports and in a directory of its
// own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "support/process.h"
#include "support/talk.h"

namespace overt::testing {

// Whether the program is there; tests that need it skip themselves where it is not.
bool has_clickhouse_server();

inline constexpr const char* kNoClickhouseServer =
    "clickhouse-server is not installed (Debian: apt install clickhouse-server)";

// In the address of a request that loads events.
inline constexpr const char* kInsertOfEvents = "INSERT%20INTO%20event%20";

// Where a server listens.
struct ClickhousePlace {
  std::string host = "127.0.0.1";
  std::uint16_t http_port = free_port();
  std::uint16_t tcp_port = free_port();
  std::uint16_t interserver_port = free_port();
  std::vector<std::string> launcher = {};  // a program that goes there and becomes the server
};

class ClickhouseServer {
 public:
  // Starts it and waits until it answers. `settings` are further elements of its config.xml. Throws
  // std::runtime_error, with what it said, if it does not answer.
  explicit ClickhouseServer(const std::string& settings = "", ClickhousePlace place = {});
  ClickhouseServer(const ClickhouseServer&) = delete;
  ClickhouseServer& operator=(const ClickhouseServer&) = delete;
  ~ClickhouseServer() = default;

  std::uint16_t http_port() const { return place_.http_port; }
  pid_t pid() const { return process_->pid(); }

  // "http://HOST:PORT/DATABASE"
  std::string url(const std::string& database) const;

  // Ends it as a power cut would, and starts it again on the same data and ports.
  void kill();
  void start();

  // What a statement answers, as lines of tabs. Throws std::runtime_error with what it says
  // instead.
  std::string ask(const std::string& statement) const;

 private:
  void write_config(const std::string& settings);

  const ClickhousePlace place_;
  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace overt::testing

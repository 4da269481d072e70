// For tests: Debian's own clickhouse-server, started by hand on ports and in a directory of its
// own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {

// Whether the program is there; tests that need it skip themselves where it is not.
bool has_clickhouse_server();

inline constexpr const char* kNoClickhouseServer =
    "clickhouse-server is not installed (Debian: apt install clickhouse-server)";

// A port of 127.0.0.1 that nobody has at this moment.
std::uint16_t free_port();

class ClickhouseServer {
 public:
  // Starts it and waits until it answers. `settings` are further elements of its config.xml. Throws
  // std::runtime_error, with what it said, if it does not answer.
  explicit ClickhouseServer(std::string settings = "");
  ClickhouseServer(const ClickhouseServer&) = delete;
  ClickhouseServer& operator=(const ClickhouseServer&) = delete;
  ~ClickhouseServer() = default;

  std::uint16_t http_port() const { return http_port_; }
  std::uint16_t tcp_port() const { return tcp_port_; }
  std::uint16_t interserver_port() const { return interserver_port_; }
  pid_t pid() const { return process_->pid(); }

  // "http://127.0.0.1:PORT/DATABASE"
  std::string url(const std::string& database) const;

  // Ends it as a power cut would, and starts it again on the same data and ports.
  void kill();
  void start();

  // What a statement answers, as lines of tabs. Throws std::runtime_error with what it says
  // instead.
  std::string ask(const std::string& statement) const;

 private:
  void write_config(const std::string& settings);

  TemporaryDirectory directory_;
  std::uint16_t http_port_;
  std::uint16_t tcp_port_;
  std::uint16_t interserver_port_;
  std::unique_ptr<Process> process_;
};

}  // namespace overt::testing

// For tests: Debian's own ZooKeeper, one server, started by hand in a directory of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {

bool has_zookeeper();

class Zookeeper {
 public:
  // Starts it on a free port of `host` and waits until it answers. Throws std::runtime_error, with
  // what it said, if it does not.
  explicit Zookeeper(std::string host = "127.0.0.1");
  Zookeeper(const Zookeeper&) = delete;
  Zookeeper& operator=(const Zookeeper&) = delete;
  ~Zookeeper() = default;

  const std::string& host() const { return host_; }
  std::uint16_t port() const { return port_; }

 private:
  const std::string host_;
  const std::uint16_t port_;
  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace overt::testing

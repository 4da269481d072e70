// For tests: a network of hosts on this machine, each a network namespace, whose wires can be cut.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "support/process.h"

namespace overt::testing {

class Network {
 public:
  // What is not there, or not permitted, that it takes; empty if it can be made.
  static std::string missing();

  // Makes it, and takes the calling thread into it, with all threads and programs that it starts
  // from then on, until the end of this object. Throws std::runtime_error if that does not work.
  explicit Network(std::size_t hosts);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  // Of IPv4. The test itself is a host, too, which no cut concerns.
  static std::string address(std::size_t host);
  static std::string address_of_test();

  // The beginning of a command that runs on a host.
  std::vector<std::string> launcher(std::size_t host) const;

  // From now on nothing that one of the two sends comes to the other, and nobody tells them so.
  void cut(std::size_t one, std::size_t other);

  // Ends that.
  void heal(std::size_t one, std::size_t other);

 private:
  void add_host(std::size_t host);
  void on_host(std::size_t host, const std::string& commands) const;

  UniqueFd before_;  // where the thread was
  std::vector<std::unique_ptr<Process>> hosts_;
};

}  // namespace overt::testing

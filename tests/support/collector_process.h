// For tests: the real `overt serve`, on ports of its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"

namespace overt::testing {

// Killed at the end of this object if it still runs.
class CollectorProcess {
 public:
  // Starts `binary serve ARGUMENTS… --listen 127.0.0.1:0 --admin 127.0.0.1:0` and waits until it
  // has printed both addresses or ended. An address in `arguments` takes the place of port 0.
  CollectorProcess(const std::string& binary, std::vector<std::string> arguments);
  CollectorProcess(const CollectorProcess&) = delete;
  CollectorProcess& operator=(const CollectorProcess&) = delete;
  ~CollectorProcess();

  pid_t pid() const { return pid_; }
  std::uint16_t ingest_port() const { return ingest_port_; }
  std::uint16_t admin_port() const { return admin_port_; }

  // Sends `signal` and waits for the end; the exit code, or -1 if a signal ended it.
  int end_by(int signal);

  // Waits until stderr has shown `text` that many times; false if it ends before.
  bool wait_for_log(std::string_view text, int times = 1);

  // What stderr has shown; whole after end_by().
  const std::string& log() const { return log_; }

  // What stdout has shown; whole after end_by().
  const std::string& output() const { return output_; }

 private:
  void read_addresses();
  bool read_log();
  // Appends what comes next; false at the end, and if nothing comes before the deadline.
  bool append_from(const UniqueFd& fd, std::string& text);

  pid_t pid_ = -1;
  UniqueFd out_;
  UniqueFd err_;
  std::uint16_t ingest_port_ = 0;
  std::uint16_t admin_port_ = 0;
  std::string log_;
  std::string output_;
  bool hung_ = false;
};

}  // namespace overt::testing

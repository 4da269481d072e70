// What the collector tells its operator: one line an occurrence, in logfmt. No address of a client,
// no payload: callers pass words of their own and errors of files and libraries.
#pragma once

#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace overt {

struct LogField {
  std::string_view name;
  std::string value;
};

// Threads: any.
class ServerLog {
 public:
  // Gets each line with its newline, one call at a time.
  using Sink = std::function<void(std::string_view line)>;

  ServerLog(const Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}

  void info(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write("info", message, fields);
  }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write("error", message, fields);
  }

 private:
  void write(std::string_view level, std::string_view message,
             std::initializer_list<LogField> fields);

  const Clock& clock_;
  Sink sink_;
  std::mutex mutex_;
};

// For a sink: to this process's stderr.
void write_to_stderr(std::string_view line);

}  // namespace overt

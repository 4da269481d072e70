// What the collector tells its operator: one line an occurrence, in logfmt. No address of a client,
// no payload: callers pass words of their own and errors of files and libraries.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace overt {

// In the order of their weight.
enum class LogLevel { kInfo, kWarning, kError };

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
    write(LogLevel::kInfo, message, fields);
  }
  void warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kWarning, message, fields);
  }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kError, message, fields);
  }

  // From now on a lesser line is not written.
  void set_level(LogLevel least) { least_ = least; }

 private:
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields);

  const Clock& clock_;
  Sink sink_;
  std::atomic<LogLevel> least_ = LogLevel::kInfo;
  std::mutex mutex_;
};

// "info", "warning", "error"
std::string_view to_string(LogLevel level);

// Nothing for any other text.
std::optional<LogLevel> log_level_from(std::string_view text);

// For a sink: to this process's stderr.
void write_to_stderr(std::string_view line);

}  // namespace overt

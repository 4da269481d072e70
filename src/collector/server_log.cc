#include "collector/server_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace overt {
namespace {

// Quoted, with everything escaped that could end the line, or colour or move a terminal's text.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string timestamp(std::int64_t unix_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unix_ms)};
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                     unix_ms % 1000);
}

}  // namespace

void ServerLog::write(LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) {
  if (level < least_) return;
  std::string line = fmt::format("time={} level={} msg={}", timestamp(clock_.unix_ms()),
                                 to_string(level), quoted(message));
  for (const LogField& field : fields) {
    line += fmt::format(" {}={}", field.name, quoted(field.value));
  }
  line += '\n';
  const std::scoped_lock lock(mutex_);
  sink_(line);
}

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

std::optional<LogLevel> log_level_from(std::string_view text) {
  for (const LogLevel level : {LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
    if (text == to_string(level)) return level;
  }
  return std::nullopt;
}

void write_to_stderr(std::string_view line) { std::fwrite(line.data(), 1, line.size(), stderr); }

}  // namespace overt

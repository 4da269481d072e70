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

void ServerLog::write(std::string_view level, std::string_view message,
                      std::initializer_list<LogField> fields) {
  std::string line =
      fmt::format("time={} level={} msg={}", timestamp(clock_.unix_ms()), level, quoted(message));
  for (const LogField& field : fields) {
    line += fmt::format(" {}={}", field.name, quoted(field.value));
  }
  line += '\n';
  const std::scoped_lock lock(mutex_);
  sink_(line);
}

void write_to_stderr(std::string_view line) { std::fwrite(line.data(), 1, line.size(), stderr); }

}  // namespace overt

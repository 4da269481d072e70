#include "client/start_sender.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "base/file.h"

namespace overt {
namespace {

// Beside the tool's own variables.
constexpr std::array<std::string_view, 6> kPassedOn = {
    "DO_NOT_TRACK", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_DIR", "SSL_CERT_FILE"};

// As sender/cursor.h writes it: one line with six values.
constexpr std::size_t kCursorBytesMax = 4096;

// What stands behind `key` in a line of JSON that overt itself has written.
std::string_view behind(std::string_view json, std::string_view key) {
  const auto found = json.find(key);
  return found == std::string_view::npos ? "" : json.substr(found + key.size());
}

// To look, the lock is taken for a moment. A sender that meets it just then ends, and the one that
// is started here does its work.
bool sender_is_at_work(const StateDirectory& state) {
  const UniqueFd lock(
      ::open(state.sender_lock().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace

std::string user_endpoint(const Contract& contract, const Environment& environment) {
  const std::string_view url =
      environment.get(std::string(contract.env_prefix) + "_TELEMETRY_TRACE_URL").value_or("");
  return std::string(url.substr(0, url.find_first_of("?#")));
}

DetachedProgram sender_program(const Contract& contract, const std::string& overt,
                               const Environment& environment) {
  DetachedProgram program{.executable = overt,
                          .argv = {"overt", "send", "--app", std::string(contract.app)}};
  const auto pass_on = [&](std::string_view name) {
    const auto value = environment.get(name);
    if (value) program.environment.push_back(std::string(name).append("=").append(*value));
  };
  for (const std::string_view name : kPassedOn) pass_on(name);
  pass_on(std::string(contract.env_prefix) + "_TELEMETRY");
  pass_on(std::string(contract.env_prefix) + "_TELEMETRY_TRACE_URL");
  return program;
}

bool has_to_wait(std::string_view cursor, std::string_view endpoint, std::int64_t now_ms) {
  const std::string_view number = behind(cursor, "\"notBeforeMs\":");
  std::int64_t not_before_ms = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), not_before_ms);
  if (error != std::errc{}) return false;
  // The sender may have added a path to it.
  if (!behind(cursor, "\"endpoint\":\"").starts_with(endpoint)) return false;
  return not_before_ms > now_ms && not_before_ms - now_ms <= kSenderWaitMsMax;
}

void start_sender(const Contract& contract, const StateDirectory& state, const std::string& overt,
                  const Environment& environment, std::int64_t now_ms) {
  std::string endpoint = user_endpoint(contract, environment);
  if (endpoint.empty()) endpoint = contract.endpoint;
  if (endpoint.empty()) return;
  // All of a container ends with its first process: what it starts now sends nothing, and would be
  // a child that it does not know.
  if (::getpid() == 1) return;
  const Result<std::string> cursor = read_file(state.cursor(), kCursorBytesMax);
  if (cursor && has_to_wait(*cursor, endpoint, now_ms)) return;
  if (sender_is_at_work(state)) return;
  static_cast<void>(start_detached(sender_program(contract, overt, environment)));
}

}  // namespace overt

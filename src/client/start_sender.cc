#include "client/start_sender.h"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <cerrno>

#include "base/file.h"
#include "client/cursor_hint.h"

namespace overt {
namespace {

// Beside the tool's own variables.
constexpr std::array<std::string_view, 6> kPassedOn = {
    "DO_NOT_TRACK", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_DIR", "SSL_CERT_FILE"};

// To look, the lock is taken for a moment. A sender that meets it just then tries once more.
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
  const std::int64_t not_before_ms = cursor_not_before_ms(cursor);
  // The sender may have added a path to the endpoint.
  return cursor_is_about(cursor, endpoint) && not_before_ms > now_ms &&
         not_before_ms - now_ms <= kSenderWaitMsMax;
}

void start_sender(const Contract& contract, const StateDirectory& state, const std::string& overt,
                  const Environment& environment, std::int64_t now_ms) {
  std::string endpoint = user_endpoint(contract, environment);
  if (endpoint.empty()) endpoint = contract.endpoint;
  if (endpoint.empty()) return;
  if (has_to_wait(cursor_text(state), endpoint, now_ms)) return;
  if (sender_is_at_work(state)) return;
  static_cast<void>(start_detached(sender_program(contract, overt, environment)));
}

}  // namespace overt

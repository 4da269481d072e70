#include "client/start_sender.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "client/ci.h"
#include "client/cursor.h"
#include "client/keep_contract.h"

namespace overt {
namespace {

// Beside the tool's own variables.
constexpr std::array<std::string_view, 6> kPassedOn = {
    "DO_NOT_TRACK", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_DIR", "SSL_CERT_FILE"};

// To look, the lock is taken for a moment. A sender that meets it just then tries once more.
bool is_held(const std::string& lock_file) {
  const UniqueFd lock(::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

// There is somewhere to send to, and it has not asked for a wait.
bool server_may_be_asked(const Contract& contract, const StateDirectory& state,
                         const Environment& environment, std::int64_t now_ms) {
  std::string endpoint = user_endpoint(contract, environment);
  if (endpoint.empty()) endpoint = contract.endpoint;
  if (endpoint.empty()) return false;
  return !has_to_wait(load_cursor(state.cursor()), endpoint, now_ms);
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
  // Not in which: whoever asks for consent again has to know no more.
  if (contract.consent_in_ci && is_ci(environment)) program.environment.emplace_back("CI=true");
  return program;
}

bool has_to_wait(const Cursor& cursor, std::string_view endpoint, std::int64_t now_ms) {
  const std::int64_t wait_ms = cursor.not_before_ms - now_ms;
  // The sender may have added a path to the endpoint.
  return cursor.endpoint.starts_with(endpoint) && wait_ms > 0 && wait_ms <= kSenderWaitMsMax;
}

bool sender_is_at_work(const StateDirectory& state) { return is_held(state.sender_lock()); }

void start_sender(const Contract& contract, const StateDirectory& state, const std::string& overt,
                  const Environment& environment, std::int64_t now_ms) {
  // All of a container ends with its first process: what it starts now sends nothing, and would be
  // a child that it does not know.
  if (::getpid() == 1) return;
  // In a script the sender of a run before stays, which costs least to see.
  if (is_held(state.staying_lock()) || sender_is_at_work(state)) return;
  if (!server_may_be_asked(contract, state, environment, now_ms)) return;
  keep_contract(state, contract.text);
  DetachedProgram program = sender_program(contract, overt, environment);
  program.argv.emplace_back("--stay");
  static_cast<void>(start_detached(program));
}

bool machine_may_end(const Environment& environment) {
  return is_ci(environment) || is_container(environment);
}

bool adopts_processes() {
  int is_subreaper = 0;
  return ::getpid() == 1 ||
         (::prctl(PR_GET_CHILD_SUBREAPER, &is_subreaper) == 0 && is_subreaper != 0);
}

std::unique_ptr<AttachedSender> start_attached_sender(const Contract& contract,
                                                      const StateDirectory& state,
                                                      const std::string& overt,
                                                      const Environment& environment,
                                                      std::int64_t now_ms) {
  if (contract.ci_wait_ms == 0) return nullptr;
  if (!server_may_be_asked(contract, state, environment, now_ms)) return nullptr;
  if (is_held(state.attached_lock())) return nullptr;
  keep_contract(state, contract.text);
  DetachedProgram program = sender_program(contract, overt, environment);
  program.argv.emplace_back("--attached");
  return AttachedSender::start(std::move(program));
}

}  // namespace overt

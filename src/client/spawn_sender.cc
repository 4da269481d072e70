#include "client/spawn_sender.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/file.h"

namespace overt {
namespace {

// Beside the tool's own variable of consent.
constexpr std::array<std::string_view, 6> kPassedOn = {
    "DO_NOT_TRACK", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_DIR", "SSL_CERT_FILE"};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Holds back every signal of this thread while it lives: no handler of the tool may run in a child
// that still shares the tool's memory.
class AllSignalsHeld {
 public:
  AllSignalsHeld() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask_before_);
  }
  AllSignalsHeld(const AllSignalsHeld&) = delete;
  AllSignalsHeld& operator=(const AllSignalsHeld&) = delete;
  ~AllSignalsHeld() { pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr); }

 private:
  sigset_t mask_before_{};
};

// Runs in the new process, while it shares the memory of the tool: system calls only.
void let_go_of_the_tool(int null) {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction to_default{};
    to_default.sa_handler = SIG_DFL;
    ::sigaction(signal, &to_default, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null, fd);
  ::close_range(3, ~0U, 0);
  ::umask(077);
}

}  // namespace

std::string user_endpoint(const Contract& contract, const Environment& environment) {
  const std::string_view url =
      environment.get(std::string(contract.env_prefix) + "_TELEMETRY_TRACE_URL").value_or("");
  return std::string(url.substr(0, url.find_first_of("?#")));
}

SenderProgram sender_program(const Contract& contract, const std::string& contract_path,
                             const std::string& user_endpoint, const Environment& environment) {
  SenderProgram program{.executable = "/proc/self/exe",
                        .argv = {"overt", "send", "--contract", contract_path},
                        .environment = {}};
  if (!user_endpoint.empty()) {
    program.argv.insert(program.argv.end(), {"--endpoint", user_endpoint});
  }
  const auto pass_on = [&](std::string_view name) {
    const auto value = environment.get(name);
    if (value) program.environment.push_back(std::string(name).append("=").append(*value));
  };
  for (const std::string_view name : kPassedOn) pass_on(name);
  pass_on(std::string(contract.env_prefix) + "_TELEMETRY");
  return program;
}

Status spawn_sender(const SenderProgram& program) {
  const std::vector<char*> argv = pointers(program.argv);
  const std::vector<char*> environment = pointers(program.environment);
  // Above the standard three, so that dup2() has something to do for each of them.
  const UniqueFd opened(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const UniqueFd null(::fcntl(opened.get(), F_DUPFD_CLOEXEC, 3));
  if (!null) return errno_error("open", "/dev/null");

  volatile int error = 0;
  const AllSignalsHeld held;
  // vfork() takes microseconds where fork() would copy the page tables of a large tool. The first
  // child leaves at once, so that the second is adopted by init, which reaps it.
  // NOLINTBEGIN(bugprone-unsafe-functions)
  const pid_t first = ::vfork();
  if (first == 0) {
    ::setsid();
    const pid_t second = ::vfork();
    if (second < 0) error = errno;
    if (second == 0) {
      let_go_of_the_tool(null.get());
      if (::chdir("/") == 0) {
        ::execve(program.executable.c_str(), argv.data(), environment.data());
      }
      error = errno;
    }
    ::_exit(0);
  }
  // NOLINTEND(bugprone-unsafe-functions)
  if (first < 0) return errno_error("start", program.executable);
  while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (error == 0) return Ok{};
  errno = error;
  return errno_error("start", program.executable);
}

}  // namespace overt

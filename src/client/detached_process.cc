#include "client/detached_process.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "base/file.h"
#include "client/raw_syscall.h"

namespace overt {
namespace {

// A stack for a few functions without large variables; a signal cannot come in. What lies above it
// begins on the same page: each page that is touched costs as much as several system calls.
constexpr std::size_t kStackBytes = std::size_t{14} << 10;

// The kernel's own type: the C library's sigaction has another shape.
struct KernelSigaction {
  void* handler;
  unsigned long flags;  // NOLINT(google-runtime-int)
  void* restorer;
  std::uint64_t mask;
};

// What the new process reads and writes until it becomes the program. This process goes on
// meanwhile, and nobody tells when the memory is no longer needed: so it is never given back.
struct Shared {
  char** argv;
  char** environment;
  const char* executable;
  std::array<int, 3> standard_fds;
  KernelSigaction default_action;
  std::uint64_t no_signals;
};

std::size_t bytes_of(const std::vector<std::string>& texts) {
  std::size_t bytes = (texts.size() + 1) * sizeof(char*);
  for (const std::string& text : texts) bytes += text.size() + 1;
  return bytes;
}

// Memory from the kernel itself: whoever looks for leaks in a tool does not find this one.
class Memory {
 public:
  explicit Memory(std::size_t bytes)
      : begin_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
        next_(static_cast<char*>(begin_)) {}

  bool there() const { return begin_ != MAP_FAILED; }

  char* take(std::size_t bytes) {
    char* const taken = next_;
    constexpr std::size_t kAlignment = alignof(std::max_align_t);
    next_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return taken;
  }

  // The end of a stack, where it begins.
  char* take_stack() { return take(kStackBytes) + kStackBytes; }

  char* keep(const std::string& text) {
    char* const copy = take(text.size() + 1);
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
  }

  char** keep(const std::vector<std::string>& texts) {
    char** const pointers = new (take((texts.size() + 1) * sizeof(char*))) char*[texts.size() + 1];
    for (std::size_t i = 0; i < texts.size(); ++i) pointers[i] = keep(texts[i]);
    pointers[texts.size()] = nullptr;
    return pointers;
  }

 private:
  void* begin_;
  char* next_;
};

// Holds back every signal of this thread while it lives: no handler of the tool may run in a child
// that shares the tool's memory.
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

// A sanitizer would write down what runs on a stack that it does not know.
#ifdef __clang__
#define OVERT_NOT_SANITIZED __attribute__((no_sanitize("address", "thread", "undefined")))
#else
#define OVERT_NOT_SANITIZED __attribute__((no_sanitize_address, no_sanitize_thread))
#endif

template <typename T>
long word(T* pointer) {  // NOLINT(google-runtime-int)
  return reinterpret_cast<long>(pointer);
}

// Two processes run on the tool's memory while the tool goes on: system calls only, and none of the
// C library's functions, which would write the tool's errno. The first sets itself apart from the
// tool, and leaves as soon as the second, on the same stack (CLONE_VFORK), has become the program:
// so that init adopts and reaps the second.
OVERT_NOT_SANITIZED int become_the_program(void* argument) {
  auto& shared = *static_cast<Shared*>(argument);
  // By itself as well: the second process, too, must not be of the tool's group at any moment.
  raw_syscall(SYS_setpgid, 0, 0);
  for (int signal = 1; signal < NSIG; ++signal) {
    raw_syscall(SYS_rt_sigaction, signal, word(&shared.default_action), 0,
                sizeof shared.no_signals);
  }
  bool apart = true;
  for (int fd = 0; fd <= 2; ++fd) {
    const int ours = shared.standard_fds[static_cast<std::size_t>(fd)];
    apart = raw_syscall(SYS_dup3, ours, fd, 0) == fd && apart;
  }
  apart = raw_syscall(SYS_close_range, 3, ~0U, 0) == 0 && apart;
  raw_syscall(SYS_umask, 077);
  apart = raw_syscall(SYS_chdir, word("/")) == 0 && apart;
  // A program that held the tool's output would keep whoever reads it waiting: rather none.
  if (apart && raw_syscall(SYS_clone, CLONE_VM | CLONE_VFORK) == 0) {
    raw_syscall(SYS_setsid);
    raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, word(&shared.no_signals), 0,
                sizeof shared.no_signals);
    raw_syscall(SYS_execve, word(shared.executable), word(shared.argv), word(shared.environment));
  }
  raw_syscall(SYS_exit_group, 0);
  return 0;
}

// The process that left last, 0 for none: what is left of it until somebody asks how it ended.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): of the whole process
std::atomic<pid_t> last_first{0};

void reap_last() {
  const pid_t last = last_first.exchange(0);
  // Only a wait for processes without a signal finds it, and so no wait of the tool's own.
  if (last > 0) ::waitpid(last, nullptr, static_cast<int>(__WCLONE) | WNOHANG);
}

// Above the standard three, so that dup3() has something to do for each of them and none is
// overwritten before its turn.
UniqueFd copy_above_standard(int fd) { return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 3)); }

}  // namespace

Status start_detached(const DetachedProgram& program) {
  const UniqueFd opened(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const UniqueFd null = copy_above_standard(opened.get());
  if (!null) return errno_error("open", "/dev/null");
  const UniqueFd in = copy_above_standard(program.stdin_fd < 0 ? null.get() : program.stdin_fd);
  const UniqueFd out = copy_above_standard(program.stdout_fd < 0 ? null.get() : program.stdout_fd);
  if (!in || !out) return errno_error("start", program.executable);

  constexpr std::size_t kAlignments = 64 * alignof(std::max_align_t);
  const std::size_t texts = program.argv.size() + program.environment.size();
  Memory memory(kStackBytes + sizeof(Shared) + bytes_of(program.argv) +
                bytes_of(program.environment) + program.executable.size() + kAlignments +
                texts * alignof(std::max_align_t));
  if (!memory.there()) return errno_error("start", program.executable);
  char* const stack = memory.take_stack();
  auto* const shared =
      new (memory.take(sizeof(Shared))) Shared{.argv = memory.keep(program.argv),
                                               .environment = memory.keep(program.environment),
                                               .executable = memory.keep(program.executable),
                                               .standard_fds = {in.get(), out.get(), null.get()},
                                               .default_action = {},
                                               .no_signals = 0};
  reap_last();
  const AllSignalsHeld held;
  // On this process's memory: no page table is copied, however large the tool is. Not waited for:
  // no signal tells of its end.
  const pid_t first = ::clone(&become_the_program, stack, CLONE_VM, shared);
  if (first < 0) return errno_error("start", program.executable);
  // Who ends all of the tool's process group when the tool has ended does not mean the sender.
  ::setpgid(first, first);
  last_first = first;
  return Ok{};
}

}  // namespace overt

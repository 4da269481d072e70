#include "predicament.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace host {
namespace {

void no_descriptors() {
  const rlimit limit{32, 32};
  ::setrlimit(RLIMIT_NOFILE, &limit);
  while (::open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) continue;
}

void no_memory() {
  const rlimit limit{1, 1};
  ::setrlimit(RLIMIT_AS, &limit);
}

void no_system_calls() {
  constexpr std::array kAllowed = {SYS_write,        SYS_exit_group,     SYS_fcntl,
                                   SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigpending,
                                   SYS_wait4,        SYS_umask,          SYS_getcwd};
  std::vector<sock_filter> filter = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const long number : kAllowed) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

}  // namespace

void bring_about(const char* predicament) {
  const std::string_view word = predicament;
  if (word == "no-descriptors") no_descriptors();
  if (word == "no-memory") no_memory();
  if (word == "no-system-calls") no_system_calls();
}

}  // namespace host

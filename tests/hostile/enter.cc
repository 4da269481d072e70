#include "hostile/enter.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "base/file.h"

namespace overt::testing {
namespace {

std::string outcome_of(const char* what, int result) {
  if (result >= 0) return "";
  return std::string(what) + ": " + std::strerror(errno);
}

std::string own_mounts() {
  if (::unshare(CLONE_NEWNS) != 0) return outcome_of("unshare -m", -1);
  return outcome_of("mount --make-rprivate",
                    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr));
}

}  // namespace

std::string enter_all(const std::vector<Entrance>& entrances) {
  for (const Entrance& entrance : entrances) {
    if (std::string why = entrance(); !why.empty()) return why;
  }
  return "";
}

Entrance as_user(unsigned id) {
  return [id] {
    if (::geteuid() != 0) return std::string("only root can become another user");
    if (::setgroups(0, nullptr) != 0) return outcome_of("setgroups", -1);
    if (::setgid(id) != 0) return outcome_of("setgid", -1);
    return outcome_of("setuid", ::setuid(id));
  };
}

Entrance limited(int resource, unsigned long value) {
  return [resource, value] {
    const rlimit limit{value, value};
    return outcome_of("setrlimit", ::setrlimit(static_cast<__rlimit_resource>(resource), &limit));
  };
}

Entrance mount_over(const std::string& path, const std::string& options) {
  return [path, options] {
    if (std::string why = own_mounts(); !why.empty()) return why;
    return outcome_of("mount tmpfs", ::mount("tmpfs", path.c_str(), "tmpfs", 0, options.c_str()));
  };
}

Entrance mount_also(const std::string& path, const std::string& other) {
  return [path, other] {
    if (std::string why = own_mounts(); !why.empty()) return why;
    ::mkdir(other.c_str(), 0755);
    return outcome_of("mount --bind",
                      ::mount(path.c_str(), other.c_str(), nullptr, MS_BIND | MS_REC, nullptr));
  };
}

Entrance fill(const std::string& path) {
  return [path] {
    const UniqueFd filler(::open((path + "/filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    const std::string page(4096, 'x');
    while (::write(filler.get(), page.data(), page.size()) > 0) continue;
    return std::string();
  };
}

Entrance refusing(const std::vector<long>& numbers, unsigned action) {
  return [numbers, action] {
    std::vector<sock_filter> filter = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    for (const long number : numbers) {
      filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1));
      filter.push_back(BPF_STMT(BPF_RET | BPF_K, action));
    }
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return outcome_of("seccomp", ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
  };
}

Entrance as_first_process() {
  return [] {
    if (::unshare(CLONE_NEWPID) != 0) return outcome_of("unshare -p", -1);
    const pid_t first = ::fork();
    if (first <= 0) return outcome_of("fork", first);
    int status = 0;
    ::waitpid(first, &status, 0);
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 124);
  };
}

}  // namespace overt::testing

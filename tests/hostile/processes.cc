// Processes that are not as a shell starts them.
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "hostile/enter.h"
#include "hostile/world.h"

namespace overt::testing {
namespace {

using Enter = std::function<std::string(const World&)>;

Enter always(const Entrance& entrance) {
  return [entrance](const World&) { return entrance(); };
}

Enter closed(int from, int to) {
  return [=](const World&) {
    for (int fd = from; fd <= to; ++fd) ::close(fd);
    return std::string();
  };
}

Hostile before(const std::string& name, Recorded recorded, const std::string& predicament) {
  return {name, recorded, [=](World& world) { world.set("HOST_BEFORE", predicament); }};
}

Hostile clock(const std::string& name, Recorded recorded, const std::string& times) {
  return {name, recorded, [=](World& world) { world.set("HOST_CLOCK", times); }};
}

void give_home_to(const World& world, unsigned user) {
  [[maybe_unused]] const int given = ::chown(world.home.c_str(), user, user);
}

// Stdout is a pipe whose reader has gone.
std::string without_reader(const World&) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "no pipe";
  ::dup2(ends[1], 1);
  ::close(ends[0]);
  ::close(ends[1]);
  return "";
}

std::string without_reader_or_signal(const World& world) {
  std::signal(SIGPIPE, SIG_IGN);
  return without_reader(world);
}

// Stdout is a pipe that takes nothing more.
std::string onto_a_full_pipe(const World&) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_NONBLOCK) != 0) return "no pipe";
  while (::write(ends[1], "x", 1) == 1) continue;
  ::dup2(ends[1], 1);
  ::dup2(ends[0], 100);
  ::close(ends[0]);
  ::close(ends[1]);
  return "";
}

std::string with_signals_blocked(const World&) {
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, nullptr);
  return "";
}

std::string with_signals_ignored(const World&) {
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_IGN);
  return "";
}

// A root directory with nothing in it but what a program needs to start.
std::string in_a_jail(const World& world) {
  const std::string jail = world.path("jail");
  std::vector<Entrance> entrances = {mount_over(jail, "size=1m"),
                                     mount_also(world.path("bin"), jail + "/bin")};
  for (const char* part : {"/usr", "/lib", "/lib64"}) {
    if (!std::filesystem::exists(part)) continue;
    entrances.push_back(mount_also(part, jail + part));
  }
  if (std::string why = enter_all(entrances); !why.empty()) return why;
  std::filesystem::create_directories(jail + world.path(""));
  std::filesystem::create_symlink("/bin", jail + world.path("bin"));
  if (::chroot(jail.c_str()) != 0 || ::chdir("/") != 0) return "chroot is not permitted";
  return "";
}

std::vector<Hostile> limits() {
  return {
      before("no_descriptor_is_free", Recorded::kNo, "no-descriptors"),
      before("no_memory_is_left", Recorded::kUnseen, "no-memory"),
      before("no_system_call_is_allowed", Recorded::kNo, "no-system-calls"),
      {"files_may_have_no_bytes", Recorded::kNo, {}, always(limited(RLIMIT_FSIZE, 0))},
      {"files_may_have_part_of_a_line", Recorded::kNo, {}, always(limited(RLIMIT_FSIZE, 20))},
      {"files_may_have_part_of_the_contract",
       Recorded::kUnseen,
       {},
       always(limited(RLIMIT_FSIZE, 600))},
      {"no_process_may_be_made", Recorded::kYes, [](World& world) { give_home_to(world, kNobody); },
       [](const World&) { return enter_all({limited(RLIMIT_NPROC, 0), as_user(kNobody)}); }},
      {"the_stack_is_small", Recorded::kYes, {}, always(limited(RLIMIT_STACK, 256 * 1024))},
      {"stdin_is_closed", Recorded::kYes, {}, closed(0, 0)},
      {"stdout_is_closed", Recorded::kYes, {}, closed(1, 1)},
      {"stderr_is_closed", Recorded::kYes, {}, closed(2, 2)},
      {"all_three_are_closed", Recorded::kYes, {}, closed(0, 2)},
      {"stdout_has_no_reader", Recorded::kUnseen, {}, without_reader},
      {"stdout_has_no_reader_and_sigpipe_is_ignored", Recorded::kYes, {}, without_reader_or_signal},
      {"stdout_is_full", Recorded::kYes, {}, onto_a_full_pipe},
      {"signals_are_blocked", Recorded::kYes, {}, with_signals_blocked},
      {"signals_are_ignored", Recorded::kYes, {}, with_signals_ignored},
      {"variables_are_ten_thousand", Recorded::kYes,
       [](World& world) {
         for (int i = 0; i < 10'000; ++i) world.set("VARIABLE_" + std::to_string(i), "value");
       }},
  };
}

std::vector<Hostile> clocks() {
  return {
      clock("it_is_1970", Recorded::kYes, "0 0"),
      clock("it_is_before_1970", Recorded::kYes, "-4000000000 0"),
      clock("it_is_2038", Recorded::kYes, "2147483647 1"),
      clock("it_is_the_end_of_time", Recorded::kUnseen, "9223372036854775807 0"),
      clock("the_clock_goes_back_a_year", Recorded::kYes, "1790000000 -31536000"),
  };
}

std::vector<Hostile> sandboxes() {
  const std::vector<long> writers = {
      SYS_socket,   SYS_clone,  SYS_pipe2,   SYS_mkdir, SYS_mkdirat, SYS_flock,       SYS_rename,
      SYS_renameat, SYS_unlink, SYS_pread64, SYS_dup3,  SYS_setsid,  SYS_close_range, SYS_chdir};
  return {
      {"what_writers_need_is_refused",
       Recorded::kUnseen,
       {},
       always(refusing(writers, SECCOMP_RET_ERRNO | EPERM))},
      {"what_writers_need_is_unknown",
       Recorded::kUnseen,
       {},
       always(refusing(writers, SECCOMP_RET_ERRNO | ENOSYS))},
      {"randomness_is_refused",
       Recorded::kNo,
       {},
       always(refusing({SYS_getrandom}, SECCOMP_RET_ERRNO | EPERM))},
      {"a_socket_would_kill",
       Recorded::kYes,
       {},
       always(refusing({SYS_socket, SYS_socketpair, SYS_connect}, SECCOMP_RET_KILL_PROCESS))},
      {"there_is_no_proc", Recorded::kYes, {}, always(mount_over("/proc", "size=4k"))},
      {"there_is_no_dev", Recorded::kYes, {}, always(mount_over("/dev", "size=4k"))},
      {"the_user_has_no_name", Recorded::kYes, [](World& world) { give_home_to(world, 54321); },
       always(as_user(54321))},
      {"the_user_has_no_id",
       Recorded::kUnseen,
       {},
       [](const World&) {
         return std::string(::unshare(CLONE_NEWUSER) == 0 ? "" : "unshare -U is not permitted");
       }},
      {"it_is_the_first_process", Recorded::kYes, {}, always(as_first_process())},
      {"the_root_directory_is_nearly_empty", Recorded::kUnseen,
       [](World& world) {
         world.make_directory(world.path("jail"));
         world.set("HOME", "/home");
       },
       in_a_jail},
  };
}

}  // namespace

std::vector<Hostile> hostile_processes() {
  std::vector<Hostile> all = limits();
  for (const auto& more : {clocks(), sandboxes()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace overt::testing

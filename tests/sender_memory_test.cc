// What the sender takes of a user's machine.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "base/exec_texts.h"
#include "model/limits.h"
#include "send_world.h"
#include "sender/test_tls_server.h"

namespace overt {
namespace {

using testing::TlsServer;

constexpr std::int64_t kMemoryKibMax = 16 * 1024;

// Of that what no other process shares: all else are pages of files, most of libcrypto and
// libstdc++.
constexpr std::int64_t kOwnMemoryKibMax = 4 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// A number of /proc/PID/status.
std::int64_t kib_of(pid_t pid, const std::string& name) {
  const auto status = read_file("/proc/" + std::to_string(pid) + "/status", 1 << 16);
  const std::string key = "\n" + name + ":";
  const auto at = status ? status->find(key) : std::string::npos;
  return at == std::string::npos ? 0 : std::strtoll(status->c_str() + at + key.size(), nullptr, 10);
}

// Runs a program to its end and stops it there for a look.
void look_at_the_end_of(const testing::Program& program, const std::function<void(pid_t)>& look) {
  const std::vector<char*> argv = exec_texts(program.argv);
  const std::vector<char*> environment = exec_texts(*program.environment);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::execve(argv[0], argv.data(), environment.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);  // it stops at its exec
  ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
  int signal = 0;
  while (::ptrace(PTRACE_CONT, pid, nullptr, signal) == 0 && ::waitpid(pid, &status, 0) == pid &&
         WIFSTOPPED(status)) {
    const bool is_its_end = status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8));
    if (is_its_end) look(pid);
    signal = is_its_end ? 0 : WSTOPSIG(status);
  }
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

// The most memory that the program had, as the kernel says: shared pages of libraries count whole.
// What rusage says would not do: it begins with the memory of the process that started it.
std::int64_t most_memory_kib_of(const testing::Program& program) {
  std::int64_t memory_kib = 0;
  look_at_the_end_of(program, [&](pid_t pid) {
    memory_kib = kib_of(pid, "VmHWM");
    const std::int64_t own_kib = kib_of(pid, "RssAnon");
    EXPECT_GT(own_kib, 0);
    EXPECT_LE(own_kib, kOwnMemoryKibMax);
  });
  return memory_kib;
}

// The program and its libraries.
std::set<std::string> files_of(const testing::Program& program) {
  std::set<std::string> files;
  look_at_the_end_of(program, [&](pid_t pid) {
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      const auto path = line.find('/');
      if (path != std::string::npos) files.insert(line.substr(path));
    }
  });
  return files;
}

// Of a file that was just written, as a program is that was just built, or a library that was just
// installed, the kernel has larger pages, and maps more of it into a process than that uses. Read
// from the disk it is as a user has it.
void let_go_of_written_pages(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_GE(file.get(), 0) << path;
  ASSERT_EQ(::fsync(file.get()), 0);
  ASSERT_EQ(::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED), 0);
}

class SenderMemory : public testing::SendWorld {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer takes more than that by itself";
    SendWorld::SetUp();
    const testing::Program program{.argv = {OVERT_PROGRAM, "--version"},
                                   .environment = std::vector<std::string>()};
    for (const std::string& file : files_of(program)) let_go_of_written_pages(file);
    // A user's own certificate beside the system's, all of which are to be trusted.
    ASSERT_TRUE(make_directories(certificates_));
  }

  std::int64_t send_and_measure(TlsServer& server) const {
    server.save_certificate_in(certificates_);
    return most_memory_kib_of(send_program(server.endpoint(), {"SSL_CERT_DIR=" + certificates_}));
  }

  std::int64_t log_bytes() const {
    std::int64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(state_.path)) {
      bytes += static_cast<std::int64_t>(entry.file_size());
    }
    return bytes;
  }

  std::string certificates_ = directory_.file("certificates");
};

std::int64_t events_in(TlsServer& server) {
  testing::Arrived arrived;
  for (const std::string& body : server.bodies()) arrived.add(body);
  return arrived.count();
}

TEST_F(SenderMemory, a_full_log_goes_over_tls_in_16_mib) {
  constexpr std::int64_t kFullBytes = 2 * kLogSegmentBytesMax - 65536;
  do {
    record(100);
  } while (log_bytes() < kFullBytes);
  TlsServer server("IP:127.0.0.1");
  const std::int64_t memory_kib = send_and_measure(server);
  RecordProperty("memory_kib", std::to_string(memory_kib));
  EXPECT_GT(memory_kib, 0);
  EXPECT_LE(memory_kib, kMemoryKibMax);
  EXPECT_GT(events_in(server), 20'000);
}

// The longest lines: none is an event, so all that is read is what counts here.
TEST_F(SenderMemory, a_log_of_the_longest_lines_is_read_in_16_mib) {
  const std::string line(kEventLineBytesMax - 1, '-');
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(append_to_log(state_, line));
  record();
  TlsServer server("IP:127.0.0.1");
  EXPECT_LE(send_and_measure(server), kMemoryKibMax);
  EXPECT_EQ(events_in(server), 1);
}

TEST_F(SenderMemory, an_answer_without_end_is_read_in_16_mib) {
  const testing::TestServer server({{.act = [](int fd, const auto&) {
    std::string bytes = "HTTP/1.1 200 OK\r\n\r\n" + std::string(std::size_t{8} << 20, 'x');
    ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }}});
  record();
  EXPECT_LE(most_memory_kib_of(send_program(server.endpoint())), kMemoryKibMax);
}

}  // namespace
}  // namespace overt

#include "client/attached_sender.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file.h"

namespace overt {
namespace {

// Out of the way: the numbers below may be those that the tool counts on, as the next ones free.
constexpr int kDescriptorMin = 64;

}  // namespace

std::unique_ptr<AttachedSender> AttachedSender::start(DetachedProgram program) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return nullptr;
  const UniqueFd near(ends[0]);
  const UniqueFd far(ends[1]);
  UniqueFd kept(::fcntl(near.get(), F_DUPFD_CLOEXEC, kDescriptorMin));
  if (!kept) return nullptr;
  program.stdin_fd = far.get();
  program.stdout_fd = far.get();
  if (!start_detached(program)) return nullptr;
  std::unique_ptr<AttachedSender> sender(new AttachedSender(kept.get()));
  kept.release();
  return sender;
}

AttachedSender::AttachedSender(int fd) : fd_(fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

bool AttachedSender::is_ours() const {
  struct stat status{};
  return fd_ >= 0 && ::fstat(fd_, &status) == 0 && S_ISSOCK(status.st_mode) &&
         status.st_dev == device_ && status.st_ino == inode_;
}

bool AttachedSender::finish(std::int64_t wait_ms_max, const Clock& clock) {
  // If it is not, the tool has closed it, and the sender has sent what there was and ended.
  if (!is_ours()) return false;
  const Word live = hear(kAttachedLive);
  const bool goes_on = live == Word::kSaid ? flush(wait_ms_max, clock) : live == Word::kNothingYet;
  // The sender is to meet the end also if a process that the tool has forked holds the socket.
  ::shutdown(fd_, SHUT_RDWR);
  let_go();
  return goes_on;
}

AttachedSender::Word AttachedSender::hear(char expected) const {
  char word = 0;
  ssize_t count = -1;
  do {
    count = ::recv(fd_, &word, 1, MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Word::kNothingYet;
  return count == 1 && word == expected ? Word::kSaid : Word::kGone;
}

// False if the sender ends before it has sent everything.
bool AttachedSender::flush(std::int64_t wait_ms_max, const Clock& clock) const {
  if (::send(fd_, &kAttachedFlush, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1) return false;
  const std::int64_t deadline_ms = clock.steady_ms() + wait_ms_max;
  for (;;) {
    const std::int64_t left_ms = deadline_ms - clock.steady_ms();
    if (left_ms <= 0) return true;
    pollfd socket{.fd = fd_, .events = POLLIN, .revents = 0};
    // A signal of the tool's own is handled, and then there is less time left.
    if (::poll(&socket, 1, static_cast<int>(left_ms)) < 0 && errno != EINTR) return true;
    const Word done = hear(kAttachedDone);
    if (done != Word::kNothingYet) return done == Word::kSaid;
  }
}

void AttachedSender::let_go() {
  if (is_ours()) ::close(fd_);
  fd_ = -1;
}

}  // namespace overt

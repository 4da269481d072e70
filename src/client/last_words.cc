#include "client/last_words.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <ctime>
#include <utility>

#include "client/log.h"
#include "model/event.h"

namespace overt {
namespace {

// Those that end a process unless it has said something else, but for the ones that no handler
// gets.
constexpr std::array kSignals = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGABRT, SIGBUS,  SIGFPE,
                                 SIGSEGV, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGSYS};

// As a shell shows a run that a signal has ended.
constexpr int kExitSignalBase = 128;

// A handler finds what it needs in a global variable alone.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<const LastWords*> armed_words{nullptr};
static_assert(decltype(armed_words)::is_always_lock_free);

// A line on the stack.
class LineBuffer {
 public:
  void add(std::string_view text) {
    const std::size_t bytes = std::min(text.size(), text_.size() - size_);
    std::memcpy(text_.data() + size_, text.data(), bytes);
    size_ += bytes;
  }

  void add(std::int64_t number) {
    std::array<char, 20> digits;  // what 64 bits take
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    add(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }

  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, kEventLineBytesMax> text_;
  std::size_t size_ = 0;
};

std::int64_t now_ms(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// False if `fd` cannot take the line or does not.
bool write_line(int fd, std::string_view line) {
  return ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

bool append_to_file(const char* path, std::string_view line) {
  const int fd =
      ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
  if (fd < 0) return false;
  const bool written = write_line(fd, line);
  ::close(fd);
  return written;
}

// To the log as it stands: nothing is made and nothing rotated, which the next run does.
void append_to_events(const char* path, std::string_view line) {
  const int fd = ::open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return;
  struct stat status{};
  constexpr auto kRoom = static_cast<off_t>(kLogSegmentBytesMax + kLogSlackBytes);
  char last = '\n';
  const bool takes = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                     status.st_size + static_cast<off_t>(line.size()) <= kRoom;
  const bool inside_a_line =
      takes && status.st_size > 0 && ::pread(fd, &last, 1, status.st_size - 1) == 1 && last != '\n';
  if (takes && (!inside_a_line || write_line(fd, "\n"))) write_line(fd, line);
  ::close(fd);
}

// The action of a signal that the tool has not touched comes back by itself (SA_RESETHAND): sent
// again, it ends the process as soon as this returns.
void speak_and_end(int signal) {
  const int saved_errno = errno;
  const LastWords* const words = armed_words.exchange(nullptr);
  if (words != nullptr && words->in_own_process()) words->say(signal);
  ::raise(signal);
  errno = saved_errno;
}

bool is_ours(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == &speak_and_end;
}

void take_signals() {
  struct sigaction ours{};
  ours.sa_handler = &speak_and_end;
  // On the tool's own stack for signals, if it has one: that of the thread may be the trouble.
  ours.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  sigfillset(&ours.sa_mask);
  for (const int signal : kSignals) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    const bool untouched = (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL;
    if (untouched) ::sigaction(signal, &ours, nullptr);
  }
}

void give_signals_back() {
  struct sigaction default_action{};
  default_action.sa_handler = SIG_DFL;
  for (const int signal : kSignals) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) == 0 && is_ours(action)) {
      ::sigaction(signal, &default_action, nullptr);
    }
  }
}

}  // namespace

LastWords::LastWords(std::string_view line, const StateDirectory& state, std::string log_file,
                     std::int64_t started_ms)
    : events_(state.events()),
      log_file_(std::move(log_file)),
      started_ms_(started_ms),
      process_(::getpid()) {
  struct Found {
    std::size_t at;  // of the 0 that stands for the number
    Number number;
  };
  std::vector<Found> found;
  const auto find = [&](Number number, std::string_view name, std::size_t from) {
    const std::string key = "\"" + std::string(name) + "\":";
    const auto at = from == std::string_view::npos ? from : line.find(key, from);
    if (at != std::string_view::npos) found.push_back({at + key.size(), number});
  };
  const auto data = line.rfind("\"eventData\":");
  find(Number::kTs, "ts", 0);
  find(Number::kExitCode, field::kExitCode, data);
  find(Number::kDurationMs, field::kDurationMs, data);
  std::ranges::sort(found, {}, &Found::at);

  text_before_ = line.substr(0, found.empty() ? line.size() : found.front().at);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t begin = found[i].at + 1;
    const std::size_t end = i + 1 < found.size() ? found[i + 1].at : line.size();
    pieces_.push_back({found[i].number, std::string(line.substr(begin, end - begin))});
  }
}

void LastWords::say(int signal) const {
  LineBuffer line;
  line.add(text_before_);
  for (const Piece& piece : pieces_) {
    switch (piece.number) {
      case Number::kTs:
        line.add(now_ms(CLOCK_REALTIME));
        break;
      case Number::kExitCode:
        line.add(std::int64_t{kExitSignalBase + signal});
        break;
      case Number::kDurationMs:
        line.add(now_ms(CLOCK_MONOTONIC) - started_ms_);
        break;
    }
    line.add(piece.text_behind);
  }
  line.add("\n");
  if (!line.text().ends_with('\n')) return;  // over the limit of a line
  // The user's own file first: what it could not be told is not recorded.
  if (!log_file_.empty() && !append_to_file(log_file_.c_str(), line.text())) return;
  append_to_events(events_.c_str(), line.text());
}

bool LastWords::in_own_process() const { return ::getpid() == process_; }

ArmedLastWords::ArmedLastWords(std::unique_ptr<LastWords> words) : words_(std::move(words)) {
  const LastWords* none = nullptr;
  if (!armed_words.compare_exchange_strong(none, words_.get())) {
    words_ = nullptr;
    return;
  }
  take_signals();
}

ArmedLastWords::~ArmedLastWords() {
  if (!words_) return;
  const LastWords* own = words_.get();
  if (!armed_words.compare_exchange_strong(own, nullptr)) {
    // A handler has them, in another thread, and the process ends with it.
    static_cast<void>(words_.release());
    return;
  }
  give_signals_back();
}

}  // namespace overt

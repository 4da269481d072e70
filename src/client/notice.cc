#include "client/notice.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/file.h"
#include "contract/telemetry_command.h"

namespace overt {
namespace {

// The first of these that is set to something.
std::string_view locale(const Environment& environment, std::string_view category) {
  for (const std::string_view name :
       {std::string_view("LC_ALL"), category, std::string_view("LANG")}) {
    if (environment.has(name)) return *environment.get(name);
  }
  return "";
}

// "ru" of "ru_RU.UTF-8@modifier"
std::string_view language_of(std::string_view locale) {
  return locale.substr(0, locale.find_first_of("_.@"));
}

// As the C library compares names of character sets: "UTF-8" is "utf8".
bool is_utf8(std::string_view locale) {
  const auto dot = locale.find('.');
  if (dot == std::string_view::npos) return false;
  std::string letters;
  for (const char c : locale.substr(dot + 1, locale.find('@', dot) - dot - 1)) {
    if (c == '-') continue;
    letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return letters == "utf8";
}

bool was_given(const StateDirectory& state) {
  struct stat status{};
  return ::lstat(state.notice().c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

enum class Marked { kHere, kByAnother, kNot };

Marked mark_as_given(const StateDirectory& state) {
  if (!make_directories(state.path)) return Marked::kNot;
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  if (UniqueFd(::open(state.notice().c_str(), kFlags, 0600))) return Marked::kHere;
  return errno == EEXIST && was_given(state) ? Marked::kByAnother : Marked::kNot;
}

bool takes_output(int terminal) {
  pollfd ready{.fd = terminal, .events = POLLOUT, .revents = 0};
  return ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

// With SIGTTOU held back, a run in the background of a terminal that stops whoever writes there
// (`stty tostop`) is not stopped.
bool print(int terminal, std::string_view text) {
  sigset_t stop;
  sigset_t before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stop, &before);
  ssize_t written = -1;
  do {
    written = ::write(terminal, text.data(), text.size());
  } while (written < 0 && errno == EINTR);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return written == static_cast<ssize_t>(text.size());
}

struct NoticeWords {
  std::string_view what;  // behind the tool's name
  std::string_view look;  // before a command
  std::string_view off;
  std::string_view or_variable;
  std::string_view more;  // before an address
};

constexpr NoticeWords kEnglish = {
    .what = " collects anonymous usage data: commands and option names, never values.\n",
    .look = "This run sends nothing. To see what is recorded: ",
    .off = "\nTo turn it off: ",
    .or_variable = ", or set ",
    .more = "More about it: ",
};

constexpr NoticeWords kRussian = {
    .what = " собирает анонимную статистику: команды и имена опций, но не их значения.\n",
    .look = "Этот запуск ничего не отправляет. Записанное покажет ",
    .off = "\nОтключить: ",
    .or_variable = " или переменная ",
    .more = "Подробнее: ",
};

}  // namespace

Notice give_notice(const Contract& contract, const Environment& environment,
                   const StateDirectory& state, int terminal) {
  if (::isatty(terminal) == 0 || was_given(state)) return Notice::kNotNeeded;
  if (!takes_output(terminal)) return Notice::kImpossible;
  switch (mark_as_given(state)) {
    case Marked::kHere:
      break;
    case Marked::kByAnother:
      return Notice::kGiven;
    case Marked::kNot:
      return Notice::kImpossible;
  }
  const bool russian = reads_russian(environment) && !contract.purpose.ru.empty();
  if (print(terminal, notice_text(contract, russian))) return Notice::kGiven;
  ::unlink(state.notice().c_str());
  return Notice::kImpossible;
}

bool reads_russian(const Environment& environment) {
  return language_of(locale(environment, "LC_MESSAGES")) == "ru" &&
         is_utf8(locale(environment, "LC_CTYPE"));
}

std::string notice_text(const Contract& contract, bool russian) {
  const NoticeWords& words = russian ? kRussian : kEnglish;
  std::string text(contract.app);
  text.append(words.what);
  text.append(words.look).append(telemetry_command(contract, "log"));
  text.append(words.off).append(telemetry_command(contract, "off"));
  text.append(words.or_variable).append(contract.env_prefix).append("_TELEMETRY=0\n");
  if (!contract.source.empty()) text.append(words.more).append(contract.source).append("\n");
  return text;
}

}  // namespace overt

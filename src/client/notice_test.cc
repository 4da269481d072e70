#include "client/notice.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <termios.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

constexpr Contract kContract{.app = "git", .env_prefix = "GIT", .purpose = {.en = "To learn."}};

// A terminal nobody sits at; what is printed there arrives as it was written.
class Screen {
 public:
  Screen() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    const int master = master_.get();
    std::array<char, 128> name{};
    const bool is_there = ::grantpt(master) == 0 && ::unlockpt(master) == 0 &&
                          ::ptsname_r(master, name.data(), name.size()) == 0;
    EXPECT_TRUE(is_there);
    terminal_ = UniqueFd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    ::tcgetattr(terminal_.get(), &settings);
    ::cfmakeraw(&settings);
    EXPECT_EQ(::tcsetattr(terminal_.get(), TCSANOW, &settings), 0);
  }

  int terminal() const { return terminal_.get(); }
  void hang_up() { master_ = UniqueFd(); }

  // Writes until the terminal takes no more.
  void fill() const {
    const int flags = ::fcntl(terminal(), F_GETFL);
    ::fcntl(terminal(), F_SETFL, flags | O_NONBLOCK);
    while (::write(terminal(), "x", 1) == 1) {
    }
    ::fcntl(terminal(), F_SETFL, flags);
  }

  // All that is shown.
  std::string text() {
    terminal_ = UniqueFd();
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = ::read(master_.get(), buffer.data(), buffer.size());
      if (count <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  UniqueFd master_;
  UniqueFd terminal_;
};

class NoticeTest : public ::testing::Test {
 protected:
  Notice give(int terminal) const {
    return give_notice(kContract, Environment(), state_, terminal);
  }
  bool is_marked() const { return std::filesystem::exists(state_.notice()); }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.file("state/overt/git")};
  Screen screen_;
};

TEST_F(NoticeTest, it_is_given_once) {
  EXPECT_EQ(give(screen_.terminal()), Notice::kGiven);
  EXPECT_EQ(give(screen_.terminal()), Notice::kNotNeeded);
  EXPECT_EQ(screen_.text(), notice_text(kContract, false));
}

TEST_F(NoticeTest, that_it_was_given_is_an_empty_file_of_the_user) {
  give(screen_.terminal());
  struct stat status{};
  ASSERT_EQ(::lstat(state_.notice().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, mode_t{S_IFREG | 0600});
  EXPECT_EQ(status.st_size, 0);
  ASSERT_EQ(::stat(state_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, mode_t{S_IFDIR | 0700});
}

TEST_F(NoticeTest, where_nobody_reads_nothing_is_made) {
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {null.get(), -1}) EXPECT_EQ(give(fd), Notice::kNotNeeded);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("state")));
}

TEST_F(NoticeTest, after_a_run_that_nobody_read_it_is_still_given) {
  EXPECT_EQ(give(-1), Notice::kNotNeeded);
  EXPECT_EQ(give(screen_.terminal()), Notice::kGiven);
}

TEST_F(NoticeTest, of_runs_at_once_one_gives_it) {
  constexpr int kRuns = 8;
  constexpr int kRounds = 5;
  // So long a way to the mark that all look for it before the first one has made it.
  constexpr int kFolders = 20;
  const std::string top = directory_.file("a");
  state_.path = top;
  for (int i = 0; i < kFolders; ++i) state_.path += "/a";
  std::string expected;
  for (int round = 0; round < kRounds; ++round) {
    std::filesystem::remove_all(top);
    std::barrier start(kRuns);
    std::array<Notice, kRuns> notices{};
    std::vector<std::jthread> runs;
    runs.reserve(kRuns);
    for (Notice& notice : notices) {
      runs.emplace_back([&] {
        start.arrive_and_wait();
        notice = give(screen_.terminal());
      });
    }
    runs.clear();
    EXPECT_GE(std::ranges::count(notices, Notice::kGiven), 1);
    EXPECT_EQ(std::ranges::count(notices, Notice::kImpossible), 0);
    expected += notice_text(kContract, false);
  }
  EXPECT_EQ(screen_.text(), expected);
}

TEST_F(NoticeTest, a_home_that_cannot_be_written_is_told_nothing) {
  ASSERT_TRUE(write_file_atomically(directory_.file("state"), "a file"));
  EXPECT_EQ(give(screen_.terminal()), Notice::kImpossible);
  EXPECT_EQ(screen_.text(), "");
}

TEST_F(NoticeTest, what_is_no_file_in_the_place_of_the_mark_is_none) {
  ASSERT_TRUE(make_directories(state_.path));
  std::filesystem::create_symlink(directory_.file("elsewhere"), state_.notice());
  EXPECT_EQ(give(screen_.terminal()), Notice::kImpossible);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("elsewhere")));
  ASSERT_TRUE(write_file_atomically(directory_.file("elsewhere"), ""));
  EXPECT_EQ(give(screen_.terminal()), Notice::kImpossible) << "a symlink that leads to a file";
  std::filesystem::remove(state_.notice());
  std::filesystem::create_directory(state_.notice());
  EXPECT_EQ(give(screen_.terminal()), Notice::kImpossible) << "a directory";
  EXPECT_EQ(screen_.text(), "");
}

TEST_F(NoticeTest, a_terminal_that_takes_nothing_is_not_waited_for) {
  screen_.fill();
  EXPECT_EQ(give(screen_.terminal()), Notice::kImpossible);
  EXPECT_FALSE(is_marked());
}

TEST_F(NoticeTest, a_terminal_that_is_gone_is_told_nothing) {
  screen_.hang_up();
  EXPECT_NE(give(screen_.terminal()), Notice::kGiven);
  EXPECT_FALSE(is_marked());
}

TEST(NoticeText, says_what_is_collected_that_nothing_is_sent_and_how_to_turn_it_off) {
  EXPECT_EQ(notice_text(kContract, false),
            "git collects anonymous usage data: commands and option names, never values.\n"
            "This run sends nothing. To see what is recorded: overt log --app git\n"
            "To turn it off: overt off --app git, or set GIT_TELEMETRY=0\n");
  EXPECT_EQ(notice_text(kContract, true),
            "git собирает анонимную статистику: команды и имена опций, но не их значения.\n"
            "Этот запуск ничего не отправляет. Записанное покажет overt log --app git\n"
            "Отключить: overt off --app git или переменная GIT_TELEMETRY=0\n");
}

TEST(NoticeText, names_what_the_contract_names) {
  Contract contract = kContract;
  contract.telemetry_command = "git telemetry";
  contract.source = "https://code.example.com/git";
  EXPECT_EQ(notice_text(contract, false),
            "git collects anonymous usage data: commands and option names, never values.\n"
            "This run sends nothing. To see what is recorded: git telemetry log\n"
            "To turn it off: git telemetry off, or set GIT_TELEMETRY=0\n"
            "More about it: https://code.example.com/git\n");
  EXPECT_THAT(notice_text(contract, true),
              ::testing::EndsWith("Подробнее: https://code.example.com/git\n"));
}

TEST(NoticeLanguage, is_what_the_locale_says) {
  struct Case {
    std::vector<std::pair<std::string, std::string>> variables;
    bool russian;
  };
  for (const Case& c : std::vector<Case>{
           {{}, false},
           {{{"LANG", "ru_RU.UTF-8"}}, true},
           {{{"LANG", "ru.utf8"}}, true},
           {{{"LANG", "ru_RU.UTF-8@modifier"}}, true},
           {{{"LANG", "ru_RU"}}, false},
           {{{"LANG", "ru_RU.KOI8-R"}}, false},
           {{{"LANG", "ru_RU@UTF-8"}}, false},
           {{{"LANG", "run_UN.UTF-8"}}, false},
           {{{"LANG", "en_US.UTF-8"}}, false},
           {{{"LANG", "C.UTF-8"}}, false},
           {{{"LANG", "C.UTF-8"}, {"LC_MESSAGES", "ru_RU.UTF-8"}}, true},
           {{{"LANG", "C"}, {"LC_MESSAGES", "ru_RU.UTF-8"}}, false},
           {{{"LANG", "ru_RU.UTF-8"}, {"LC_MESSAGES", "C"}}, false},
           {{{"LANG", "ru_RU.UTF-8"}, {"LC_CTYPE", "C"}}, false},
           {{{"LANG", "ru_RU.UTF-8"}, {"LC_MESSAGES", ""}, {"LC_ALL", ""}}, true},
           {{{"LANG", "ru_RU.UTF-8"}, {"LC_ALL", "C"}}, false},
           {{{"LANG", "C"}, {"LC_MESSAGES", "C"}, {"LC_ALL", "ru_RU.UTF-8"}}, true},
           {{{"LANGUAGE", "ru"}, {"LANG", "en_US.UTF-8"}}, false},
       }) {
    std::string words;
    for (const auto& [name, value] : c.variables)
      words.append(name).append("=").append(value).append(" ");
    EXPECT_EQ(reads_russian(Environment(c.variables)), c.russian) << words;
  }
}

TEST(NoticeLanguage, is_russian_only_where_the_contract_is) {
  const Environment russian({{"LANG", "ru_RU.UTF-8"}, {"HOME", "/"}});
  Contract contract = kContract;
  for (const std::string_view purpose : {"", "Чтобы знать."}) {
    contract.purpose.ru = purpose;
    testing::TemporaryDirectory directory;
    Screen screen;
    give_notice(contract, russian, {directory.path()}, screen.terminal());
    EXPECT_EQ(screen.text(), notice_text(contract, !purpose.empty()));
  }
}

}  // namespace
}  // namespace overt

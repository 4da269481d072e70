#include "client/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <set>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "model/limits.h"

namespace overt {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr std::size_t kReadBytesMax = 2 * kLogBytesMax;
constexpr std::size_t kAll = 1'000'000;

class Log : public ::testing::Test {
 protected:
  std::string content(const std::string& path) const { return *read_file(path, kReadBytesMax); }
  void write(const std::string& path, std::string_view bytes) const {
    ASSERT_TRUE(make_directories(state_.path));
    ASSERT_TRUE(write_file_atomically(path, bytes));
  }
  std::string segment(int number) const {
    return state_.path + "/events." + std::to_string(number) + ".ndjson";
  }
  std::vector<std::string> texts(LogPosition from = {}) const {
    std::vector<std::string> result;
    const auto lines = read_log(state_, from, kAll);
    for (const LogLine& line : *lines) result.push_back(line.text);
    return result;
  }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.file("state/overt/werf")};
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0);
  return status.st_mode & 07777U;
}

// Lines of 100 bytes, the newline included, up to `bytes` in all.
std::string lines_of(std::size_t bytes) {
  std::string text;
  while (text.size() + 100 <= bytes) text += std::string(99, 'a') + "\n";
  if (text.size() < bytes) text += std::string(bytes - text.size() - 1, 'b') + "\n";
  return text;
}

// Runs `work` in a process of its own; true if it came to its end and returned true.
class Child {
 public:
  explicit Child(const std::function<bool()>& work) : pid_(::fork()) {
    if (pid_ == 0) ::_exit(work() ? 0 : 1);
  }
  bool succeeded() const {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t pid_;
};

TEST_F(Log, a_line_is_appended_with_its_newline) {
  ASSERT_TRUE(append_to_log(state_, R"({"a":1})"));
  ASSERT_TRUE(append_to_log(state_, R"({"a":2})"));
  EXPECT_EQ(content(state_.events()), "{\"a\":1}\n{\"a\":2}\n");
}

TEST_F(Log, the_directory_and_the_file_are_their_owners_alone) {
  ASSERT_TRUE(append_to_log(state_, "{}"));
  EXPECT_EQ(mode_of(state_.path), 0700U);
  EXPECT_EQ(mode_of(state_.events()), 0600U);
}

TEST_F(Log, the_longest_line_is_taken_and_a_longer_one_is_not) {
  ASSERT_TRUE(append_to_log(state_, std::string(kEventLineBytesMax - 1, 'x')));
  EXPECT_EQ(content(state_.events()).size(), kEventLineBytesMax);
  EXPECT_THAT(append_to_log(state_, std::string(kEventLineBytesMax, 'x')).error().message,
              EndsWith("over 4096 bytes"));
  EXPECT_EQ(content(state_.events()).size(), kEventLineBytesMax);
  EXPECT_EQ(texts().size(), 1U);
}

TEST_F(Log, two_lines_are_not_one) { EXPECT_FALSE(append_to_log(state_, "{}\n{}")); }

TEST_F(Log, a_symlink_in_its_place_is_not_followed) {
  write(directory_.file("precious"), "");
  ASSERT_TRUE(make_directories(state_.path));
  std::filesystem::create_symlink(directory_.file("precious"), state_.events());
  EXPECT_FALSE(append_to_log(state_, "{}"));
  EXPECT_FALSE(read_log(state_, {}, kAll));
  EXPECT_EQ(content(directory_.file("precious")), "");
}

TEST_F(Log, a_file_that_has_another_name_as_well_is_not_written) {
  write(directory_.file("foreign"), "theirs\n");
  ASSERT_TRUE(make_directories(state_.path));
  std::filesystem::create_hard_link(directory_.file("foreign"), state_.events());
  const Status appended = append_to_log(state_, "{}");
  ASSERT_FALSE(appended);
  EXPECT_THAT(appended.error().message, HasSubstr("somebody else's"));
  EXPECT_EQ(content(directory_.file("foreign")), "theirs\n");
}

TEST_F(Log, a_file_of_another_user_is_not_written) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  write(state_.events(), "theirs\n");
  ASSERT_EQ(::chown(state_.events().c_str(), 65534, 65534), 0);
  EXPECT_FALSE(append_to_log(state_, "{}"));
  EXPECT_EQ(content(state_.events()), "theirs\n");
}

TEST_F(Log, a_fifo_in_its_place_is_neither_waited_for_nor_written) {
  ASSERT_TRUE(make_directories(state_.path));
  ASSERT_EQ(::mkfifo(state_.events().c_str(), 0600), 0);
  EXPECT_FALSE(append_to_log(state_, "{}"));
  const UniqueFd reader(::open(state_.events().c_str(), O_RDONLY | O_NONBLOCK));
  EXPECT_THAT(append_to_log(state_, "{}").error().message, EndsWith("not a regular file"));
  EXPECT_THAT(read_log(state_, {}, kAll).error().message, EndsWith("not a regular file"));
}

TEST_F(Log, a_directory_in_its_place_is_an_error) {
  ASSERT_TRUE(make_directories(state_.events()));
  EXPECT_THAT(append_to_log(state_, "{}").error().message, EndsWith("Is a directory"));
}

TEST_F(Log, a_file_in_the_directorys_place_is_an_error) {
  ASSERT_TRUE(make_directories(directory_.file("state/overt")));
  ASSERT_TRUE(write_file_atomically(state_.path, ""));
  EXPECT_FALSE(append_to_log(state_, "{}"));
}

TEST_F(Log, a_segment_is_filled_to_its_limit_before_the_next_begins) {
  write(state_.events(), lines_of(kLogSegmentBytesMax - 3));
  ASSERT_TRUE(append_to_log(state_, "{}"));
  EXPECT_EQ(content(state_.events()).size(), kLogSegmentBytesMax);
  ASSERT_TRUE(append_to_log(state_, "[]"));
  EXPECT_EQ(content(state_.events()), "[]\n");
  EXPECT_EQ(content(segment(1)).size(), kLogSegmentBytesMax);
}

TEST_F(Log, the_oldest_segment_goes_when_a_third_begins) {
  write(segment(6), lines_of(200));
  write(segment(7), lines_of(200));
  write(state_.events(), lines_of(kLogSegmentBytesMax));
  ASSERT_TRUE(append_to_log(state_, "{}"));
  EXPECT_FALSE(std::filesystem::exists(segment(6)));
  EXPECT_FALSE(std::filesystem::exists(segment(7)));
  EXPECT_EQ(content(segment(8)).size(), kLogSegmentBytesMax);
  EXPECT_EQ(content(state_.events()), "{}\n");
}

TEST_F(Log, while_another_process_rotates_lines_go_into_the_slack_up_to_its_end) {
  write(state_.events(), lines_of(kLogSegmentBytesMax + kLogSlackBytes - 3));
  const UniqueFd lock(::open(state_.log_lock().c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  ASSERT_TRUE(append_to_log(state_, "{}"));
  EXPECT_EQ(content(state_.events()).size(), kLogSegmentBytesMax + kLogSlackBytes);
  EXPECT_THAT(append_to_log(state_, "{}").error().message, HasSubstr("cannot be rotated"));
  ASSERT_EQ(::flock(lock.get(), LOCK_UN), 0);
  EXPECT_TRUE(append_to_log(state_, "{}"));
}

TEST_F(Log, part_of_a_line_left_by_a_full_disk_does_not_spoil_the_next_one) {
  write(state_.events(), "{}\n{\"ts\":1");
  ASSERT_TRUE(append_to_log(state_, "[]"));
  EXPECT_EQ(texts(), (std::vector<std::string>{"{}", "{\"ts\":1", "[]"}));
}

TEST_F(Log, a_limit_on_file_sizes_is_an_error_and_not_the_end_of_the_tool) {
  ASSERT_TRUE(append_to_log(state_, "{}"));
  const Child child([this] {
    const rlimit limit{3, 3};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return !append_to_log(state_, "{}") && !append_to_log_file(state_.events(), "{}");
  });
  EXPECT_TRUE(child.succeeded());
  EXPECT_EQ(content(state_.events()), "{}\n");
}

// The rotation falls among the lines of many writers, and a reader follows with a cursor.
TEST_F(Log, no_line_of_many_processes_is_lost_or_torn_where_the_log_is_rotated) {
  constexpr int kRounds = 20;
  constexpr int kWriters = 8;
  constexpr int kLinesEach = 40;
  for (int round = 0; round < kRounds; ++round) {
    const StateDirectory state{directory_.file("round" + std::to_string(round))};
    ASSERT_TRUE(make_directories(state.path));
    ASSERT_TRUE(write_file_atomically(state.events(), lines_of(kLogSegmentBytesMax - 4000)));
    constexpr std::int64_t kBefore = static_cast<std::int64_t>(kLogSegmentBytesMax) - 4000;

    std::vector<Child> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&state, writer] {
        for (int i = 0; i < kLinesEach; ++i) {
          const std::string name = std::to_string(writer) + "." + std::to_string(i);
          if (!append_to_log(state, name + std::string(60, '-'))) return false;
        }
        return true;
      });
    }
    const Child reader([&state] {
      std::set<std::string> seen;
      LogPosition cursor{1, kBefore};
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
      while (seen.size() < std::size_t{kWriters} * kLinesEach) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        const auto lines = read_log(state, cursor, 7);
        for (const LogLine& line : *lines) {
          if (line.begin < cursor || !line.text.ends_with(std::string(60, '-'))) return false;
          seen.insert(line.text);
          cursor = line.end;
        }
      }
      return true;
    });
    for (const Child& writer : writers) EXPECT_TRUE(writer.succeeded());
    EXPECT_TRUE(reader.succeeded());
  }
}

TEST_F(Log, lines_that_grow_over_several_segments_stay_under_the_limit_of_the_log) {
  const std::string line(kEventLineBytesMax - 1, 'x');
  std::vector<Child> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this, &line] {
      // A line may be refused here: 4 KiB at a time the slack is soon full if the machine lets the
      // process that rotates wait.
      int written = 0;
      for (int i = 0; i < 700; ++i) written += append_to_log(state_, line) ? 1 : 0;
      return written > 0;
    });
  }
  for (const Child& writer : writers) EXPECT_TRUE(writer.succeeded());
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(state_.path)) {
    bytes += entry.file_size();
  }
  EXPECT_LE(bytes, kLogBytesMax);
  for (const std::string& text : texts()) ASSERT_EQ(text, line);
}

TEST_F(Log, there_is_nothing_to_read_before_the_first_line) {
  EXPECT_TRUE(texts().empty());
  EXPECT_FALSE(std::filesystem::exists(state_.path));
}

TEST_F(Log, reading_goes_on_where_it_stopped_and_across_segments) {
  write(segment(3), "{\"a\":1}\n{\"a\":2}\n");
  write(state_.events(), "{\"a\":3}\n");
  LogPosition cursor{3, 0};
  for (const char* expected : {"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}) {
    const auto lines = read_log(state_, cursor, 1);
    ASSERT_EQ(lines->size(), 1U);
    EXPECT_EQ(lines->front().text, expected);
    EXPECT_GE(lines->front().begin, cursor);
    cursor = lines->front().end;
  }
  EXPECT_EQ(cursor, (LogPosition{4, 8}));
  EXPECT_TRUE(texts(cursor).empty());
}

TEST_F(Log, a_line_without_its_newline_is_not_there_yet) {
  write(state_.events(), "{}\n{\"ts\"");
  EXPECT_EQ(texts(), std::vector<std::string>{"{}"});
}

TEST_F(Log, lines_that_cannot_be_events_are_passed_over) {
  const std::string longest(kEventLineBytesMax - 1, 'x');
  write(state_.events(), "\n" + longest + "x\n{}\n\n" + longest + "\n" +
                             std::string(std::size_t{1} << 20, 'y') + "\n[]\n");
  EXPECT_EQ(texts(), (std::vector<std::string>{"{}", longest, "[]"}));
}

TEST_F(Log, a_place_that_the_user_removed_is_moved_to_the_next_line_there_is) {
  write(segment(3), "{\"a\":1}\n");
  write(state_.events(), "{\"a\":2}\n{\"a\":3}\n");
  const std::vector<std::string> all = {"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"};
  EXPECT_EQ(texts({1, 500}), all) << "rotated away";
  EXPECT_EQ(texts({9, 0}), all) << "a log that began anew";
  EXPECT_EQ(texts({4, 500}), (std::vector<std::string>{"{\"a\":2}", "{\"a\":3}"})) << "cut off";
  EXPECT_EQ(texts({4, 2}), std::vector<std::string>{"{\"a\":3}"}) << "inside a line";
}

TEST_F(Log, files_of_other_names_are_no_segments) {
  write(state_.events(), "{}\n");
  for (const char* name :
       {"events.01.ndjson", "events.0.ndjson", "events.x.ndjson", "events..ndjson",
        "events.-1.ndjson", "events.99999999999999999999.ndjson", "events.2.ndjson.old",
        "receipts.ndjson"}) {
    write(state_.path + "/" + name, "[]\n");
  }
  const auto lines = read_log(state_, {}, kAll);
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ(lines->front().begin.segment, 1);
}

TEST_F(Log, a_segment_number_at_the_end_of_all_numbers_is_no_segment) {
  const std::string last = state_.path + "/events.9223372036854775807.ndjson";
  write(last, "x\n");
  write(state_.events(), lines_of(kLogSegmentBytesMax));
  ASSERT_TRUE(append_to_log(state_, "{}"));
  EXPECT_EQ(content(segment(1)).size(), kLogSegmentBytesMax);
  EXPECT_EQ(content(state_.events()), "{}\n");
}

TEST_F(Log, the_users_own_file_gets_lines_through_a_symlink) {
  write(directory_.file("file"), "first\n");
  std::filesystem::create_symlink(directory_.file("file"), directory_.file("link"));
  ASSERT_TRUE(append_to_log_file(directory_.file("link"), "{}"));
  EXPECT_EQ(content(directory_.file("file")), "first\n{}\n");
}

TEST_F(Log, the_users_own_file_may_be_a_device_or_a_fifo_with_a_reader) {
  EXPECT_TRUE(append_to_log_file("/dev/null", "{}"));
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_FALSE(append_to_log_file(fifo, "{}"));
  const UniqueFd reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK));
  ASSERT_TRUE(append_to_log_file(fifo, "{}"));
  char text[8] = {};
  EXPECT_EQ(::read(reader.get(), text, sizeof text), 3);
}

TEST_F(Log, a_fifo_whose_reader_sleeps_is_not_waited_for) {
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const UniqueFd reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK));
  const std::string line(kEventLineBytesMax - 1, 'x');
  int taken = 0;
  while (append_to_log_file(fifo, line)) ++taken;
  EXPECT_EQ(taken, ::fcntl(reader.get(), F_GETPIPE_SZ) / static_cast<int>(kEventLineBytesMax));
}

TEST_F(Log, the_users_own_file_needs_its_directory) {
  EXPECT_FALSE(append_to_log_file(directory_.file("none/file"), "{}"));
  EXPECT_FALSE(append_to_log_file(directory_.path(), "{}"));
  EXPECT_FALSE(append_to_log_file("", "{}"));
}

}  // namespace
}  // namespace overt

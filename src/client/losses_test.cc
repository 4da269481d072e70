#include "client/losses.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/cursor.h"
#include "model/limits.h"

namespace overt {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;
constexpr std::size_t kLineBytes = 100;

// As many lines as a segment takes.
std::string full_segment() {
  std::string text;
  while (text.size() + kLineBytes <= kLogSegmentBytesMax) {
    text += std::string(kLineBytes - 1, 'a') + "\n";
  }
  return text;
}
constexpr std::int64_t kFullLines = kLogSegmentBytesMax / kLineBytes;

class Losses : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_directories(state_.path)); }
  void write(const std::string& path, std::string_view bytes) const {
    ASSERT_TRUE(write_file_atomically(path, bytes));
  }
  void write_cursor(std::int64_t segment, std::int64_t offset) const {
    ASSERT_TRUE(save_cursor(state_.cursor(), {.position = {segment, offset}}));
  }
  std::string finished(int number) const { return finished_segment_path(state_, number); }
  // What stands in losses.ndjson, without the times.
  std::string noted() const {
    const auto text = read_file(state_.losses(), 2 * kLossesBytesMax);
    if (!text) return "";
    std::string result;
    for (std::size_t at = 0; at < text->size();) {
      const auto end = text->find('\n', at);
      const std::string line = text->substr(at, end - at);
      result += line.substr(line.find(',') + 1) + "\n";
      at = end + 1;
    }
    return result;
  }
  // A run of the tool finds the log full, with segment `number` before it.
  void rotate_away(int number, std::string_view text) const {
    write(finished(number), text);
    write(state_.events(), full_segment());
    ASSERT_TRUE(append_to_log(state_, std::string(kLineBytes, 'b')));
    ASSERT_FALSE(std::filesystem::exists(finished(number)));
    ASSERT_TRUE(std::filesystem::exists(finished(number + 1)));
  }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.file("state/overt/werf")};
};

TEST_F(Losses, a_segment_that_goes_unsent_is_noted_with_its_lines) {
  rotate_away(1, full_segment());
  const auto bytes = std::to_string(kFullLines * kLineBytes);
  EXPECT_EQ(noted(), "\"segment\":1,\"begin\":0,\"end\":" + bytes +
                         ",\"events\":" + std::to_string(kFullLines) + "}\n");
  struct stat status{};
  ASSERT_EQ(::stat(state_.losses().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(Losses, only_lines_behind_the_cursor_are_lost) {
  write_cursor(4, 4);
  rotate_away(4, "{1}\n{2}\n{3}\n");
  EXPECT_EQ(noted(), "\"segment\":4,\"begin\":4,\"end\":12,\"events\":2}\n");
}

TEST_F(Losses, nothing_is_noted_where_everything_was_sent) {
  write_cursor(4, 12);
  rotate_away(4, "{1}\n{2}\n{3}\n");
  write_cursor(5, 0);
  std::filesystem::remove(finished(5));
  rotate_away(4, "{1}\n");
  EXPECT_FALSE(std::filesystem::exists(state_.losses()));
}

TEST_F(Losses, a_cursor_of_an_earlier_segment_has_passed_nothing) {
  write_cursor(2, 500);
  rotate_away(4, "{1}\n");
  EXPECT_EQ(noted(), "\"segment\":4,\"begin\":0,\"end\":4,\"events\":1}\n");
}

TEST_F(Losses, a_cursor_beyond_the_log_is_of_a_log_that_the_user_removed) {
  write_cursor(9, 0);
  rotate_away(4, "{1}\n");
  EXPECT_EQ(noted(), "\"segment\":4,\"begin\":0,\"end\":4,\"events\":1}\n");
  write_cursor(5, 500);
  rotate_away(5, "{1}\n");
  EXPECT_NE(noted().find("\"segment\":5,\"begin\":0,"), std::string::npos) << "cut off by the user";
}

TEST_F(Losses, what_a_reader_passes_over_is_not_lost) {
  const std::string longest(kEventLineBytesMax - 1, 'x');
  rotate_away(1, "\n" + longest + "\n" + longest + "x\n\n{}\n" +
                     std::string(std::size_t{200} << 10, 'y') + "\n{}\n{\"ts\"");
  EXPECT_EQ(noted().substr(noted().find("\"events\"")), "\"events\":3}\n");
}

TEST_F(Losses, the_same_lines_are_not_noted_twice) {
  rotate_away(1, "{1}\n");
  const std::string once = noted();
  std::filesystem::remove(finished(2));
  rotate_away(1, "{1}\n");
  EXPECT_EQ(noted(), once) << "its writer was killed before the segment was gone";
  std::filesystem::remove(finished(2));
  rotate_away(1, "{1}\n{2}\n");
  EXPECT_NE(noted(), once) << "a log that began anew";
}

TEST_F(Losses, half_a_line_that_a_full_disk_left_does_not_spoil_the_next) {
  write(state_.losses(), "{\"ts\":17");
  rotate_away(1, "{1}\n");
  const auto text = read_file(state_.losses(), kLossesBytesMax);
  EXPECT_TRUE(text->starts_with("{\"ts\":17\n{\"ts\":")) << *text;
}

TEST_F(Losses, a_full_file_takes_no_more_and_the_log_is_rotated_all_the_same) {
  const std::string full(kLossesBytesMax - 50, '\n');
  write(state_.losses(), full);
  rotate_away(1, "{1}\n");
  EXPECT_EQ(std::filesystem::file_size(state_.losses()), full.size());
}

TEST_F(Losses, a_symlink_or_a_directory_in_its_place_is_left_alone_and_the_log_is_rotated) {
  write(directory_.file("precious"), "");
  std::filesystem::create_symlink(directory_.file("precious"), state_.losses());
  rotate_away(1, "{1}\n");
  EXPECT_EQ(std::filesystem::file_size(directory_.file("precious")), 0U);
  std::filesystem::remove(state_.losses());
  std::filesystem::create_directory(state_.losses());
  rotate_away(2, "{1}\n");
}

TEST_F(Losses, a_segment_that_is_no_file_is_not_read) {
  ASSERT_EQ(::mkfifo(finished(3).c_str(), 0600), 0);
  EXPECT_FALSE(count_loss(state_, 3, {}, kNowMs));
  EXPECT_FALSE(count_loss(state_, 4, {}, kNowMs)) << "there is none";
}

TEST_F(Losses, a_line_says_when_where_and_how_many) {
  EXPECT_EQ(to_json(Loss{.time_ms = kNowMs, .segment = 7, .begin = 10, .end = 90, .events = 3}),
            "{\"ts\":1700000000000,\"segment\":7,\"begin\":10,\"end\":90,\"events\":3}\n");
}

}  // namespace
}  // namespace overt

// Lines that are forgotten leave no byte in any of the inbox's files, and everything else stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "inbox/inbox.h"

namespace overt {
namespace {

using ::testing::ElementsAre;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 28;

class ForgetLinesTest : public ::testing::Test {
 protected:
  void put(const std::string& app, const std::string& line) {
    AcceptedEvent event{.app = app, .received_ms = 1, .line = line};
    event.identity.span_id[0] = ++count_;
    std::promise<bool> kept;
    inbox_->submit({event}, [&](const Status& status) { kept.set_value(status.ok()); });
    ASSERT_TRUE(kept.get_future().get());
  }

  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    for (const StoredEvent& event : *inbox_->read(0, 100)) lines.push_back(event.line);
    return lines;
  }

  // Whether any file in the directory has it in it.
  bool is_anywhere(const std::string& text) const {
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      const std::string whole = *read_file(entry.path(), kFileBytesMax);
      if (whole.find(text) != std::string::npos) return true;
    }
    return false;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Inbox> inbox_ = *Inbox::open(directory_.file("inbox.sqlite"));
  std::uint8_t count_ = 0;
  std::vector<std::string> texts_ = {std::string(64, 'a'), std::string(64, 'b')};
};

TEST_F(ForgetLinesTest, they_are_gone_and_the_others_are_where_they_were) {
  put("tool", "one of " + texts_[0]);
  put("tool", "another");
  put("tool", "one of " + texts_[1]);
  ASSERT_TRUE(is_anywhere(texts_[0]));
  EXPECT_EQ(*inbox_->forget_lines("tool", texts_), 2);
  EXPECT_THAT(lines(), ElementsAre(kForgottenLine, "another", kForgottenLine));
  EXPECT_EQ(*inbox_->extent(), (InboxExtent{.first = 1, .last = 3}));
  EXPECT_FALSE(is_anywhere(texts_[0]));
  EXPECT_FALSE(is_anywhere(texts_[1]));
}

TEST_F(ForgetLinesTest, what_was_pruned_before_is_in_no_page_either) {
  for (int i = 0; i < 100; ++i) put("tool", texts_[0] + std::string(1000, 'x'));
  ASSERT_TRUE(inbox_->forget_before(100, 2).ok());
  ASSERT_TRUE(is_anywhere(texts_[0]));
  EXPECT_EQ(*inbox_->forget_lines("tool", texts_), 0);
  EXPECT_FALSE(is_anywhere(texts_[0]));
}

TEST_F(ForgetLinesTest, another_tools_lines_stay) {
  put("other", "one of " + texts_[0]);
  EXPECT_EQ(*inbox_->forget_lines("tool", texts_), 0);
  EXPECT_THAT(lines(), ElementsAre("one of " + texts_[0]));
}

TEST_F(ForgetLinesTest, events_come_and_duplicates_are_known_afterwards) {
  put("tool", "one of " + texts_[0]);
  ASSERT_TRUE(inbox_->forget_lines("tool", texts_).ok());
  count_ = 0;
  put("tool", "one of " + texts_[0]);
  put("tool", "another");
  EXPECT_THAT(lines(), ElementsAre(kForgottenLine, "another"));
}

}  // namespace
}  // namespace overt

#include "inbox/inbox_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

class InboxFileTest : public ::testing::Test {
 protected:
  // Runs `sql` on the file, which is made if it is missing.
  void run(const char* sql) {
    ASSERT_TRUE(make_file());
    auto connection = SqliteConnection::open(path_);
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE(connection->execute(sql).ok());
  }

  bool make_file() const {
    return read_file(path_, 1 << 20).ok() || write_file_atomically(path_, "").ok();
  }

  std::string open_error() const {
    const auto writer = InboxWriter::open(path_);
    return writer ? "" : writer.error().message;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("inbox.sqlite");
};

TEST_F(InboxFileTest, takes_an_empty_file_for_one_that_was_only_just_begun) {
  ASSERT_TRUE(make_file());
  EXPECT_EQ(open_error(), "");
}

TEST_F(InboxFileTest, does_not_touch_another_programs_database) {
  run("CREATE TABLE bookmark (url TEXT)");
  const auto before = *read_file(path_, 1 << 20);
  EXPECT_EQ(open_error(), "cannot open the inbox " + path_ + ": it is another program's database");
  EXPECT_EQ(*read_file(path_, 1 << 20), before);
}

TEST_F(InboxFileTest, does_not_read_what_a_newer_version_made) {
  EXPECT_EQ(open_error(), "");
  run("PRAGMA user_version = 2");
  EXPECT_THAT(open_error(), HasSubstr("newer version of overt"));
}

TEST_F(InboxFileTest, adds_all_batches_or_none) {
  auto writer = InboxWriter::open(path_);
  ASSERT_TRUE(writer.ok());
  // Stands for a disk that is full half-way.
  run("CREATE TRIGGER full BEFORE INSERT ON event WHEN NEW.line = 'too much' "
      "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  const std::vector<AcceptedEvent> fits = {{.identity = {}, .app = "git", .line = "fits"}};
  SpanIdentity other;
  other.span_id[0] = 1;
  const std::vector<AcceptedEvent> fails = {{.identity = other, .app = "git", .line = "too much"}};
  const std::vector<const std::vector<AcceptedEvent>*> both = {&fits, &fails};
  const Status added = writer->add(both);
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().message, "database or disk is full");

  auto reader = InboxReader::open(path_);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE(reader->read(0, 10)->empty());
  EXPECT_TRUE(writer->add(std::span(both).first(1)).ok()) << "the next commit is not held up";
  EXPECT_EQ(reader->read(0, 10)->size(), 1U);
}

}  // namespace
}  // namespace overt

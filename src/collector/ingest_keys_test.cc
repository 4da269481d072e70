#include "collector/ingest_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

// `printf %s abc | sha256sum`, and of the empty text.
constexpr char kOfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kOfNothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(IngestKeys, a_key_admits_to_its_tool_alone) {
  const auto keys = IngestKeys::parse(std::string("git ") + kOfAbc + "\nwerf " + kOfNothing);
  ASSERT_TRUE(keys);
  EXPECT_TRUE(keys->check("abc").admits("git"));
  EXPECT_FALSE(keys->check("abc").admits("werf"));
  EXPECT_FALSE(keys->check("abd").admits("git"));
  EXPECT_FALSE(keys->check("").admits("git"));
}

TEST(IngestKeys, a_tool_without_keys_takes_from_everyone) {
  const auto keys = IngestKeys::parse(std::string("git ") + kOfAbc);
  EXPECT_TRUE(keys->check("").admits("werf"));
  EXPECT_TRUE(keys->check("abc").admits("werf"));
  EXPECT_TRUE(IngestKeys::parse("")->check("").admits("git"));
}

TEST(IngestKeys, a_tool_may_have_several) {
  const auto keys = IngestKeys::parse(std::string("# since May\r\n\n git\t") + kOfAbc +
                                      " \r\ngit " + std::string(64, 'A') + "\n");
  ASSERT_TRUE(keys);
  EXPECT_TRUE(keys->check("abc").admits("git"));
}

TEST(IngestKeys, a_line_that_cannot_be_read_is_named_and_not_shown) {
  for (const std::string& line :
       {std::string("git secret"), std::string("git"), std::string("git ") + kOfAbc + "0",
        std::string("git ") + kOfAbc + " secret"}) {
    const auto keys = IngestKeys::parse("# keys\n" + line);
    ASSERT_FALSE(keys) << line;
    EXPECT_THAT(keys.error().message, HasSubstr("line 2 "));
    EXPECT_THAT(keys.error().message, ::testing::Not(HasSubstr("secret")));
  }
}

TEST(IngestKeys, their_file_is_named) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("keys");
  EXPECT_THAT(IngestKeys::load(path).error().message, HasSubstr(path));
  ASSERT_TRUE(write_file_atomically(path, "git"));
  EXPECT_THAT(IngestKeys::load(path).error().message, HasSubstr("cannot use " + path + ": line 1"));
  ASSERT_TRUE(write_file_atomically(path, std::string("git ") + kOfAbc));
  EXPECT_TRUE(IngestKeys::load(path));
}

TEST(BearerToken, is_what_follows_the_scheme) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bEARER  abc "), "abc");
  for (const char* other : {"", "abc", "Bearer", "Bearer ", "Basic abc", "Bearerabc"}) {
    EXPECT_EQ(bearer_token(other), "") << other;
  }
}

}  // namespace
}  // namespace overt

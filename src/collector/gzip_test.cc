#include "collector/gzip.h"

#include <gtest/gtest.h>

#include "collector/test_gzip.h"

namespace overt {
namespace {

using testing::gzip;
using Result = std::variant<std::string, GunzipError>;

TEST(Gzip, what_was_compressed_comes_out) {
  for (const std::size_t size : {0U, 1U, 1000U, 16U * 1024, 16U * 1024 + 1, 1'000'000U}) {
    const std::string text(size, 'x');
    EXPECT_EQ(gunzip(gzip(text), 1'000'000), Result(text)) << size;
  }
}

TEST(Gzip, the_limit_comes_out_and_a_byte_more_does_not) {
  for (const std::size_t limit : {10UL, 16UL * 1024, 100'000UL}) {
    EXPECT_EQ(gunzip(gzip(std::string(limit, 'x')), limit), Result(std::string(limit, 'x')));
    EXPECT_EQ(gunzip(gzip(std::string(limit + 1, 'x')), limit), Result(GunzipError::kTooLarge));
  }
}

TEST(Gzip, a_bomb_is_refused) {
  const std::string bomb = gzip(std::string(100 << 20, '\0'));
  ASSERT_LT(bomb.size(), 200'000U);
  EXPECT_EQ(gunzip(bomb, 1 << 20), Result(GunzipError::kTooLarge));
}

TEST(Gzip, several_members_are_one_text) {
  EXPECT_EQ(gunzip(gzip("one ") + gzip("two"), 100), Result("one two"));
}

TEST(Gzip, what_is_cut_off_anywhere_is_corrupt) {
  const std::string whole = gzip("some text, and some text again");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(gunzip(whole.substr(0, size), 100), Result(GunzipError::kCorrupt)) << size;
  }
}

TEST(Gzip, what_is_not_gzip_or_goes_on_is_corrupt) {
  EXPECT_EQ(gunzip("plain text", 100), Result(GunzipError::kCorrupt));
  EXPECT_EQ(gunzip(gzip("text") + "rest", 100), Result(GunzipError::kCorrupt));
  std::string changed = gzip("text");
  changed[changed.size() - 5] ^= 1;  // of its checksum
  EXPECT_EQ(gunzip(changed, 100), Result(GunzipError::kCorrupt));
}

}  // namespace
}  // namespace overt

#include "collector/gzip.h"

#include <gtest/gtest.h>

#include <cstdint>

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

TEST(Gzip, a_bomb_that_says_it_is_small_is_refused) {
  std::string bomb = gzip(std::string(100 << 20, '\0'));
  bomb.replace(bomb.size() - 4, 4, 4, '\0');
  EXPECT_EQ(gunzip(bomb, 64 << 20), Result(GunzipError::kTooLarge));
  EXPECT_EQ(gunzip(gzip("small") + bomb, 64 << 20), Result(GunzipError::kTooLarge));
}

TEST(Gzip, what_is_large_comes_out_as_well) {
  std::string text;
  for (std::int64_t i = 0; text.size() < (3U << 19U); ++i) text += std::to_string(i * i);
  const std::string compressed = gzip(text);
  EXPECT_EQ(gunzip(compressed, text.size()), Result(text));
  EXPECT_EQ(gunzip(compressed, text.size() - 1), Result(GunzipError::kTooLarge));
  EXPECT_EQ(gunzip(compressed + compressed, 2 * text.size()), Result(text + text));
  EXPECT_EQ(gunzip(compressed.substr(0, compressed.size() - 9), text.size()),
            Result(GunzipError::kCorrupt));
}

TEST(Gzip, more_than_of_anything_honest_is_too_large) {
  EXPECT_EQ(gunzip(gzip(std::string(kInflatedBytesAnyway, ' ')), 64 << 20),
            Result(std::string(kInflatedBytesAnyway, ' ')));
  EXPECT_EQ(gunzip(gzip(std::string(kInflatedBytesAnyway + 1, ' ')), 64 << 20),
            Result(GunzipError::kTooLarge));
}

TEST(InflatedSize, is_known_while_the_bytes_come) {
  const std::string compressed = gzip(std::string(1000, 'a')) + gzip(std::string(1'000'000, 'b'));
  for (const std::size_t piece : {1UL, 7UL, 1'000'000UL}) {
    InflatedSize enough(1'001'000);
    InflatedSize short_by_one(1'000'999);
    bool is_exceeded = false;
    for (std::size_t at = 0; at < compressed.size(); at += piece) {
      EXPECT_FALSE(enough.exceeds_with(std::string_view(compressed).substr(at, piece)));
      is_exceeded = short_by_one.exceeds_with(std::string_view(compressed).substr(at, piece));
    }
    EXPECT_TRUE(is_exceeded);
  }
}

TEST(InflatedSize, is_held_against_what_came_so_far) {
  InflatedSize size(64 << 20);
  EXPECT_TRUE(size.exceeds_with(gzip(std::string(kInflatedBytesAnyway + 1, ' '))));
}

TEST(InflatedSize, leaves_what_is_corrupt_to_who_inflates_it) {
  InflatedSize size(100);
  EXPECT_FALSE(size.exceeds_with("plain text"));
  EXPECT_FALSE(size.exceeds_with(gzip(std::string(1000, 'a'))));
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

#include "inbox/duplicate_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace overt {
namespace {

EventKey key(std::uint64_t number) {
  SpanIdentity identity;
  for (std::size_t i = 0; i < 8; ++i) {
    identity.span_id[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return key_of(identity);
}

TEST(KeyOf, depends_on_every_byte_of_the_identity) {
  std::set<EventKey> keys = {key_of({})};
  SpanIdentity identity;
  for (std::uint8_t& byte : identity.trace_id) {
    byte = 1;
    keys.insert(key_of(identity));
    byte = 0;
  }
  for (std::uint8_t& byte : identity.span_id) {
    byte = 1;
    keys.insert(key_of(identity));
    byte = 0;
  }
  EXPECT_EQ(keys.size(), 1U + 16 + 8);
  EXPECT_FALSE(keys.contains(0));
}

TEST(KeySet, holds_what_was_inserted_and_nothing_else) {
  constexpr std::uint64_t kKeys = 100'000;
  KeySet set(kKeys);
  EXPECT_FALSE(set.contains(key(0)));
  for (std::uint64_t i = 0; i < kKeys; ++i) ASSERT_TRUE(set.insert(key(i)));
  EXPECT_TRUE(set.full());
  for (std::uint64_t i = 0; i < kKeys; ++i) {
    ASSERT_FALSE(set.insert(key(i)));
    ASSERT_TRUE(set.contains(key(i)));
    ASSERT_FALSE(set.contains(key(kKeys + i)));
  }
  EXPECT_EQ(set.size(), kKeys);
}

TEST(KeySet, goes_round_at_the_end_of_its_slots) {
  KeySet set(1000);
  constexpr EventKey kLargest = ~EventKey{0};
  for (EventKey i = 0; i < 100; ++i) ASSERT_TRUE(set.insert(kLargest - i));
  for (EventKey i = 0; i < 100; ++i) EXPECT_TRUE(set.contains(kLargest - i));
  EXPECT_FALSE(set.contains(kLargest - 100));
}

TEST(DuplicateWindow, knows_the_newest_and_forgets_what_is_twice_as_old) {
  constexpr std::uint64_t kEvents = 1000;
  DuplicateWindow window(kEvents);
  for (std::uint64_t i = 0; i < 10 * kEvents; ++i) {
    ASSERT_FALSE(window.contains(key(i)));
    window.add(key(i));
    const std::uint64_t oldest = i - std::min(i, kEvents - 1);
    ASSERT_TRUE(window.contains(key(oldest))) << i;
    if (i >= 2 * kEvents) {
      ASSERT_FALSE(window.contains(key(i - 2 * kEvents))) << i;
    }
  }
}

TEST(DuplicateWindow, says_when_it_forgets) {
  DuplicateWindow window(2);
  EXPECT_FALSE(window.add(key(1)));
  EXPECT_FALSE(window.add(key(2)));
  EXPECT_TRUE(window.add(key(3)));
  EXPECT_TRUE(window.contains(key(1)));
  EXPECT_FALSE(window.add(key(4)));
  EXPECT_TRUE(window.add(key(5)));
  EXPECT_FALSE(window.contains(key(1)));
  EXPECT_FALSE(window.contains(key(2)));
  EXPECT_TRUE(window.contains(key(3)));
}

}  // namespace
}  // namespace overt

// What pairing keeps in memory, at the borders of its limits. What becomes of rows is in
// runs_conformance_test.cc.
#include "store/pairing.h"

#include <gtest/gtest.h>

#include <cstring>

namespace overt {
namespace {

constexpr std::int32_t kToday = 20'000;

RunRow half(std::uint64_t id, std::int32_t day) {
  RunRow row{.day = day, .command = 1, .environment = 1};
  std::memcpy(row.execution_id.bytes.data(), &id, sizeof id);
  return row;
}

RunRow start(std::uint64_t id, std::int32_t day = kToday) {
  RunRow row = half(id, day);
  row.started_received_ms = day * kDayMs;
  row.started_ms = day * kDayMs;
  return row;
}

RunRow exit(std::uint64_t id, std::int32_t day = kToday) {
  RunRow row = half(id, day);
  row.exited_received_ms = day * kDayMs;
  row.exited_ms = day * kDayMs;
  row.exit_code = 0;
  return row;
}

// Runs with these ids become whole.
void pair(Pairing& pairing, std::uint64_t first_id, std::uint64_t count) {
  for (std::uint64_t id = first_id; id < first_id + count; ++id) {
    pairing.take(start(id), kNoDay);
    pairing.take(exit(id), kNoDay);
  }
}

// Whether the run `id` is known for one that was whole already.
bool knows(Pairing& pairing, std::uint64_t id) {
  pairing.changes(kToday);
  pairing.take(exit(id), kNoDay);
  return !pairing.changes(kToday).doubled.empty();
}

TEST(PairingTest, as_many_halves_wait_as_the_limit_says) {
  Pairing pairing;
  pairing.take(start(0, kToday - 1), kNoDay);
  for (std::uint64_t id = 1; id < kHalvesMax; ++id) pairing.take(start(id), kNoDay);
  pairing.give_up(kToday);
  EXPECT_EQ(pairing.halves(), kHalvesMax);
  EXPECT_EQ(pairing.changes(kToday).runs.size(), 0U);
}

TEST(PairingTest, of_one_half_more_those_of_earlier_days_are_given_up) {
  Pairing pairing({.halves_max = 3});
  pairing.take(start(1, kToday - 2), kNoDay);
  pairing.take(start(2, kToday - 1), kNoDay);
  pairing.take(start(3), kNoDay);
  pairing.take(start(4), kNoDay);
  pairing.give_up(kToday);
  EXPECT_EQ(pairing.halves(), 2U);
  const PairingChanges changes = pairing.changes(kToday);
  ASSERT_EQ(changes.runs.size(), 2U);
  EXPECT_EQ(changes.runs[0].day, kToday - 2);
  EXPECT_EQ(changes.runs[1].day, kToday - 1);
  EXPECT_EQ(changes.half_added.size(), 2U);
}

TEST(PairingTest, of_one_half_more_all_are_given_up_if_all_are_of_today) {
  Pairing pairing({.halves_max = 3});
  for (std::uint64_t id = 1; id <= 4; ++id) pairing.take(start(id), kNoDay);
  pairing.give_up(kToday);
  EXPECT_EQ(pairing.halves(), 0U);
  EXPECT_EQ(pairing.changes(kToday).runs.size(), 4U);
}

TEST(PairingTest, a_half_waits_for_kHalfDays) {
  Pairing pairing;
  pairing.take(start(1), kNoDay);
  pairing.give_up(kToday + kHalfDays - 1);
  EXPECT_EQ(pairing.halves(), 1U);
  pairing.give_up(kToday + kHalfDays);
  EXPECT_EQ(pairing.halves(), 0U);
}

// A run that is the last of one lot is forgotten first: when the next lot is full, and one more
// comes.
TEST(PairingTest, a_run_is_known_among_as_many_as_the_limit_says) {
  constexpr std::uint64_t kLimit = 5;
  Pairing pairing({.recent_runs = kLimit});
  pair(pairing, 1, kLimit);
  pair(pairing, kLimit + 1, kLimit);
  EXPECT_TRUE(knows(pairing, kLimit));
  pair(pairing, 2 * kLimit + 1, 1);
  EXPECT_FALSE(knows(pairing, kLimit));
}

TEST(PairingTest, a_run_is_known_among_no_more_than_twice_as_many) {
  constexpr std::uint64_t kLimit = 5;
  Pairing pairing({.recent_runs = kLimit});
  pair(pairing, 1, 2 * kLimit);
  EXPECT_TRUE(knows(pairing, 1));
  pair(pairing, 2 * kLimit + 1, 1);
  EXPECT_FALSE(knows(pairing, 1));
}

TEST(PairingTest, runs_are_known_among_kRecentRuns_unless_told_otherwise) {
  Pairing pairing;
  pair(pairing, 1, kRecentRuns);
  pair(pairing, kRecentRuns + 1, kRecentRuns);
  EXPECT_TRUE(knows(pairing, kRecentRuns));
  pair(pairing, 2 * kRecentRuns + 1, 1);
  EXPECT_FALSE(knows(pairing, kRecentRuns));
}

}  // namespace
}  // namespace overt

#include "publish/month.h"

#include <gtest/gtest.h>

#include "store/run_row.h"

namespace overt {
namespace {

TEST(MonthTest, has_its_days) {
  const Month month{.year = 2024, .number = 2};
  EXPECT_EQ(month.first_day(), 19'754) << "2024-02-01";
  EXPECT_EQ(month.end_day() - month.first_day(), 29);
  EXPECT_EQ((Month{.year = 2026, .number = 12}).end_day(),
            (Month{.year = 2027, .number = 1}).first_day());
}

TEST(MonthTest, is_read_as_it_is_written) {
  EXPECT_EQ(*parse_month("2026-10"), (Month{.year = 2026, .number = 10}));
  EXPECT_EQ(parse_month("2026-10")->text(), "2026-10");
  for (const char* text : {"", "2026", "2026-13", "2026-00", "2026-1", "2026-1x", "-026-10",
                           "2026-+1", "2026/10", "1969-12", "2026-10 "}) {
    EXPECT_FALSE(parse_month(text).ok()) << text;
  }
}

TEST(MonthTest, the_last_that_has_ended_is_the_one_before) {
  const auto before = [](std::int32_t day) { return last_ended_month(day * kDayMs).text(); };
  EXPECT_EQ(before((Month{.year = 2026, .number = 1}).first_day()), "2025-12");
  EXPECT_EQ(before((Month{.year = 2026, .number = 1}).end_day() - 1), "2025-12");
  EXPECT_EQ(before((Month{.year = 2026, .number = 3}).first_day()), "2026-02");
}

}  // namespace
}  // namespace overt

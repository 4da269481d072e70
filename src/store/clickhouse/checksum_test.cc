#include "store/clickhouse/checksum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "store/test_store.h"

namespace overt::clickhouse {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kDays = "SELECT DISTINCT toInt64(day)";

// Has two days, and keeps what it is asked.
class ListeningStore final : public testing::EmptyStore {
 public:
  Result<QueryResult> query(const std::string& sql,
                            const QueryParameters& /*parameters*/) override {
    if (sql.starts_with(kDays)) {
      return QueryResult{.columns = {}, .rows = {{std::int64_t{7}}, {std::int64_t{9}}}};
    }
    of_days.push_back(sql);
    return QueryResult{.columns = {},
                       .rows = {{std::int64_t{3}, std::string("18446744073709551615")}}};
  }

  std::vector<std::string> of_days;
};

// Each question's answer is kept in the server's memory while it is counted, and has its time.
TEST(ClickhouseChecksum, asks_for_one_day_at_a_time) {
  ListeningStore store;
  const auto sums = sums_in_clickhouse(store, "one");
  ASSERT_TRUE(sums) << sums.error().message;
  EXPECT_THAT(store.of_days,
              ElementsAre(HasSubstr("day = toDate(7)"), HasSubstr("day = toDate(9)")));
  const DaySum sum{.rows = 3, .checksum = 18446744073709551615U};
  EXPECT_EQ(*sums, (DaySums{{7, sum}, {9, sum}}));
}

}  // namespace
}  // namespace overt::clickhouse

#include "store/clickhouse/row_binary.h"

#include <gtest/gtest.h>

#include "store/clickhouse/row_binary_reader.h"

namespace overt::clickhouse {
namespace {

constexpr std::int64_t kLarge = -1'700'000'000'123;

std::string written() {
  RowBinary out;
  out.text(std::string(300, 'x'));
  out.number(kLarge);
  out.flag(true);
  out.uuid(*parse_uuid("01234567-89ab-4cde-8f01-23456789abcd"));
  out.nullable(std::optional<std::int64_t>());
  out.nullable(std::optional<std::int64_t>(7));
  out.texts(std::vector<std::string>{"a", ""});
  out.flags(std::vector<bool>{false, true});
  out.numbers(std::vector<std::int64_t>{kLarge});
  return out.rows();
}

TEST(RowBinaryTest, what_is_written_is_read) {
  const std::string rows = written();
  RowBinaryReader in(rows);
  EXPECT_EQ(in.text(), std::string(300, 'x'));
  EXPECT_EQ(in.number<std::int64_t>(), kLarge);
  EXPECT_TRUE(in.flag());
  EXPECT_EQ(to_string(in.uuid()), "01234567-89ab-4cde-8f01-23456789abcd");
  EXPECT_EQ(in.nullable(), std::nullopt);
  EXPECT_EQ(in.nullable(), 7);
  EXPECT_EQ(in.texts(), (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(in.flags(), (std::vector<bool>{false, true}));
  EXPECT_EQ(in.numbers(), std::vector<std::int64_t>{kLarge});
  EXPECT_TRUE(in.is_at_end());
  EXPECT_FALSE(in.is_broken());
}

TEST(RowBinaryTest, what_is_cut_at_any_byte_is_broken) {
  const std::string rows = written();
  for (std::size_t end = 0; end < rows.size(); ++end) {
    RowBinaryReader in(std::string_view(rows).substr(0, end));
    in.text();
    in.number<std::int64_t>();
    in.flag();
    in.uuid();
    in.nullable();
    in.nullable();
    in.texts();
    in.flags();
    in.numbers();
    EXPECT_TRUE(in.is_broken()) << end;
    EXPECT_TRUE(in.is_at_end()) << end;
  }
}

TEST(RowBinaryTest, a_size_without_an_end_is_broken) {
  RowBinaryReader in("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  EXPECT_EQ(in.texts(), std::vector<std::string>());
  EXPECT_TRUE(in.is_broken());
}

}  // namespace
}  // namespace overt::clickhouse

// What every kind of store does alike. A further kind is one more line in kStoreKinds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/temporary_directory.h"
#include "store/store.h"
#include "support/store_kinds.h"

namespace overt {
namespace {

using ::testing::ElementsAre;
using testing::StoreKind;

// Numbers up to 65,535 give runs of their own.
Row row(std::uint16_t number) {
  Row row;
  row.app = "git";
  row.received_ms = 1'700'000'000'123;
  row.ts_ms = 1'700'000'000'000 + number;
  row.execution_id.bytes[14] = static_cast<std::uint8_t>(number >> 8U);
  row.execution_id.bytes[15] = static_cast<std::uint8_t>(number);
  row.command = "git commit";
  row.event_type = "CommandStarted";
  return row;
}

class StoreConformance : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (!GetParam().can_be_had()) GTEST_SKIP() << testing::kNoClickhouseServer;
    reopen();
  }

  void reopen() {
    store_.reset();
    auto opened = GetParam().open(directory_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
  }

  std::vector<std::vector<Cell>> rows(const std::string& sql,
                                      const QueryParameters& parameters = {}) {
    const auto answer = store_->query(GetParam().sql(sql), parameters);
    EXPECT_TRUE(answer.ok()) << (answer ? "" : answer.error().message);
    return answer ? answer->rows : std::vector<std::vector<Cell>>();
  }

  Cell value(const std::string& sql, const QueryParameters& parameters = {}) {
    const auto answer = rows(sql, parameters);
    EXPECT_EQ(answer.size(), 1U);
    return answer.empty() ? Cell() : answer[0].at(0);
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreConformance, begins_empty_at_position_zero) {
  EXPECT_EQ(*store_->position(), 0);
  EXPECT_EQ(value("SELECT count(*) FROM event"), Cell(std::int64_t{0}));
}

TEST_P(StoreConformance, keeps_rows_and_position_when_it_is_opened_again) {
  const Row loaded[] = {row(1), row(2)};
  ASSERT_TRUE(store_->load(loaded, 17).ok());
  reopen();
  EXPECT_EQ(*store_->position(), 17);
  EXPECT_EQ(value("SELECT count(*) FROM event"), Cell(std::int64_t{2}));
}

TEST_P(StoreConformance, moves_the_position_without_rows) {
  ASSERT_TRUE(store_->load({}, 5).ok());
  EXPECT_EQ(*store_->position(), 5);
}

TEST_P(StoreConformance, keeps_every_column_of_a_row) {
  Row full = row(1);
  full.execution_id = parse_uuid("835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5").value_or(Uuid());
  full.event_type = "CommandExited";
  full.project = 0xFFFFFFFFFFFFFFFFU;
  full.user = 0xFFFFFFFFFFFFFFFEU;
  full.schema_version = 2;
  full.os = "linux";
  full.arch = "amd64";
  full.version = "v1.2.3";
  full.group_channel = "1.2 stable";
  full.ci = true;
  full.ci_name = "gitlab";
  full.exit_code = 130;
  full.duration_ms = 10827;
  ASSERT_TRUE(store_->load({&full, 1}, 1).ok());
  const auto answer = rows(
      "SELECT app, received_ms, ts_ms, day, CAST(execution_id AS VARCHAR), "
      "CAST(project AS VARCHAR), CAST(user_id AS VARCHAR), command, event_type, schema_version, "
      "os, arch, version, "
      "group_channel, ci, ci_name, exit_code, duration_ms FROM event");
  ASSERT_EQ(answer.size(), 1U);
  using Text = std::string;
  using Number = std::int64_t;
  EXPECT_EQ(answer[0],
            (std::vector<Cell>{Text("git"), Number{1'700'000'000'123}, Number{1'700'000'000'001},
                               Text("2023-11-14"), Text("835fde9b-fb4c-4a1b-8a7a-3a5b39d5b3d5"),
                               Text("18446744073709551615"), Text("18446744073709551614"),
                               Text("git commit"), Text("CommandExited"), Number{2}, Text("linux"),
                               Text("amd64"), Text("v1.2.3"), Text("1.2 stable"),
                               GetParam().is_clickhouse() ? Cell(Number{1}) : Cell(true),
                               Text("gitlab"), Number{130}, Number{10827}}));
}

TEST_P(StoreConformance, absent_numbers_are_null) {
  const Row loaded = row(1);
  ASSERT_TRUE(store_->load({&loaded, 1}, 1).ok());
  EXPECT_EQ(rows("SELECT exit_code, duration_ms FROM event"),
            (std::vector<std::vector<Cell>>{{Cell(), Cell()}}));
}

TEST_P(StoreConformance, day_is_in_utc_and_ends_before_midnight) {
  constexpr std::int64_t kMidnight = 1'700'006'400'000;  // 2023-11-15T00:00:00Z
  Row last = row(1);
  last.received_ms = kMidnight - 1;
  Row first = row(2);
  first.received_ms = kMidnight;
  const Row loaded[] = {last, first};
  ASSERT_TRUE(store_->load(loaded, 2).ok());
  EXPECT_EQ(
      rows("SELECT day FROM event ORDER BY received_ms"),
      (std::vector<std::vector<Cell>>{{std::string("2023-11-14")}, {std::string("2023-11-15")}}));
}

TEST_P(StoreConformance, option_lists_stay_with_their_row) {
  // More rows than one vector of a column store holds, with lists of every length from 0 to 2.
  constexpr std::size_t kRows = 5000;
  std::vector<Row> loaded;
  for (std::size_t i = 0; i < kRows; ++i) {
    loaded.push_back(row(static_cast<std::uint16_t>(i)));
    loaded[i].ts_ms = static_cast<std::int64_t>(i);
    for (std::size_t option = 0; option < i % 3; ++option) {
      loaded[i].options.push_back("option-" + std::to_string(i) + "-" + std::to_string(option));
      loaded[i].option_as_cli.push_back(option == 0);
      loaded[i].option_as_env.push_back(option == 1);
      loaded[i].option_counts.push_back(static_cast<std::int64_t>(i));
    }
  }
  ASSERT_TRUE(store_->load(loaded, 1).ok());
  const std::string wrong =
      "SELECT count(*) FROM event WHERE len(option_names) <> ts_ms % 3"
      " OR len(option_as_cli) <> ts_ms % 3 OR len(option_as_env) <> ts_ms % 3"
      " OR len(option_counts) <> ts_ms % 3"
      " OR (ts_ms % 3 = 2 AND (option_names[2] <> concat('option-', CAST(ts_ms AS VARCHAR), '-1')"
      " OR NOT option_as_cli[1] OR option_as_cli[2] OR option_as_env[1] OR NOT option_as_env[2]"
      " OR option_counts[1] <> ts_ms))";
  EXPECT_EQ(value(wrong), Cell(std::int64_t{0}));
  EXPECT_EQ(value("SELECT sum(len(option_names)) FROM event"), Cell(std::int64_t{4998 + 1}));
}

TEST_P(StoreConformance, parameters_stand_for_their_values) {
  Row other = row(2);
  other.app = "it's; DROP TABLE event";
  const Row loaded[] = {row(1), other};
  ASSERT_TRUE(store_->load(loaded, 2).ok());
  const std::string count =
      "SELECT count(*) FROM event WHERE ($app = '' OR app = $app) AND ts_ms >= $since_ms"
      " AND ts_ms < $now_ms";
  const auto counted = [&](const std::string& app, std::int64_t since, std::int64_t now) {
    return value(count, {{"app", app}, {"since_ms", since}, {"now_ms", now}, {"unused", app}});
  };
  constexpr std::int64_t kBase = 1'700'000'000'000;
  EXPECT_EQ(counted("", 0, kBase * 2), Cell(std::int64_t{2}));
  EXPECT_EQ(counted(other.app, 0, kBase * 2), Cell(std::int64_t{1}));
  EXPECT_EQ(counted("", kBase + 2, kBase * 2), Cell(std::int64_t{1}));
  EXPECT_EQ(counted("", 0, kBase + 2), Cell(std::int64_t{1}));
}

TEST_P(StoreConformance, names_its_columns) {
  const auto answer =
      store_->query(GetParam().sql("SELECT 1 AS one, 'x' AS text, 0.5::DOUBLE AS half"), {});
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(answer->columns, ElementsAre("one", "text", "half"));
  EXPECT_EQ(answer->rows[0], (std::vector<Cell>{std::int64_t{1}, std::string("x"), 0.5}));
}

TEST_P(StoreConformance, refuses_what_does_not_read) {
  for (const char* sql :
       {"DELETE FROM event", "DROP TABLE event", "SELECT 1; SELECT 2", "SELECT FROM WHERE",
        "SELECT no_such_column FROM event", "ATTACH '/tmp/other' AS other", ""}) {
    EXPECT_FALSE(store_->query(sql, {}).ok()) << sql;
  }
}

TEST_P(StoreConformance, reads_whole_loads_while_loading) {
  constexpr std::size_t kRowsALoad = 100;
  std::jthread loader([&] {
    for (std::int64_t position = 1; position <= 30; ++position) {
      std::vector<Row> loaded;
      for (std::size_t i = 0; i < kRowsALoad; ++i) {
        loaded.push_back(row(static_cast<std::uint16_t>(position * 100 + static_cast<int>(i))));
      }
      EXPECT_TRUE(store_->load(loaded, position).ok());
    }
  });
  if (GetParam().is_clickhouse()) {
    // It has no transactions, but a load is there at once.
    std::int64_t count = 0;
    while (count < 30 * std::int64_t{kRowsALoad}) {
      count = std::get<std::int64_t>(value("SELECT count(*) FROM event"));
      ASSERT_EQ(count % std::int64_t{kRowsALoad}, 0);
    }
    return;
  }
  std::int64_t position = 0;
  while (position < 30) {
    const auto answer = rows("SELECT count(*), (SELECT position FROM store_state) FROM event");
    ASSERT_EQ(answer.size(), 1U);
    position = std::get<std::int64_t>(answer[0][1]);
    ASSERT_EQ(answer[0][0], Cell(position * std::int64_t{kRowsALoad}));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreConformance, ::testing::ValuesIn(testing::kStoreKinds),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace overt

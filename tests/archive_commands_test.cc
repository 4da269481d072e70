// `overt store rebuild` and `overt project-id` as an operator runs them: on data of several days,
// beside a collector and without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "durable/archived_data.h"
#include "store/row.h"
#include "support/collector_process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

class ArchiveCommandsTest : public ArchivedDataTest {};

TEST_F(ArchiveCommandsTest, a_store_that_is_made_anew_answers_as_before) {
  collect(true);
  const std::string before = reports();
  std::filesystem::resize_file(data_ + "/store.duckdb", 5000);
  const Outcome rebuilt = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
  EXPECT_THAT(rebuilt.out, HasSubstr("from 5 days of the archive and 15 events of the inbox"));
  EXPECT_THAT(rebuilt.out, HasSubstr("store.duckdb.damaged-"));
  EXPECT_EQ(reports(), before);
}

TEST_F(ArchiveCommandsTest, a_store_is_not_made_anew_where_events_would_be_missing) {
  collect(true);
  const std::string before = reports();
  std::filesystem::remove_all(data_ + "/archive");
  const Outcome refused = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("events are in neither archive nor inbox"));
  EXPECT_EQ(reports(), before);
  EXPECT_EQ(overt({"store", "rebuild", "--data", data_, "--accept-missing"}).exit_code, 0);
}

TEST_F(ArchiveCommandsTest,
       a_day_that_is_not_as_it_was_written_is_told_and_stops_who_would_lose_it) {
  collect(true);
  const std::vector<std::string> doctor = {
      "doctor", "--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data", data_};
  EXPECT_THAT(overt(doctor).out, HasSubstr("archive      5 days, each as it was written"));
  std::string day;
  for (const auto& entry : std::filesystem::directory_iterator(data_ + "/archive")) {
    if (entry.path().extension() == ".parquet") day = entry.path();
  }
  std::string bytes = *read_file(day, kDataFileBytesMax);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file_atomically(day, bytes).ok());
  const Outcome sick = overt(doctor);
  EXPECT_EQ(sick.exit_code, 1);
  EXPECT_THAT(sick.out, HasSubstr(day + " is not as it was written"));
  const Outcome refused = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("1 files of the archive are damaged, the first is " + day));
}

TEST_F(ArchiveCommandsTest, a_checksum_that_is_damaged_costs_no_day) {
  collect(true);
  std::string day;
  for (const auto& entry : std::filesystem::directory_iterator(data_ + "/archive")) {
    if (entry.path().extension() == ".parquet") day = std::max(day, entry.path().string());
  }
  ASSERT_TRUE(write_file_atomically(day + ".sha256", "nothing of use\n").ok());
  const Outcome seen =
      overt({"doctor", "--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data", data_});
  EXPECT_THAT(seen.out, HasSubstr(day + " can be read, but its .sha256 holds no digest of it"));
  const Outcome forgotten = overt(
      {"forget", "--app", "git", "--project", "https://example.com/other.git", "--data", data_});
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err;
  EXPECT_THAT(forgotten.out, HasSubstr(R"("damagedDays":0)"));
  EXPECT_TRUE(std::filesystem::exists(day));
  const Outcome rebuilt = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
  EXPECT_THAT(rebuilt.err, HasSubstr("the .sha256 of " + day + " holds no digest of it"));
}

TEST_F(ArchiveCommandsTest, nothing_is_done_to_files_that_a_collector_has) {
  collect(true);
  CollectorProcess collector(
      OVERT_PROGRAM, {"--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data", data_});
  ASSERT_NE(collector.admin_port(), 0) << collector.log();
  for (const auto& command :
       {std::vector<std::string>{"store", "rebuild", "--data", data_},
        std::vector<std::string>{"forget", "--app", "git", "--project", kUrl, "--data", data_}}) {
    const Outcome refused = overt(command);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("another overt has it"));
  }
  EXPECT_EQ(collector.end_by(SIGTERM), 0);
}

TEST_F(ArchiveCommandsTest, every_way_to_clone_a_project_has_one_id_and_a_path_has_none) {
  EXPECT_EQ(overt({"project-id", "git@example.com:group/project.git"}).out, id_ + "\n");
  const Outcome kept = overt({"project-id", kUrl, "--data", data_});
  EXPECT_THAT(kept.out, HasSubstr("kept as     " + pepper_->key(id_) + "\n"));
  EXPECT_THAT(kept.out, HasSubstr(std::to_string(number_of_id(pepper_->key(id_)))));
  const Outcome path = overt({"project-id", "/home/me/project"});
  EXPECT_EQ(path.exit_code, 2);
  EXPECT_THAT(path.err, HasSubstr("neither a URL"));
  const Outcome nowhere = overt({"project-id", kUrl, "--data", directory_.path()});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("there is no "));
}

}  // namespace
}  // namespace overt::testing

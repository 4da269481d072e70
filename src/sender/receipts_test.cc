#include "sender/receipts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr std::size_t kReadBytesMax = 2 * kReceiptsBytesMax;

Receipt some_receipt() {
  return {.time_ms = 1'700'000'000'000,
          .taken_ms = 1'699'999'999'000,
          .begin = {.segment = 1, .offset = 10},
          .end = {.segment = 2, .offset = 20},
          .count = 3,
          .endpoint = "https://telemetry.example/v1/traces",
          .status = 200,
          .why = "command: not in the contract",
          .rejected = 1,
          .too_old = 2,
          .not_in_contract = 3,
          .not_events = 4,
          .lost = 5,
          .body_sha256 = "00ff"};
}

class ReceiptsFile : public ::testing::Test {
 protected:
  static std::string content(const std::string& path) { return *read_file(path, kReadBytesMax); }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("receipts.ndjson");
  std::string older_ = directory_.file("receipts.old.ndjson");
};

TEST_F(ReceiptsFile, a_receipt_is_one_line_that_can_be_read) {
  EXPECT_EQ(to_json(some_receipt()),
            R"({"ts":1700000000000,"taken":1699999999000,"begin":{"segment":1,"offset":10},)"
            R"("end":{"segment":2,"offset":20},"count":3,)"
            R"("endpoint":"https://telemetry.example/v1/traces","status":200,)"
            R"("why":"command: not in the contract","rejected":1,"tooOld":2,"notInContract":3,)"
            R"("notEvents":4,"lost":5,)"
            R"("bodySha256":"00ff"})"
            "\n");
}

TEST_F(ReceiptsFile, what_is_written_is_read) {
  const auto receipt = receipt_from_json(to_json(some_receipt()));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(to_json(*receipt), to_json(some_receipt()));
  // What a later version adds does no harm; what no receipt is without may not be missing.
  std::string line = to_json(some_receipt());
  EXPECT_TRUE(receipt_from_json(R"({"new":[1],)" + line.substr(1)));
  EXPECT_FALSE(receipt_from_json(line.replace(line.find("\"count\":3,"), 10, "")));
  EXPECT_FALSE(receipt_from_json("{}"));
}

TEST_F(ReceiptsFile, what_asks_to_retry_has_not_settled) {
  Receipt receipt = some_receipt();
  for (const int status : {0, 429, 502, 503, 504}) {
    receipt.status = status;
    EXPECT_FALSE(has_settled(receipt)) << status;
  }
  for (const int status : {200, 400, 404, 500}) {
    receipt.status = status;
    EXPECT_TRUE(has_settled(receipt)) << status;
  }
  receipt.status = 0;
  receipt.count = 0;
  EXPECT_TRUE(has_settled(receipt)) << "there was no request";
}

TEST_F(ReceiptsFile, of_both_files_the_receipts_are_read_and_other_lines_are_not) {
  const StateDirectory state{directory_.path()};
  ASSERT_TRUE(read_receipts(state));
  EXPECT_TRUE(read_receipts(state)->empty());
  Receipt newer = some_receipt();
  newer.time_ms += 1;
  ASSERT_TRUE(write_file_atomically(older_, to_json(some_receipt()) + "torn {\n"));
  ASSERT_TRUE(write_file_atomically(path_, to_json(newer)));
  const auto receipts = read_receipts(state);
  ASSERT_TRUE(receipts);
  ASSERT_EQ(receipts->size(), 2U);
  EXPECT_EQ(receipts->back().time_ms, newer.time_ms);
}

TEST_F(ReceiptsFile, lines_are_appended_over_several_runs) {
  for (int run = 0; run < 2; ++run) {
    auto receipts = Receipts::open(path_);
    ASSERT_TRUE(receipts);
    ASSERT_TRUE(receipts->append(some_receipt()));
  }
  EXPECT_EQ(content(path_), to_json(some_receipt()) + to_json(some_receipt()));
}

TEST_F(ReceiptsFile, the_file_is_its_owners_alone) {
  ASSERT_TRUE(Receipts::open(path_));
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ReceiptsFile, a_full_file_makes_room_and_the_one_before_it_goes) {
  const std::string line = to_json(some_receipt());
  const std::string full(kReceiptsBytesMax - line.size() - 1, 'x');
  ASSERT_TRUE(write_file_atomically(older_, "oldest\n"));
  ASSERT_TRUE(write_file_atomically(path_, full + "\n"));
  auto receipts = Receipts::open(path_);
  ASSERT_TRUE(receipts);
  ASSERT_TRUE(receipts->append(some_receipt()));
  EXPECT_EQ(content(path_), full + "\n" + line);  // exactly the limit
  EXPECT_EQ(content(older_), "oldest\n");
  ASSERT_TRUE(receipts->append(some_receipt()));
  EXPECT_EQ(content(path_), line);
  EXPECT_EQ(content(older_), full + "\n" + line);
}

TEST_F(ReceiptsFile, a_torn_line_does_not_spoil_the_next) {
  ASSERT_TRUE(write_file_atomically(path_, R"({"ts":17)"));
  auto receipts = Receipts::open(path_);
  ASSERT_TRUE(receipts->append(some_receipt()));
  EXPECT_EQ(content(path_), "{\"ts\":17\n" + to_json(some_receipt()));
}

TEST_F(ReceiptsFile, a_symlink_and_a_fifo_are_errors) {
  const std::string elsewhere = directory_.file("elsewhere");
  std::filesystem::create_symlink(elsewhere, path_);
  EXPECT_THAT(Receipts::open(path_).error().message, HasSubstr(path_));
  EXPECT_FALSE(std::filesystem::exists(elsewhere));
  ASSERT_EQ(::mkfifo(directory_.file("fifo.ndjson").c_str(), 0600), 0);
  EXPECT_THAT(Receipts::open(directory_.file("fifo.ndjson")).error().message,
              EndsWith("not a regular file"));
}

}  // namespace
}  // namespace overt

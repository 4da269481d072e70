#include "cli/event_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/temporary_directory.h"

namespace overt::cli {
namespace {

TEST(EventFilesTest, a_format_is_what_is_said_or_what_the_name_ends_in) {
  EXPECT_EQ(*file_format("a.parquet", ""), FileFormat::kParquet);
  EXPECT_EQ(*file_format("a.csv", ""), FileFormat::kCsv);
  EXPECT_EQ(*file_format("a.ndjson", ""), FileFormat::kNdjson);
  EXPECT_EQ(*file_format("a.jsonl", ""), FileFormat::kNdjson);
  EXPECT_EQ(*file_format("a.csv", "parquet"), FileFormat::kParquet);
  EXPECT_EQ(file_format("a.csv.gz", "").error().message,
            "a.csv.gz: does not end in .parquet, .csv or .ndjson; say which it is with --format");
}

class ContentDigestTest : public ::testing::Test {
 protected:
  Sha256 digest_of(const std::string& content) const {
    std::ofstream(path_) << content;
    const auto digest = content_digest(path_);
    EXPECT_TRUE(digest.ok());
    return digest ? *digest : Sha256{};
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("content");
};

// Parts of a mebibyte are digested one after the other.
TEST_F(ContentDigestTest, differs_by_every_byte_and_by_length) {
  const std::string part(std::size_t{1} << 20, 'a');
  const std::vector<std::string> contents = {"", "a", part, part + "a", part + part, "b" + part};
  for (std::size_t i = 0; i < contents.size(); ++i) {
    for (std::size_t k = 0; k < contents.size(); ++k) {
      EXPECT_EQ(digest_of(contents[i]) == digest_of(contents[k]), i == k) << i << " " << k;
    }
  }
}

TEST_F(ContentDigestTest, is_an_error_of_what_is_no_file) {
  EXPECT_FALSE(content_digest(path_).ok());
  EXPECT_FALSE(content_digest(directory_.path()).ok());
}

TEST_F(ContentDigestTest, a_log_is_known_by_its_first_line) {
  std::ofstream(path_) << R"({"app":"git","received_ms":1})";
  EXPECT_FALSE(holds_log_lines(path_));
  std::ofstream(path_) << R"({"ts":1,"executionID":"1c1027b6-7603-4544-8539-a1a53d9fda4a",)"
                       << R"("userID":"","projectID":"","command":"git","attributes":{},)"
                       << R"("eventType":"CommandStarted","eventData":{},"schemaVersion":2})";
  EXPECT_TRUE(holds_log_lines(path_));
  std::ofstream(path_) << "";
  EXPECT_FALSE(holds_log_lines(path_));
}

}  // namespace
}  // namespace overt::cli

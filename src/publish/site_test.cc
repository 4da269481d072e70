#include "publish/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "store/exchange.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class SiteTest : public ::testing::Test {
 protected:
  static Publication month(int number) {
    Publication month{
        .app = "git", .month = {.year = 2026, .number = number}, .k = 50, .tables = {}};
    month.tables = {{.name = "all", .rows = {{.name = "", .projects = 60, .runs = 100 + number}}},
                    {.name = "commands",
                     .rows = {{.name = "=cmd,\"x\"", .projects = 60, .runs = 99, .ended = 90}}}};
    return month;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> files;
    for (const auto& file : fs::recursive_directory_iterator(path_)) {
      if (file.is_regular_file()) files.push_back(fs::relative(file.path(), path_).string());
    }
    return files;
  }

  std::string error_of(const std::string& app, std::int64_t k) const {
    const auto months = read_site(path_, app, k);
    return months ? "" : months.error().message;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("public");
};

TEST_F(SiteTest, a_month_is_added_to_those_before) {
  ASSERT_TRUE(write_site(path_, *read_site(path_, "git", 50), month(10), parquet_of_csv).ok());
  ASSERT_TRUE(write_site(path_, *read_site(path_, "git", 50), month(9), parquet_of_csv).ok());
  EXPECT_THAT(files(),
              UnorderedElementsAre("index.html", "index.ru.html", "2026-09.html", "2026-09.ru.html",
                                   "style.css", "data/overt.json", "data/2026-09.json",
                                   "data/2026-09.csv", "data/2026-09.parquet", "data/2026-10.json",
                                   "data/2026-10.csv", "data/2026-10.parquet"));
  EXPECT_EQ(*read_site(path_, "git", 50), (std::vector{month(9), month(10)}));
  for (const std::string& file : files()) {
    struct stat status = {};
    ASSERT_EQ(::stat((path_ + "/" + file).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0644U) << file << " is for a web server to read";
  }
  EXPECT_THAT(*read_file(path_ + "/data/2026-10.csv", 10'000),
              HasSubstr("2026-10,commands,\"'=cmd,\"\"x\"\"\",60,99,90,,,\n"));
}

TEST_F(SiteTest, another_ones_directory_is_left_alone) {
  EXPECT_EQ(error_of("git", 50), "") << "not there";
  fs::create_directories(path_);
  EXPECT_EQ(error_of("git", 50), "") << "empty";
  ASSERT_TRUE(write_file_atomically(path_ + "/letter.txt", "Dear friend").ok());
  EXPECT_EQ(error_of("git", 50),
            path_ +
                " holds something that was not published by overt; name a directory that is "
                "empty or not there");
  EXPECT_THAT(files(), UnorderedElementsAre("letter.txt"));
  fs::remove(path_ + "/letter.txt");
  ASSERT_TRUE(write_site(path_, {}, month(10), parquet_of_csv).ok());
  EXPECT_THAT(error_of("werf", 50),
              HasSubstr(R"(of another tool or for another k ({"app":"git","k":50}))"));
  EXPECT_THAT(error_of("git", 20), HasSubstr("could be subtracted from each other"));
  EXPECT_EQ(error_of("git", 50), "");
}

TEST_F(SiteTest, what_is_not_whole_does_not_count_and_is_written_again) {
  const auto fails = [](const std::string&, const std::string&) {
    return Status(Error{"disk full"});
  };
  const Status written = write_site(path_, {}, month(10), fails);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().message, "disk full");
  EXPECT_TRUE(read_site(path_, "git", 50)->empty());
  ASSERT_TRUE(write_site(path_, {}, month(10), parquet_of_csv).ok());
  EXPECT_EQ(read_site(path_, "git", 50)->size(), 1U);
}

TEST_F(SiteTest, a_damaged_month_is_named) {
  ASSERT_TRUE(write_site(path_, {}, month(10), parquet_of_csv).ok());
  ASSERT_TRUE(write_file_atomically(path_ + "/data/2026-10.json", "{").ok());
  EXPECT_EQ(error_of("git", 50), path_ + "/data/2026-10.json: it is no publication");
}

}  // namespace
}  // namespace overt

#include "client/keep_contract.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

class KeepContract : public ::testing::Test {
 protected:
  ino_t inode() const {
    struct stat status{};
    EXPECT_EQ(::stat(state_.contract().c_str(), &status), 0);
    return status.st_ino;
  }
  std::string kept() const { return *read_file(state_.contract(), 100); }

  testing::TemporaryDirectory directory_;
  StateDirectory state_{directory_.path()};
};

TEST_F(KeepContract, it_stands_beside_the_log) {
  keep_contract(state_, "app = \"a\"\n");
  EXPECT_EQ(kept(), "app = \"a\"\n");
}

TEST_F(KeepContract, the_same_one_is_left_as_it_is) {
  keep_contract(state_, "one");
  const ino_t before = inode();
  keep_contract(state_, "one");
  EXPECT_EQ(inode(), before);
}

TEST_F(KeepContract, another_one_replaces_it) {
  for (const char* text : {"one", "two", "longer", "s", ""}) {
    keep_contract(state_, text);
    EXPECT_EQ(kept(), text);
  }
}

TEST_F(KeepContract, a_run_looks_at_the_length_alone) {
  keep_contract_of_other_size(state_, "one");
  EXPECT_EQ(kept(), "one") << "there was none";
  keep_contract_of_other_size(state_, "longer");
  EXPECT_EQ(kept(), "longer");
  keep_contract_of_other_size(state_, "as new");
  EXPECT_EQ(kept(), "longer");
}

TEST_F(KeepContract, a_limit_of_file_sizes_is_no_end_of_the_tool) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  keep_contract(state_, "longer than that");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path())) << "half a contract is none";
}

TEST_F(KeepContract, what_stands_where_the_new_one_is_written_is_not_written_into) {
  const std::string foreign = directory_.file("foreign");
  ASSERT_TRUE(write_file_atomically(foreign, "theirs"));
  const std::string new_one = state_.contract() + ".new." + std::to_string(::getpid());
  std::filesystem::create_hard_link(foreign, new_one);
  keep_contract(state_, "ours");
  EXPECT_EQ(*read_file(foreign, 100), "theirs");
  EXPECT_EQ(kept(), "ours");
}

}  // namespace
}  // namespace overt

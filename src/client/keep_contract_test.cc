#include "client/keep_contract.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

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

}  // namespace
}  // namespace overt

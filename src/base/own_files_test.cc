#include "base/own_files.h"

#include <gtest/gtest.h>

#include <string>

#include "base/move_aside.h"

namespace overt {
namespace {

constexpr std::int64_t kMoment = 1'700'000'000'123;  // 2023-11-14T22:13:20Z

TEST(BehindNameAside, knows_what_name_aside_makes_and_what_stands_behind_it) {
  const std::string name = name_aside("store", kMoment);
  for (const char* rest : {"", ".wal", "-wal", "-shm", ".gz", "-of-june"}) {
    EXPECT_EQ(behind_name_aside(name + rest, "store"), rest);
    EXPECT_EQ(behind_name_aside(name + "-2" + rest, "store"), rest);
    EXPECT_EQ(behind_name_aside(name + "-17" + rest, "store"), rest);
  }
}

TEST(BehindNameAside, knows_why) {
  const std::string name = name_aside("store", kMoment, "migrated");
  EXPECT_EQ(name, "store.migrated-20231114T221320Z");
  EXPECT_EQ(behind_name_aside(name + "-2", "store", "migrated"), "");
  EXPECT_EQ(behind_name_aside(name, "store"), std::nullopt);
}

TEST(BehindNameAside, knows_no_other_name) {
  const std::string name = name_aside("store", kMoment);
  for (const std::string& other :
       {std::string("store"), std::string("store.bak"), std::string("store.damaged-"),
        std::string("store.damaged-2023"), name.substr(0, name.size() - 1),
        std::string("store.damaged-20231114T22132xZ"),
        std::string("store.damaged-2023-11-14T2213Z"), "a" + name, std::string()}) {
    EXPECT_EQ(behind_name_aside(other, "store"), std::nullopt) << other;
  }
  EXPECT_EQ(behind_name_aside(name, "inbox"), std::nullopt);
}

}  // namespace
}  // namespace overt

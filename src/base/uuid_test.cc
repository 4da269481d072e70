#include "base/uuid.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace overt {
namespace {

class AllOnes final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, 0xFF); }
};

TEST(Uuid, a_random_one_carries_version_4_and_its_variant) {
  AllOnes random;
  EXPECT_EQ(to_string(random_uuid(random)), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(Uuid, two_random_ones_differ) {
  SystemRandom random;
  EXPECT_NE(random_uuid(random), random_uuid(random));
}

TEST(Uuid, text_is_read_back) {
  const std::string text = "2f75d020-684e-4224-9013-35e95e1b7721";
  ASSERT_TRUE(parse_uuid(text));
  EXPECT_EQ(to_string(*parse_uuid(text)), text);
  EXPECT_EQ(parse_uuid("2F75D020-684E-4224-9013-35E95E1B7721"), parse_uuid(text));
}

TEST(Uuid, any_other_form_is_refused) {
  for (const char* text :
       {"", "2f75d020684e4224901335e95e1b7721", "2f75d020-684e-4224-9013-35e95e1b772",
        "2f75d020-684e-4224-901335e95e1b7-721", "{2f75d020-684e-4224-9013-35e95e1b7721}",
        "2f75d020-684e-4224-9013-35e95e1b772g"}) {
    EXPECT_FALSE(parse_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace overt

#include "contract/closed_text.h"

#include <gtest/gtest.h>

#include <string>

namespace overt {
namespace {

TEST(ClosedText, a_uuid_is_lower_case_hex_in_five_groups) {
  const std::string uuid = "2f75d020-684e-4224-9013-35e95e1b7721";
  EXPECT_TRUE(kUuidPattern.matches(uuid));
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    std::string other = uuid;
    other[i] = 'G';
    EXPECT_FALSE(kUuidPattern.matches(other)) << i;
  }
  EXPECT_FALSE(kUuidPattern.matches(uuid + "0"));
  EXPECT_FALSE(kUuidPattern.matches(uuid.substr(1)));
}

TEST(ClosedText, a_sha256_is_64_digits) {
  EXPECT_TRUE(kSha256Pattern.matches(std::string(64, 'f')));
  EXPECT_FALSE(kSha256Pattern.matches(std::string(63, 'f')));
  EXPECT_FALSE(kSha256Pattern.matches(std::string(65, 'f')));
  EXPECT_FALSE(kSha256Pattern.matches(std::string(64, 'F')));
  EXPECT_FALSE(kSha256Pattern.matches(""));
}

TEST(ClosedText, only_types_of_a_form_have_a_pattern) {
  constexpr Pattern kOwn("a", 1);
  EXPECT_EQ(pattern_of({.type = FieldType::kPattern, .pattern = &kOwn}), &kOwn);
  EXPECT_EQ(pattern_of({.type = FieldType::kVersion}), &kVersionPattern);
  EXPECT_EQ(pattern_of({.type = FieldType::kEnum}), nullptr);
}

}  // namespace
}  // namespace overt

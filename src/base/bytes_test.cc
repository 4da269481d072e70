#include "base/bytes.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(Bytes, hex_has_two_lower_case_digits_a_byte) {
  EXPECT_EQ(to_hex(Bytes<4>{0x00, 0x0F, 0xA0, 0xFF}), "000fa0ff");
  EXPECT_EQ(to_hex(Bytes<0>{}), "");
}

TEST(Bytes, hex_of_either_case_is_read) {
  EXPECT_EQ(bytes_from_hex<3>("aBcDeF"), (Bytes<3>{0xAB, 0xCD, 0xEF}));
}

TEST(Bytes, text_of_another_length_or_alphabet_is_not_hex) {
  EXPECT_FALSE(bytes_from_hex<2>("abc"));
  EXPECT_FALSE(bytes_from_hex<2>("abcde"));
  EXPECT_FALSE(bytes_from_hex<2>("ab g"));
  EXPECT_FALSE(bytes_from_hex<1>("-1"));
}

}  // namespace
}  // namespace overt

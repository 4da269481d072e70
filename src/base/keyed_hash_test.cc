#include "base/keyed_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace overt {
namespace {

TEST(KeyedHash, gives_what_hmac_sha256_gives_each_time) {
  for (const std::size_t key_bytes : {0U, 32U, 64U, 65U, 131U}) {
    const std::vector<std::uint8_t> key(key_bytes, 0xAA);
    const KeyedHash hash(key);
    for (const std::size_t size : {0U, 24U, 55U, 56U, 64U, 1000U}) {
      const std::string text(size, 'x');
      EXPECT_EQ(hash.of(text), hmac_sha256(key, text)) << key_bytes << " " << size;
    }
  }
}

}  // namespace
}  // namespace overt

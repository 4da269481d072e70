#include "base/keyed_hash.h"

#include <gtest/gtest.h>

#include <vector>

namespace overt {
namespace {

// RFC 4231, test cases 2 (a short key) and 6 (a key longer than a block).
TEST(KeyedHash, hmac_sha256_gives_the_vectors_of_rfc_4231) {
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::vector<std::uint8_t> long_key(131, 0xAA);
  EXPECT_EQ(to_hex(hmac_sha256(long_key, "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace overt

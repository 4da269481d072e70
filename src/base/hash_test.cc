#include "base/hash.h"

#include <gtest/gtest.h>
#include <sodium/crypto_hash_sha256.h>

#include <string>

namespace overt {
namespace {

Sha256 sodium_sha256(const std::string& text) {
  Sha256 digest;
  crypto_hash_sha256(digest.data(), as_bytes(text).data(), text.size());
  return digest;
}

TEST(Hash, sha256_gives_the_vectors_of_fips_180_4) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Every place in a block at which a text can end, with all bytes that there are.
TEST(Hash, sha256_is_that_of_libsodium_for_texts_of_any_length) {
  std::string text;
  for (int i = 0; i < 600; ++i) {
    ASSERT_EQ(sha256(text), sodium_sha256(text)) << text.size() << " bytes";
    text += static_cast<char>(i * 7 + i / 256);
  }
}

}  // namespace
}  // namespace overt

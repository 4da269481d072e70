#include "collector/pepper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "base/hash.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

class PepperTest : public ::testing::Test {
 protected:
  Result<Pepper> open() { return Pepper::open_or_make(path_, random_); }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("pepper");
  SystemRandom random_;
};

TEST_F(PepperTest, is_made_once_with_32_bytes_for_its_owner_alone) {
  const auto first = open();
  ASSERT_TRUE(first);
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(status.st_size, 32);
  EXPECT_EQ(open()->key("id"), first->key("id"));
}

TEST_F(PepperTest, who_looks_for_an_id_makes_none) {
  const auto missing = Pepper::open(path_);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("there is no " + path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto made = open();
  EXPECT_EQ(Pepper::open(path_)->key("id"), made->key("id"));
}

TEST_F(PepperTest, two_peppers_key_one_id_differently) {
  const auto first = open();
  path_ = directory_.file("other");
  EXPECT_NE(open()->key("id"), first->key("id"));
}

TEST_F(PepperTest, the_key_of_an_id_is_its_hmac_in_hex) {
  const Bytes<32> secret{1, 2, 3};
  EXPECT_EQ(Pepper(secret).key("id"), to_hex(hmac_sha256(secret, "id")));
}

TEST_F(PepperTest, an_empty_id_stays_empty) {
  Event event;
  event.project_id = "project";
  Pepper(Bytes<32>{}).key_ids(event);
  EXPECT_EQ(event.user_id, "");
  EXPECT_EQ(event.project_id, Pepper(Bytes<32>{}).key("project"));
}

TEST_F(PepperTest, identities_are_equal_after_if_and_only_if_they_were_before) {
  const Pepper pepper(Bytes<32>{1});
  const SpanIdentity identity{.trace_id = {1}, .span_id = {2}};
  SpanIdentity other_trace = identity;
  SpanIdentity other_span = identity;
  other_trace.trace_id[15] = 1;
  other_span.span_id[7] = 1;
  EXPECT_EQ(pepper.key(identity), pepper.key(identity));
  EXPECT_NE(pepper.key(identity), identity);
  EXPECT_NE(pepper.key(identity), pepper.key(other_trace));
  EXPECT_NE(pepper.key(identity), pepper.key(other_span));
}

TEST_F(PepperTest, a_file_of_another_size_is_never_replaced) {
  for (const std::size_t size : {0U, 31U, 33U}) {
    ASSERT_TRUE(write_file_atomically(path_, std::string(size, 'x')));
    EXPECT_FALSE(open()) << size;
    EXPECT_EQ(read_file(path_, 100)->size(), size);
  }
}

TEST_F(PepperTest, a_file_that_others_may_read_is_refused) {
  ASSERT_TRUE(open());
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  EXPECT_THAT(open().error().message, HasSubstr("chmod 600 " + path_));
}

TEST_F(PepperTest, a_directory_that_is_not_there_is_an_error) {
  path_ = directory_.file("none/pepper");
  EXPECT_THAT(open().error().message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace overt

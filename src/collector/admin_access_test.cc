#include "collector/admin_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr char kToken[] = "0123456789abcdef";
const ListenAddress kLoopback{.ip = "127.0.0.1", .port = 4319};
const ListenAddress kPublic{.ip = "0.0.0.0", .port = 4319};

int status_of(const AdminAccess& access, std::string authorization,
              std::string host = "127.0.0.1") {
  const auto refusal = access.refuse(
      {.method = "GET", .host = std::move(host), .authorization = std::move(authorization)});
  return refusal ? refusal->status : 200;
}

TEST(AdminAccess, an_address_that_others_reach_needs_a_token) {
  EXPECT_TRUE(check_admin_access(kLoopback, ""));
  EXPECT_TRUE(check_admin_access({.ip = "::1", .port = 1}, ""));
  EXPECT_TRUE(check_admin_access(kPublic, kToken));
  for (const char* ip : {"0.0.0.0", "::", "10.0.0.1", "2001:db8::1"}) {
    const Status checked = check_admin_access({.ip = ip, .port = 1}, "");
    ASSERT_FALSE(checked) << ip;
    EXPECT_THAT(checked.error().message, ::testing::HasSubstr("--admin-token-file")) << ip;
  }
}

TEST(AdminAccess, only_the_whole_token_opens) {
  const AdminAccess access(kPublic, kToken);
  EXPECT_EQ(status_of(access, "Bearer 0123456789abcdef"), 200);
  EXPECT_EQ(status_of(access, "bearer 0123456789abcdef"), 200);
  for (const char* wrong :
       {"", "Bearer", "Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdef0",
        "Bearer 0123456789abcdeF", "Basic 0123456789abcdef", "0123456789abcdef"}) {
    EXPECT_EQ(status_of(access, wrong), 401) << wrong;
  }
}

TEST(AdminAccess, a_refusal_says_what_it_asks_for) {
  const auto refusal = AdminAccess(kPublic, kToken).refuse({.method = "GET"});
  ASSERT_TRUE(refusal);
  EXPECT_THAT(refusal->headers, ::testing::Contains(std::pair<std::string, std::string>(
                                    "WWW-Authenticate", R"(Bearer realm="overt")")));
}

TEST(AdminAccess, a_token_on_loopback_is_asked_for_as_well) {
  const AdminAccess access(kLoopback, kToken);
  EXPECT_EQ(status_of(access, ""), 401);
  EXPECT_EQ(status_of(access, "Bearer 0123456789abcdef"), 200);
  EXPECT_EQ(status_of(access, "Bearer 0123456789abcdef", "evil.example"), 403);
}

TEST(AdminAccess, other_machines_may_name_it_as_they_know_it) {
  const AdminAccess access(kPublic, kToken);
  EXPECT_EQ(status_of(access, "Bearer 0123456789abcdef", "collector.example"), 200);
}

TEST(AdminAccess, a_new_token_takes_the_place_of_the_old_one) {
  AdminAccess access(kPublic, kToken);
  access.set_token("fedcba9876543210");
  EXPECT_EQ(status_of(access, "Bearer 0123456789abcdef"), 401);
  EXPECT_EQ(status_of(access, "Bearer fedcba9876543210"), 200);
}

TEST(AdminAccess, without_a_token_nobody_on_a_public_address_may_ask) {
  EXPECT_EQ(status_of(AdminAccess(kPublic, ""), "Bearer "), 401);
  EXPECT_EQ(status_of(AdminAccess(kPublic, ""), ""), 401);
}

}  // namespace
}  // namespace overt

// TLS: the sender talks only to a server whose certificate it can check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/temporary_directory.h"
#include "sender/http.h"
#include "sender/test_tls_server.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::TlsServer;

constexpr std::int64_t kPatienceMs = 30'000;

TEST(HttpTls, a_server_whose_certificate_is_trusted_is_talked_to) {
  const testing::TemporaryDirectory directory;
  TlsServer server("IP:127.0.0.1");
  server.save_certificate(directory.file("ca.pem"));
  const auto got = curl_transport({.endpoint = server.endpoint(),
                                   .user_agent = "overt/1.2.3",
                                   .ca_file = directory.file("ca.pem")})
                       ->post("x", kPatienceMs);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_TRUE(server.was_told_anything());
}

TEST(HttpTls, a_server_whose_certificate_nobody_vouches_for_is_told_nothing) {
  TlsServer server("IP:127.0.0.1");
  const auto got = curl_transport({.endpoint = server.endpoint(), .user_agent = "overt/1.2.3"})
                       ->post("x", kPatienceMs);
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("certificate"));
  EXPECT_FALSE(server.was_told_anything());
}

TEST(HttpTls, a_certificate_for_another_name_is_not_enough) {
  const testing::TemporaryDirectory directory;
  TlsServer server("DNS:telemetry.example");
  server.save_certificate(directory.file("ca.pem"));
  EXPECT_FALSE(curl_transport({.endpoint = server.endpoint(),
                               .user_agent = "overt/1.2.3",
                               .ca_file = directory.file("ca.pem")})
                   ->post("x", kPatienceMs));
  EXPECT_FALSE(server.was_told_anything());
}

TEST(HttpTls, a_certificate_in_a_folder_of_the_users_is_trusted_beside_the_systems) {
  const testing::TemporaryDirectory directory;
  TlsServer server("IP:127.0.0.1");
  server.save_certificate_in(directory.path());
  const auto got = curl_transport({.endpoint = server.endpoint(),
                                   .user_agent = "overt/1.2.3",
                                   .ca_folder = directory.path()})
                       ->post("x", kPatienceMs);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_TRUE(server.was_told_anything());
}

TEST(HttpTls, a_certificate_that_has_expired_is_not_enough) {
  const testing::TemporaryDirectory directory;
  TlsServer server("IP:127.0.0.1", /*valid_s=*/-60);
  server.save_certificate(directory.file("ca.pem"));
  const auto got = curl_transport({.endpoint = server.endpoint(),
                                   .user_agent = "overt/1.2.3",
                                   .ca_file = directory.file("ca.pem")})
                       ->post("x", kPatienceMs);
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("certificate"));
  EXPECT_FALSE(server.was_told_anything());
}

}  // namespace
}  // namespace overt

#include "collector/listen_address.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(ListenAddress, an_address_and_a_port_are_read_and_written_alike) {
  for (const char* text : {"127.0.0.1:4318", "0.0.0.0:0", "[::1]:65535", "[::]:4318"}) {
    const auto address = parse_listen_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_string(*address), text);
  }
}

TEST(ListenAddress, anything_else_is_refused_with_an_example) {
  for (const char* text : {"", ":", "4318", ":4318", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:80x", "::1:4318", "[127.0.0.1]:4318",
                           "localhost:4318", "[::1:4318", "1.2.3:4318"}) {
    const auto address = parse_listen_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_NE(address.error().message.find("such as 127.0.0.1:4318"), std::string::npos) << text;
  }
}

TEST(ListenAddress, loopback_is_what_no_other_machine_can_reach) {
  for (const char* ip : {"127.0.0.1", "127.255.255.255", "::1"}) {
    EXPECT_TRUE(is_loopback({ip, 0})) << ip;
  }
  for (const char* ip : {"0.0.0.0", "126.255.255.255", "128.0.0.1", "10.0.0.1", "::", "::2"}) {
    EXPECT_FALSE(is_loopback({ip, 0})) << ip;
  }
}

}  // namespace
}  // namespace overt

#include "base/loopback_host.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(LoopbackHost, is_what_means_this_machine_whoever_is_asked) {
  for (const char* host : {"localhost", "127.0.0.1", "127.255.0.9", "[::1]"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
  for (const char* host : {"", "::1", "128.0.0.1", "126.255.255.255", "127.0.0.1.example",
                           "localhost.example", "[::2]", "127.0.0"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

}  // namespace
}  // namespace overt

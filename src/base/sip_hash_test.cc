#include "base/sip_hash.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// What ClickHouse 18.16 answers to SELECT sipHash64('…').
TEST(SipHash, is_that_of_clickhouse) {
  EXPECT_EQ(sip_hash(""), 2202906307356721367U);
  EXPECT_EQ(sip_hash("a"), 10863254463029944905U);
  EXPECT_EQ(sip_hash("git commit\nCommandStarted"), 16626331452118612724U);
}

}  // namespace
}  // namespace overt

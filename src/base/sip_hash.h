// A hash that databases know, too.
#pragma once

#include <cstdint>
#include <string_view>

namespace overt {

// SipHash-2-4 (Aumasson and Bernstein, 2012) under a key of zeros: ClickHouse's sipHash64().
std::uint64_t sip_hash(std::string_view data);

}  // namespace overt

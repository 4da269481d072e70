// The tables in Markdown that the measurements come to.
#pragma once

#include <span>
#include <string>

#include "measure.h"

namespace overt::bench {

// Of servers that take events. Ratios are to the first row of the peer.
std::string markdown(const Shape& shape, std::span<const Measured> rows);

// New TLS connections a second: of `overt`, which takes an event on each, and of servers that only
// shake hands.
std::string markdown_of_handshakes(const Measured& overt, std::span<const Measured> yardsticks);

}  // namespace overt::bench

// How many descriptors this process may have open.
#pragma once

#include <cstddef>

namespace overt {

// Raises the process's limit to what the system lets it have; returns what it is then.
std::size_t raise_descriptor_limit();

// Connections of a listener that go with so many descriptors: at most `wanted`, and at least one.
std::size_t connections_for(std::size_t descriptors, std::size_t wanted);

}  // namespace overt

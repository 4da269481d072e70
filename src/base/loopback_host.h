// Names and addresses that mean this machine.
#pragma once

#include <string_view>

namespace overt {

// Of the host of a URL, as it stands there: "localhost", 127.0.0.0/8 or "[::1]". By the name alone:
// one that only resolves to this machine today may lead elsewhere tomorrow.
bool is_loopback_host(std::string_view host);

}  // namespace overt

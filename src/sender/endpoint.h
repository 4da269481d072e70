// Where events may be sent to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

// A contract or a variable with more than this holds something else than an address; it also keeps
// every line of the receipts and the cursor short.
inline constexpr std::size_t kEndpointBytesMax = 1024;

// OTLP 1.11, "OTLP/HTTP Request": where a collector takes traces unless the address says otherwise.
inline constexpr std::string_view kDefaultTracesPath = "/v1/traces";

enum class EndpointSource {
  kContract,  // the maker of the tool chose it
  kUser,      // the user named it, by option or by variable
};

// The address to send to, without query and fragment, with kDefaultTracesPath if `url` has no path.
// https leads anywhere; http only to this machine (localhost, 127.0.0.0/8, ::1), or where the user
// says. An error for anything else, and for an address that carries a user name or a password.
Result<std::string> allowed_endpoint(std::string_view url, EndpointSource source);

}  // namespace overt

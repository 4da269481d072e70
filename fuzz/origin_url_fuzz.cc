// No URL breaks the split; where it has parts, both schemas have an id, and a URL written from the
// parts that name a project gives the same id as the first one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/origin_url.h"
#include "client/project_id.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHexDigits = 64;
  const std::string_view url(reinterpret_cast<const char*>(data), size);
  const auto parts = overt::split_origin_url(url);
  const bool has_id = parts && !url.empty();
  for (const int schema : {1, 2}) {
    if (overt::project_id(url, schema).size() != (has_id ? kHexDigits : 0)) std::abort();
  }
  if (!has_id) return 0;
  if (parts->protocol.empty() || parts->port < 0) std::abort();

  // A plain scp-like URL of the same host and path names the same project.
  const bool is_plain = !parts->host.empty() && !parts->path.empty() &&
                        parts->host.find_first_of(":@/ \t\n\f\r") == std::string::npos &&
                        parts->path.find_first_of(":@\\\n") == std::string::npos;
  if (!is_plain) return 0;
  const std::string scp = "git@" + parts->host + ":" + parts->path;
  if (scp.find("://") != std::string::npos) return 0;
  if (overt::project_id(scp, 2) != overt::project_id(url, 2)) std::abort();
  return 0;
}

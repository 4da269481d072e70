// What web/ was built to, as it was when the program was built: web/embed.mjs writes the list.
#pragma once

#include <string_view>
#include <vector>

namespace overt {

struct EmbeddedFile {
  std::string_view path;  // "/assets/index-1a2b3c4d.js"; the page itself is "/"
  std::string_view content_type;
  std::string_view gzip;  // its bytes, compressed
};

std::vector<EmbeddedFile> embedded_dashboard();

}  // namespace overt

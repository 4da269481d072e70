#include "cli/project_ids.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/printable.h"
#include "client/origin_url.h"
#include "client/project_id.h"

namespace overt::cli {

Result<std::vector<std::string>> project_ids_of(std::string_view url_or_id) {
  if (const auto id = bytes_from_hex<sizeof(Sha256)>(url_or_id)) {
    return std::vector<std::string>{to_hex(*id)};
  }
  const auto url = split_origin_url(url_or_id);
  if (!url || url->protocol == "file" || url->host.empty()) {
    return Error{fmt::format(
        "'{}' is neither a URL like https://example.com/group/project.git nor an id of 64 digits",
        printable(url_or_id))};
  }
  constexpr int kSchemaOfNormalisedIds = 2;
  constexpr int kSchemaOfIdsAsWritten = 1;
  return std::vector<std::string>{project_id(url_or_id, kSchemaOfNormalisedIds),
                                  project_id(url_or_id, kSchemaOfIdsAsWritten)};
}

}  // namespace overt::cli

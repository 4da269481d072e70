#include "client/project_id.h"

#include <optional>

#include "base/bytes.h"
#include "base/hash.h"
#include "client/origin_url.h"

namespace overt {
namespace {

constexpr std::string_view kSeparator = ":::";

std::string as_written(const OriginUrl& url) {
  std::string text = url.protocol;
  text.append(kSeparator).append(url.host);
  text.append(kSeparator).append(std::to_string(url.port));
  text.append(kSeparator).append(url.path);
  return text;
}

std::string normalised(const OriginUrl& url) {
  std::string_view path = url.path;
  path = path.substr(0, path.find('?'));
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  std::string text = url.host;
  text.append(kSeparator).append(path);
  return text;
}

}  // namespace

std::string project_id(std::string_view origin_url, int schema_version) {
  if (origin_url.empty()) return {};
  const std::optional<OriginUrl> url = split_origin_url(origin_url);
  if (!url) return {};
  return to_hex(sha256(schema_version == 1 ? as_written(*url) : normalised(*url)));
}

}  // namespace overt

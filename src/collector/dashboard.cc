#include "collector/dashboard.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/bytes.h"
#include "base/hash.h"
#include "collector/admin.h"
#include "collector/gzip.h"

namespace overt {
namespace {

constexpr std::string_view kPage = "/";
constexpr std::string_view kAssets = "/assets/";

// More than web/ may ever come to; a test of it asks for far less.
constexpr std::size_t kFileBytesMax = std::size_t{4} * 1024 * 1024;

// Nothing but what came with the page, from where it came: whatever a text of a tool could smuggle
// into it would find no script to run, no place to go and no frame to be in.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Takes what stands before the next `separator` off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return trimmed(part);
}

// A weight of nothing: "q=0", "q=0.000".
bool is_refusal(std::string_view parameter) {
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return false;
  return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

// RFC 9110, 13.1.2: one of a list, compared weakly.
bool has_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const std::string_view one = take_until(if_none_match, ',');
    if (one == etag || one == "*") return true;
  }
  return false;
}

// The name of what stands below /assets/ changes with its bytes, so it is good for ever.
std::string_view cache_control(std::string_view path) {
  return path == kPage ? "no-cache" : "public, max-age=31536000, immutable";
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view coding = take_until(accept_encoding, ',');
    const std::string_view name = take_until(coding, ';');
    if (name != "gzip" && name != "*") continue;
    return !is_refusal(take_until(coding, ';'));
  }
  return false;
}

Dashboard::Dashboard(std::vector<EmbeddedFile> files) {
  // As many bytes of the hash as nobody finds a second file for by accident.
  constexpr std::size_t kEtagDigits = 32;
  for (const EmbeddedFile& file : files) {
    // Weak: it is of the compressed and of the plain bytes alike.
    files_.push_back({.embedded = file,
                      .etag = "W/\"" + to_hex(sha256(file.gzip)).substr(0, kEtagDigits) + "\""});
  }
}

bool Dashboard::is_at(std::string_view path) { return path == kPage || path.starts_with(kAssets); }

HttpResponse Dashboard::file(const HttpRequest& request) const {
  const auto found = std::ranges::find(
      files_, request.path, [](const File& file) { return std::string(file.embedded.path); });
  if (found == files_.end()) return admin_error(request, 404, "there is nothing at this path");
  HttpResponse response{
      .status = 200,
      .content_type = std::string(found->embedded.content_type),
      .body = {},
      .headers = {{"Cache-Control", std::string(cache_control(request.path))},
                  {"Content-Security-Policy", std::string(kContentSecurityPolicy)},
                  {"Cross-Origin-Resource-Policy", "same-origin"},
                  {"ETag", found->etag},
                  {"Referrer-Policy", "no-referrer"},
                  {"Vary", "Accept-Encoding"},
                  {"X-Content-Type-Options", "nosniff"}}};
  if (has_etag(request.if_none_match, found->etag)) {
    response.status = 304;
  } else if (accepts_gzip(request.accept_encoding)) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = std::string(found->embedded.gzip);
  } else {
    auto plain = gunzip(found->embedded.gzip, kFileBytesMax);
    response.body = std::get<std::string>(std::move(plain));
  }
  return response;
}

}  // namespace overt

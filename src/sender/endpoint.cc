#include "sender/endpoint.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "base/loopback_host.h"

namespace overt {
namespace {

// The parser that judges is the one that later connects, so that both see the same host.
class Url {
 public:
  explicit Url(const std::string& text) {
    constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER;
    valid_ = url_ && curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), kFlags) == CURLUE_OK;
  }

  bool valid() const { return valid_; }

  // Empty if there is none.
  std::string get(CURLUPart part) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), part, &text, 0) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
  }

  void set(CURLUPart part, std::string_view text) {
    curl_url_set(url_.get(), part, std::string(text).c_str(), 0);
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_{curl_url(), &curl_url_cleanup};
  bool valid_ = false;
};

Error refused(std::string_view url, std::string_view why) {
  return Error{fmt::format("cannot send to '{}': {}", url, why)};
}

}  // namespace

Result<std::string> allowed_endpoint(std::string_view url, EndpointSource source) {
  if (url.size() > kEndpointBytesMax) {
    return Error{fmt::format("cannot send: the endpoint is over {} bytes", kEndpointBytesMax)};
  }
  // What is cut off here may be a secret; errors do not repeat it.
  const std::string_view address = url.substr(0, url.find_first_of("?#"));
  Url parsed{std::string(address)};
  if (!parsed.valid()) {
    // Not shown, because what is wrong with it may be a password.
    return Error{
        "cannot send: the endpoint is no address like https://host/v1/traces (it may hold no user "
        "name or password)"};
  }
  const std::string scheme = parsed.get(CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") {
    return refused(address, "only https and http are spoken");
  }
  if (scheme == "http" && source == EndpointSource::kContract &&
      !is_loopback_host(parsed.get(CURLUPART_HOST))) {
    return refused(address, "http is for this machine only; use https, or name it by --endpoint");
  }
  const std::string path = parsed.get(CURLUPART_PATH);
  if (path.empty() || path == "/") parsed.set(CURLUPART_PATH, kDefaultTracesPath);
  return parsed.get(CURLUPART_URL);
}

}  // namespace overt

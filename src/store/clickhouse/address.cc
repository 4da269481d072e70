#include "store/clickhouse/address.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <string_view>

#include "base/loopback_host.h"
#include "store/clickhouse.h"

namespace overt::clickhouse {
namespace {

constexpr std::string_view kExample = "such as https://overt@clickhouse.example:8443/overt";

// Names of databases and clusters stand in statements as they are.
constexpr std::size_t kNameBytesMax = 64;

bool is_name(std::string_view text) {
  constexpr std::string_view kCharacters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return !text.empty() && text.size() <= kNameBytesMax &&
         text.find_first_not_of(kCharacters) == std::string_view::npos;
}

class Url {
 public:
  // As libcurl itself will take it apart.
  bool set(const std::string& text) {
    return curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }

  // Empty if there is none.
  std::string get(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_{curl_url(), &curl_url_cleanup};
};

}  // namespace

Result<Address> parse_address(const std::string& text) {
  Url url;
  if (!url.set(text)) return Error{fmt::format("it is no URL, {}", kExample)};
  const std::string scheme = url.get(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    return Error{fmt::format("it begins with neither http:// nor https://, {}", kExample)};
  }
  if (!url.get(CURLUPART_PASSWORD).empty()) {
    return Error{"a password does not belong into it (name a file with store_password_file)"};
  }
  const std::string port = url.get(CURLUPART_PORT);
  Address address{
      .server = fmt::format(
          "{}://{}:{}", scheme, url.get(CURLUPART_HOST),
          port.empty() ? std::to_string(scheme == "https" ? kClickhouseTlsPort : kClickhousePort)
                       : port),
      .user = url.get(CURLUPART_USER, CURLU_URLDECODE),
      .database = url.get(CURLUPART_PATH),
      .cluster = "",
      .is_in_the_clear = scheme == "http" && !is_loopback_host(url.get(CURLUPART_HOST))};
  if (address.user.empty()) address.user = "default";
  address.database.erase(0, 1);
  if (!is_name(address.database)) {
    return Error{fmt::format(
        "its path is not the name of a database, letters, digits and _ only, {}", kExample)};
  }
  constexpr std::string_view kCluster = "cluster=";
  const std::string query = url.get(CURLUPART_QUERY);
  if (query.starts_with(kCluster)) address.cluster = query.substr(kCluster.size());
  if (!query.empty() && !is_name(address.cluster)) {
    return Error{"what stands behind its ? is not cluster=NAME"};
  }
  return address;
}

}  // namespace overt::clickhouse

namespace overt {

std::string problem_of_clickhouse_url(const std::string& url) {
  const auto address = clickhouse::parse_address(url);
  return address ? "" : address.error().message;
}

bool is_clickhouse_in_the_clear(const std::string& url) {
  const auto address = clickhouse::parse_address(url);
  return address && address->is_in_the_clear;
}

}  // namespace overt

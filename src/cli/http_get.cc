#include "cli/http_get.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string_view>

#include "base/loopback_host.h"
#include "cli/format.h"

namespace overt::cli {
namespace {

// How much of an answer that is not a report an error shows.
constexpr std::size_t kErrorBodyBytesMax = 200;

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
using Request = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

// Appends to the body; taking less than was given ends the transfer.
std::size_t take_body(const char* bytes, std::size_t /*always 1*/, std::size_t count,
                      std::string* body) {
  if (body->size() + count > kHttpBodyBytesMax) return 0;
  body->append(bytes, count);
  return count;
}

void set_options(CURL* request, const std::string& url, bool loopback, std::string* body) {
  curl_easy_setopt(request, CURLOPT_URL, url.c_str());
  curl_easy_setopt(request, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
  // A proxy has no way to this machine's own loopback.
  if (loopback) curl_easy_setopt(request, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(request, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(request, CURLOPT_TIMEOUT_MS, static_cast<long>(kHttpTimeoutMs));
  curl_easy_setopt(request, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kHttpConnectTimeoutMs));
  curl_easy_setopt(request, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(request, CURLOPT_WRITEDATA, body);
}

// Nothing if `url` may be asked.
std::optional<Error> refusal_of(const std::string& url, const Url& parsed) {
  const std::string scheme = part_of(parsed, CURLUPART_SCHEME);
  if (scheme == "https") return std::nullopt;
  if (scheme == "http" && is_loopback_host(part_of(parsed, CURLUPART_HOST))) return std::nullopt;
  return Error{fmt::format("cannot ask {}: use https, or http on this machine", printable(url))};
}

void set_post(CURL* request, const HttpPost& post, const Headers& headers) {
  curl_easy_setopt(request, CURLOPT_POSTFIELDS, post.body.data());
  curl_easy_setopt(request, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
  curl_easy_setopt(request, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(request, CURLOPT_TIMEOUT_MS, static_cast<long>(post.timeout_ms));
}

// GET without a `post`.
Result<HttpAnswer> perform(const std::string& url, const HttpPost* post, const std::string& token) {
  const Url parsed(curl_url(), curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return Error{
        fmt::format("cannot ask {}: not a URL like http://127.0.0.1:4319", printable(url))};
  }
  if (const auto refusal = refusal_of(url, parsed)) return *refusal;

  const Headers headers(
      post == nullptr ? nullptr
                      : curl_slist_append(nullptr, ("Content-Type: " + post->content_type).c_str()),
      curl_slist_free_all);
  const Request request(curl_easy_init(), curl_easy_cleanup);
  HttpAnswer answer;
  set_options(request.get(), url, is_loopback_host(part_of(parsed, CURLUPART_HOST)), &answer.body);
  if (post != nullptr) set_post(request.get(), *post, headers);
  if (!token.empty()) {
    curl_easy_setopt(request.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    curl_easy_setopt(request.get(), CURLOPT_XOAUTH2_BEARER, token.c_str());
  }
  if (const CURLcode code = curl_easy_perform(request.get()); code != CURLE_OK) {
    return Error{fmt::format("cannot ask {}: {}", printable(url), curl_easy_strerror(code))};
  }
  curl_easy_getinfo(request.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace

Result<std::string> http_get(const std::string& url, const std::string& token) {
  auto answer = perform(url, nullptr, token);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  const auto line = std::string_view(answer->body).substr(0, kErrorBodyBytesMax);
  return Error{fmt::format("{} answered {}: {}", printable(url), answer->status,
                           printable(line.substr(0, line.find('\n'))))};
}

Result<HttpAnswer> http_post(const std::string& url, const HttpPost& post,
                             const std::string& token) {
  return perform(url, &post, token);
}

std::string percent_encoded(std::string_view text) {
  char* encoded = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  if (encoded == nullptr) return {};
  std::string copy = encoded;
  curl_free(encoded);
  return copy;
}

}  // namespace overt::cli

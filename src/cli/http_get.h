// One HTTP request for something to show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt::cli {

// A report of every command of every tool is some hundred kilobytes.
inline constexpr std::size_t kHttpBodyBytesMax = 64U << 20;

// What a person would wait for an answer.
inline constexpr std::int64_t kHttpTimeoutMs = 60'000;
inline constexpr std::int64_t kHttpConnectTimeoutMs = 10'000;

// The body of a 200. `url` is https, or http on this machine's loopback; redirects are not
// followed. The error names the URL and says what was answered instead.
// `token`, where there is one, goes along as a bearer token.
Result<std::string> http_get(const std::string& url, const std::string& token = "");

struct HttpPost {
  std::string body;
  std::string content_type;
  std::int64_t timeout_ms = kHttpTimeoutMs;
};

struct HttpAnswer {
  long status = 0;
  std::string body;
};

// The same for a request with a body; any answer is one.
Result<HttpAnswer> http_post(const std::string& url, const HttpPost& post,
                             const std::string& token = "");

// `text` as it may stand in a query of a URL (RFC 3986, "Percent-Encoding").
std::string percent_encoded(std::string_view text);

}  // namespace overt::cli

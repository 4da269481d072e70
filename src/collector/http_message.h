// A request and a response as plain data: what handlers see and make. No library, no socket.
// Of a request's headers only those are kept that say whom it is for, by whose leave, how to read
// its body and what its answer may be: what is not kept cannot be stored or logged.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overt {

struct HttpRequest {
  std::string method;
  std::string path;   // as it was sent, up to the `?`
  std::string query;  // what follows the `?`
  std::string host;
  std::string authorization;
  std::string content_type;
  std::string content_encoding;
  std::string accept_encoding;
  std::string if_none_match;
  std::string cache_control;
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // besides those of body and connection
};

// Called once, from any thread.
using Respond = std::function<void(HttpResponse)>;

// Splits a request target at its `?`.
std::pair<std::string, std::string> split_target(std::string_view target);

// The value of the first parameter of that name in a query, percent-decoded; nothing if there is
// none. An escape that is broken stays as it is.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

// A media type without its parameters, in lower case: "application/json; charset=utf-8" is
// "application/json".
std::string media_type(std::string_view content_type);

}  // namespace overt

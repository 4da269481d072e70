// A request's body as it was before it was compressed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "collector/http_message.h"

namespace overt {

// Borrows from the request what was not compressed.
struct PlainBody {
  const std::string& sent;
  std::optional<std::string> inflated;

  std::string_view text() const { return inflated ? *inflated : sent; }
};

// Or the answer if there is none: 415 for a coding that is not gzip, 413 for what is over
// kHttpBodyBytesMax once inflated, 400 for what is not what it says it is.
std::variant<PlainBody, HttpResponse> plain_body(const HttpRequest& request);

// 415, with a header that says what would do.
HttpResponse unsupported(const HttpRequest& request, std::string_view message,
                         std::string_view header, std::string_view supported);

}  // namespace overt

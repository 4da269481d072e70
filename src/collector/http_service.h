// What an HTTP server serves: the decisions behind one listener.
#pragma once

#include <optional>
#include <string_view>

#include "collector/http_message.h"

namespace overt {

class HttpService {
 public:
  virtual ~HttpService() = default;

  // What is to be answered without reading the body, decided by the head alone; nothing if the
  // request is one for handle(). Threads: any.
  virtual std::optional<HttpResponse> refuse(const HttpRequest& head) const = 0;

  // Answers a whole request by one call of `respond`, now or later. Threads: any.
  virtual void handle(HttpRequest request, Respond respond) const = 0;

  // The body of a 4xx or 5xx that the server itself decides on, in this listener's form.
  virtual HttpResponse error(const HttpRequest& head, int status,
                             std::string_view message) const = 0;
};

}  // namespace overt

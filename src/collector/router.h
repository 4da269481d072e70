// Finds the handler for a method and a path; answers OPTIONS, 404 and 405 itself.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/http_service.h"

namespace overt {

class Router final : public HttpService {
 public:
  using Handler = std::function<void(HttpRequest, Respond)>;
  using ErrorResponse =
      std::function<HttpResponse(const HttpRequest& head, int status, std::string_view message)>;

  // What no route is even asked about, decided by the head alone.
  using Guard = std::function<std::optional<HttpResponse>(const HttpRequest& head)>;

  explicit Router(ErrorResponse error_response, Guard guard = nullptr)
      : error_response_(std::move(error_response)), guard_(std::move(guard)) {}

  // `path` is literal, or ends in `/*` for one more segment of any name. A route for GET also
  // answers HEAD. All routes are added before the first request.
  void add(std::string_view method, std::string_view path, Handler handler);

  std::optional<HttpResponse> refuse(const HttpRequest& head) const override;
  void handle(HttpRequest request, Respond respond) const override;
  HttpResponse error(const HttpRequest& head, int status, std::string_view message) const override;

 private:
  struct Route {
    std::string method;
    std::string path;
    Handler handler;
  };

  const Route* find(const HttpRequest& head) const;
  std::string allowed_methods(std::string_view path) const;

  ErrorResponse error_response_;
  Guard guard_;
  std::vector<Route> routes_;
};

}  // namespace overt

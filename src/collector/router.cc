#include "collector/router.h"

#include <cassert>

namespace overt {
namespace {

bool path_matches(std::string_view pattern, std::string_view path) {
  if (!pattern.ends_with("/*")) return path == pattern;
  const std::string_view parent = pattern.substr(0, pattern.size() - 1);
  if (!path.starts_with(parent)) return false;
  const std::string_view segment = path.substr(parent.size());
  return !segment.empty() && segment.find('/') == std::string_view::npos;
}

bool method_matches(std::string_view routed, std::string_view method) {
  return method == routed || (method == "HEAD" && routed == "GET");
}

}  // namespace

void Router::add(std::string_view method, std::string_view path, Handler handler) {
  routes_.push_back({std::string(method), std::string(path), std::move(handler)});
}

const Router::Route* Router::find(const HttpRequest& head) const {
  for (const Route& route : routes_) {
    if (method_matches(route.method, head.method) && path_matches(route.path, head.path)) {
      return &route;
    }
  }
  return nullptr;
}

std::string Router::allowed_methods(std::string_view path) const {
  std::string methods;
  for (const Route& route : routes_) {
    if (!path_matches(route.path, path)) continue;
    methods += route.method == "GET" ? "GET, HEAD, " : route.method + ", ";
  }
  if (!methods.empty()) methods += "OPTIONS";
  return methods;
}

std::optional<HttpResponse> Router::refuse(const HttpRequest& head) const {
  if (guard_) {
    if (auto refusal = guard_(head)) return refusal;
  }
  if (find(head) != nullptr) return std::nullopt;
  const std::string methods = allowed_methods(head.path);
  if (methods.empty()) return error(head, 404, "there is nothing at this path");
  if (head.method == "OPTIONS") return HttpResponse{.status = 204, .headers = {{"Allow", methods}}};
  // RFC 9110, 15.5.6: a 405 names the methods that would do.
  HttpResponse response = error(head, 405, "this path takes " + methods);
  response.headers.emplace_back("Allow", methods);
  return response;
}

void Router::handle(HttpRequest request, Respond respond) const {
  const Route* route = find(request);
  assert(route != nullptr && "refuse() comes first");
  route->handler(std::move(request), std::move(respond));
}

HttpResponse Router::error(const HttpRequest& head, int status, std::string_view message) const {
  return error_response_(head, status, message);
}

}  // namespace overt

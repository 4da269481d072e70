#include "collector/http_answer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <iterator>

namespace overt {

std::string to_wire(const HttpResponse& response, const AnswerForm& form) {
  namespace http = boost::beast::http;
  const auto reason =
      http::obsolete_reason(http::int_to_status(static_cast<unsigned int>(response.status)));
  std::string text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "HTTP/1.{} {} {}\r\n", form.is_http_1_0 ? 0 : 1, response.status,
                 fmt::string_view(reason.data(), reason.size()));
  // RFC 9110, 6.6.1: a server with a clock says what it shows.
  fmt::format_to(out, "Date: {:%a, %d %b %Y %H:%M:%S GMT}\r\n", fmt::gmtime(form.now));
  for (const auto& [name, value] : response.headers) fmt::format_to(out, "{}: {}\r\n", name, value);
  // RFC 9110, 8.6: a 204 has neither body nor length, and a 304 no length but that of the 200.
  constexpr int kNoContent = 204;
  constexpr int kNotModified = 304;
  const bool has_content = response.status != kNoContent && response.status != kNotModified;
  if (has_content) fmt::format_to(out, "Content-Type: {}\r\n", response.content_type);
  if (!form.keep_open && !form.is_http_1_0) text += "Connection: close\r\n";
  if (form.keep_open && form.is_http_1_0) text += "Connection: keep-alive\r\n";
  if (has_content) fmt::format_to(out, "Content-Length: {}\r\n", response.body.size());
  text += "\r\n";
  if (form.has_body) text += response.body;
  return text;
}

}  // namespace overt

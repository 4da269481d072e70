#include "collector/http_head.h"

#include <algorithm>

namespace overt {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// More digits than any length that is taken, and few enough for 64 bits.
constexpr std::size_t kLengthDigitsMax = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 9110, 5.6.2.
bool is_token(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kOthers.find(c) != std::string_view::npos;
}

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view value) {
  constexpr std::string_view kSpace = " \t";
  const auto first = value.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(kSpace) - first + 1);
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find(kLineEnd);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(line.size() + kLineEnd.size(), text.size()));
  return line;
}

// RFC 9112, 3: METHOD SP TARGET SP VERSION.
bool is_request_line(std::string_view line) {
  const auto method_end = line.find(' ');
  const auto target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || method_end == target_end) return false;
  const std::string_view method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string_view version = line.substr(target_end + 1);
  return !method.empty() && std::ranges::all_of(method, is_token) && !target.empty() &&
         std::ranges::all_of(target, is_visible) &&
         (version == "HTTP/1.1" || version == "HTTP/1.0");
}

// What decides where a request ends and whom it is for.
class Framing {
 public:
  // What is wrong with this field.
  std::optional<std::string_view> add(std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, "Content-Length")) {
      ++lengths_;
      const bool is_length = !value.empty() && value.size() <= kLengthDigitsMax &&
                             std::ranges::all_of(value, is_digit);
      if (!is_length) return "the Content-Length is not a number";
    } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
      ++codings_;
      if (!equal_ignoring_case(value, "chunked")) return "the Transfer-Encoding is not chunked";
    } else if (equal_ignoring_case(name, "Host")) {
      ++hosts_;
    }
    return std::nullopt;
  }

  // What is wrong with all of them together. RFC 9112, 3.2, 6.1 and 6.3.
  std::optional<std::string_view> fault(bool is_http_1_0) const {
    if (lengths_ + codings_ > 1) return "the request says more than once where it ends";
    if (codings_ > 0 && is_http_1_0) return "HTTP/1.0 has no Transfer-Encoding";
    if (hosts_ > 1 || (hosts_ == 0 && !is_http_1_0)) return "the request has not one Host";
    return std::nullopt;
  }

 private:
  int lengths_ = 0;
  int codings_ = 0;
  int hosts_ = 0;
};

}  // namespace

HeadScanner::Found HeadScanner::scan(std::string_view bytes) {
  while (seen_ < bytes.size()) {
    const Found found = step(bytes[seen_]);
    if (found == Found::kFault) return found;
    ++seen_;
    if (found == Found::kEnd) return found;
  }
  return Found::kMore;
}

HeadScanner::Found HeadScanner::step(char byte) {
  if (byte == '\n') {
    if (!after_return_) return Found::kFault;
    after_return_ = false;
    const bool is_empty = line_size_ == 0;
    line_size_ = 0;
    return is_empty ? Found::kEnd : Found::kMore;
  }
  if (after_return_) return Found::kFault;
  if (byte == '\r') {
    after_return_ = true;
    return Found::kMore;
  }
  const bool is_space = byte == ' ' || byte == '\t';
  const auto code = static_cast<unsigned char>(byte);
  if ((code < ' ' && byte != '\t') || byte == '\x7f' || (is_space && line_size_ == 0)) {
    return Found::kFault;
  }
  ++line_size_;
  return Found::kMore;
}

std::optional<std::string_view> fault_of_head(std::string_view head) {
  const std::string_view request_line = take_line(head);
  if (!is_request_line(request_line)) return "this is not a request of HTTP/1.1";
  Framing framing;
  for (auto line = take_line(head); !line.empty(); line = take_line(head)) {
    const auto colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon == std::string_view::npos || name.empty() || !std::ranges::all_of(name, is_token)) {
      return "a line of the head is not a field";
    }
    if (const auto fault = framing.add(name, trimmed(line.substr(colon + 1)))) return fault;
  }
  return framing.fault(request_line.ends_with("1.0"));
}

}  // namespace overt

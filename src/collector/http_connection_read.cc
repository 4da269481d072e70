// The half of HttpConnection that reads a request: its head, its body, and the limits of both.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <chrono>
#include <tuple>

#include "collector/http_connection.h"
#include "collector/http_head.h"

namespace overt {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// When so much of the bytes in flight is taken, those who have been sending for longest give way:
// there is always room for one who sends at once.
constexpr std::size_t hurry_at(std::size_t bytes_max) { return bytes_max - bytes_max / 4; }

HttpRequest head_of(const http::request<GrowingBody>& message) {
  HttpRequest head;
  head.method = std::string(message.method_string());
  std::tie(head.path, head.query) = split_target(message.target());
  head.host = std::string(message[http::field::host]);
  head.authorization = std::string(message[http::field::authorization]);
  head.content_type = std::string(message[http::field::content_type]);
  head.content_encoding = std::string(message[http::field::content_encoding]);
  head.accept_encoding = std::string(message[http::field::accept_encoding]);
  head.cache_control = std::string(message[http::field::cache_control]);
  head.if_none_match = std::string(message[http::field::if_none_match]);
  return head;
}

// Of a head that is not taken, or not whole: what its lines so far say, so that the answer is in
// the encoding that they name.
HttpRequest head_so_far(std::string_view bytes) {
  const std::string head = std::string(bytes.substr(0, bytes.rfind("\r\n"))) + "\r\n\r\n";
  http::request_parser<GrowingBody> parser;
  parser.header_limit(static_cast<std::uint32_t>(head.size()));
  error_code ignored;
  parser.put(asio::buffer(head), ignored);
  return head_of(parser.get());
}

}  // namespace

asio::awaitable<bool> HttpConnection::wait_for_request() {
  stream_->expires_after(shared_.limits.idle_timeout);
  co_return co_await stream_->read_some(input_);
}

asio::awaitable<bool> HttpConnection::read_head() {
  stream_->expires_after(shared_.limits.head_timeout);
  HeadScanner scanner;
  auto found = scanner.scan(input_);
  const std::size_t bytes_max = shared_.limits.head_bytes_max;
  while (found == HeadScanner::Found::kMore && scanner.size() <= bytes_max) {
    if (!co_await stream_->read_some(input_)) co_return false;
    found = scanner.scan(input_);
    hold(input_.capacity());
  }
  if (exchange_->has_answer) co_return true;
  const bool is_taken = found == HeadScanner::Found::kEnd && scanner.size() <= bytes_max;
  if (!is_taken) exchange_->head = head_so_far(std::string_view(input_).substr(0, bytes_max));
  if (found == HeadScanner::Found::kFault) {
    refuse(400, "this is not a request of HTTP/1.1");
  } else if (scanner.size() > bytes_max) {
    refuse(431, "the request's head is too large");
  } else {
    parse_head(scanner.size());
  }
  co_return true;
}

void HttpConnection::parse_head(std::size_t size) {
  const std::string_view head = std::string_view(input_).substr(0, size);
  if (const auto fault = fault_of_head(head)) {
    exchange_->head = head_so_far(head.substr(0, size - 2));
    refuse(400, *fault);
    return;
  }
  auto& parser = exchange_->parser;
  parser.header_limit(static_cast<std::uint32_t>(size));
  parser.body_limit(boost::none);
  error_code failure;
  parser.put(asio::buffer(head.data(), head.size()), failure);
  input_.erase(0, size);
  if (failure || !parser.is_header_done()) {
    refuse(400, "this is not a request of HTTP/1.1");
    return;
  }
  look_at_head();
}

void HttpConnection::look_at_head() {
  exchange_->head = head_of(exchange_->parser.get());
  if (shared_.guards.rate_limiter != nullptr) {
    const auto wait = shared_.guards.rate_limiter->refuse(peer_.to_string());
    if (wait) {
      refuse_for_now(*wait);
      return;
    }
  }
  auto refusal = shared_.service->refuse(exchange_->head);
  exchange_->has_answer = refusal.has_value();
  if (refusal) exchange_->answer = *std::move(refusal);
}

asio::awaitable<bool> HttpConnection::read_body() {
  auto& parser = exchange_->parser;
  if (parser.content_length().value_or(0) > shared_.limits.body_bytes_max) {
    refuse(413, "the body is too large");
    co_return true;
  }
  parser.body_limit(shared_.limits.body_bytes_max);
  parser.eager(true);
  // RFC 9110, 10.1.1. Of a client of HTTP/1.0 no expectation is meant.
  const auto expected = parser.get()[http::field::expect];
  const bool expects = !expected.empty() && parser.get().version() > 10;
  if (expects && !beast::iequals(expected, "100-continue")) {
    refuse(417, "this server knows no expectation but 100-continue");
    co_return true;
  }
  // Who has begun with the body waits for nothing.
  const bool waits = expects && input_.empty();
  parse_body();
  const auto begun = steady_clock::now();
  if (waits && !parser.is_done() && !exchange_->has_answer) {
    hold_to_byte_rate(begun);
    if (!co_await stream_->write(kContinue)) co_return false;
  }
  while (!parser.is_done() && !exchange_->has_answer) {
    hold_to_byte_rate(begun);
    if (!co_await stream_->read_some(input_)) co_return false;
    parse_body();
  }
  co_return true;
}

void HttpConnection::parse_body() {
  auto& parser = exchange_->parser;
  error_code failure;
  while (!parser.is_done() && !input_.empty() && !failure) {
    input_.erase(0, parser.put(asio::buffer(input_), failure));
  }
  if (failure == http::error::body_limit) {
    refuse(413, "the body is too large");
    return;
  }
  // What is not parsed yet is the line of a chunk.
  const bool is_faulty = failure && failure != http::error::need_more;
  if (is_faulty || (!parser.is_done() && input_.size() > shared_.limits.head_bytes_max)) {
    refuse(400, "the body is not framed as HTTP/1.1 frames it");
    return;
  }
  hold(parser.get().body().capacity());
  if (!exchange_->has_answer) measure_inflated();
  if (input_.empty()) input_ = std::string();
}

// Without this, who sends many bombs at once could make the collector hold all of them before it
// looks into the first.
void HttpConnection::measure_inflated() {
  const std::string_view body = exchange_->parser.get().body();
  if (body.size() < kMeasuredFromBytes) return;
  if (media_type(exchange_->head.content_encoding) != "gzip") return;
  if (!exchange_->inflated) {
    hold(body.size() + kInflatedSizeBytes);
    exchange_->inflated.emplace(shared_.limits.body_bytes_max);
  }
  if (exchange_->inflated->exceeds_with(body.substr(exchange_->bytes_measured))) {
    refuse(413, "the body is too large once inflated");
  }
  exchange_->bytes_measured = body.size();
}

// Counts what this request holds, among what all of them do.
void HttpConnection::hold(std::size_t bytes) {
  if (!exchange_->share.grow_to(bytes)) refuse(503, "too much at once, try again later");
  if (shared_.bytes_in_flight.taken() > hurry_at(shared_.limits.bytes_in_flight_max)) {
    shared_.room.hurry();
  }
}

// The deadline is when the peer would fall below the rate if nothing more came, or the last one.
void HttpConnection::hold_to_byte_rate(steady_clock::time_point begun) {
  const HttpLimits& limits = shared_.limits;
  const auto paid =
      milliseconds(exchange_->parser.get().body().size() * 1000 / limits.body_bytes_per_second_min);
  const auto allowed = std::min(limits.body_grace + paid, limits.body_timeout);
  const auto passed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
  stream_->expires_after(std::max(allowed - passed, milliseconds(0)));
}

void HttpConnection::refuse(int status, std::string_view message) {
  exchange_->answer = shared_.service->error(exchange_->head, status, message);
  exchange_->has_answer = true;
}

void HttpConnection::refuse_for_now(std::chrono::seconds wait) {
  refuse(429, "too many requests from this address, try again later");
  exchange_->answer.headers.emplace_back("Retry-After", std::to_string(wait.count()));
}

}  // namespace overt

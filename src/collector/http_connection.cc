#include "collector/http_connection.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <chrono>
#include <ctime>
#include <tuple>

namespace overt {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

// A failed operation is a value, not an exception.
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// What one read asks for: the head of almost every request, and bodies in few reads.
constexpr std::size_t kReadBytes = std::size_t{16} * 1024;

HttpRequest head_of(const http::request<http::string_body>& message) {
  HttpRequest head;
  head.method = std::string(message.method_string());
  std::tie(head.path, head.query) = split_target(message.target());
  head.host = std::string(message[http::field::host]);
  head.content_type = std::string(message[http::field::content_type]);
  head.content_encoding = std::string(message[http::field::content_encoding]);
  return head;
}

// True for what Beast finds wrong with the bytes, false for what the socket reports.
bool is_http_error(const error_code& failure) {
  return failure && failure.category() == make_error_code(http::error::bad_method).category();
}

// RFC 9110, 6.6.1: a server with a clock says what it shows.
std::string date_now() {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, HttpShared& shared)
    : shared_(shared), stream_(std::move(socket)) {}

asio::awaitable<void> HttpConnection::run() {
  Next next = Next::kKeepOpen;
  while (next == Next::kKeepOpen && !shared_.stopping) next = co_await serve_one();
  if (next == Next::kLinger) co_await linger();
}

asio::awaitable<void> HttpConnection::turn_away() {
  exchange_ = std::make_unique<Exchange>(shared_.bytes_in_flight);
  refuse(503, "too many connections, try again later");
  const bool written = co_await write_answer(false);
  if (written) co_await linger();
}

void HttpConnection::close_unless_busy() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (!self->busy_) self->stream_.close();
  });
}

asio::awaitable<HttpConnection::Next> HttpConnection::serve_one() {
  exchange_ = std::make_unique<Exchange>(shared_.bytes_in_flight);
  if (buffer_.size() == 0 && !co_await wait_for_request()) co_return Next::kClose;
  if (!co_await read_head()) co_return Next::kClose;
  if (!exchange_->has_answer && !co_await read_body()) co_return Next::kClose;

  // From here on the request is taken: it is answered even if the server is told to stop.
  busy_ = true;
  const bool whole = exchange_->parser.is_done();
  if (!exchange_->has_answer) co_await ask_service();
  const bool keep_open = whole && exchange_->parser.keep_alive() && !shared_.stopping;
  const bool written = co_await write_answer(keep_open);
  busy_ = false;
  if (!written) co_return Next::kClose;
  if (!whole) co_return Next::kLinger;
  co_return keep_open ? Next::kKeepOpen : Next::kClose;
}

void HttpConnection::refuse(int status, std::string_view message) {
  exchange_->answer = shared_.service->error(exchange_->head, status, message);
  exchange_->has_answer = true;
}

asio::awaitable<bool> HttpConnection::wait_for_request() {
  stream_.expires_after(shared_.limits.idle_timeout);
  const auto [failure, bytes] =
      co_await stream_.async_read_some(buffer_.prepare(kReadBytes), kAsTuple);
  buffer_.commit(bytes);
  co_return !failure;
}

asio::awaitable<bool> HttpConnection::read_head() {
  auto& parser = exchange_->parser;
  parser.header_limit(static_cast<std::uint32_t>(shared_.limits.head_bytes_max));
  parser.body_limit(boost::none);
  stream_.expires_after(shared_.limits.head_timeout);
  const auto [failure, bytes] =
      co_await http::async_read_header(stream_, buffer_, parser, kAsTuple);
  if (failure == http::error::end_of_stream) co_return false;
  // Also what has come of a head that is refused: its answer is in the encoding that it named.
  exchange_->head = head_of(parser.get());
  // Beast limits line and fields each; here both together are meant.
  if (failure == http::error::header_limit || bytes > shared_.limits.head_bytes_max) {
    refuse(431, "the request's head is too large");
  } else if (is_http_error(failure)) {
    refuse(400, "this is not a request of HTTP/1.1");
  } else if (failure) {
    co_return false;
  } else {
    auto refusal = shared_.service->refuse(exchange_->head);
    exchange_->has_answer = refusal.has_value();
    if (refusal) exchange_->answer = *std::move(refusal);
  }
  co_return true;
}

asio::awaitable<bool> HttpConnection::read_body() {
  auto& parser = exchange_->parser;
  stream_.expires_after(shared_.limits.body_timeout);
  if (parser.content_length().value_or(0) > shared_.limits.body_bytes_max) {
    refuse(413, "the body is too large");
    co_return true;
  }
  parser.body_limit(shared_.limits.body_bytes_max);
  parser.eager(true);
  // RFC 9110, 10.1.1. Of a client of HTTP/1.0 no expectation is meant.
  const auto expected = parser.get()[http::field::expect];
  if (!expected.empty() && parser.get().version() > 10) {
    if (!beast::iequals(expected, "100-continue")) {
      refuse(417, "this server knows no expectation but 100-continue");
      co_return true;
    }
    // Who has begun with the body waits for nothing.
    const bool waits = !parser.is_done() && buffer_.size() == 0;
    if (waits && !co_await write_continue()) co_return false;
  }
  co_return co_await read_to_end_of_body();
}

asio::awaitable<bool> HttpConnection::read_to_end_of_body() {
  auto& parser = exchange_->parser;
  while (!parser.is_done() && !exchange_->has_answer) {
    const auto [failure, bytes] =
        co_await http::async_read_some(stream_, buffer_, parser, kAsTuple);
    if (failure == http::error::body_limit) {
      refuse(413, "the body is too large");
    } else if (is_http_error(failure) && failure != http::error::partial_message) {
      refuse(400, "the body is not framed as HTTP/1.1 frames it");
    } else if (failure) {
      co_return false;
    } else if (!exchange_->share.grow_to(parser.get().body().size())) {
      refuse(503, "too much at once, try again later");
    }
  }
  co_return true;
}

asio::awaitable<bool> HttpConnection::write_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto [failure, bytes] =
      co_await asio::async_write(stream_, asio::buffer(kContinue), kAsTuple);
  co_return !failure;
}

asio::awaitable<void> HttpConnection::ask_service() {
  // The deadline of reading is over; the service has its own.
  stream_.expires_never();
  auto ask = [this](auto handler) {
    // The answer may come from any thread and finds its way back to this connection's strand.
    // That executor counts as work, so that the server's threads wait for it.
    auto executor =
        asio::prefer(stream_.get_executor(), asio::execution::outstanding_work_t::tracked);
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    HttpRequest request = exchange_->head;
    request.body = std::move(exchange_->parser.get().body());
    shared_.service->handle(std::move(request), [executor, shared_handler](HttpResponse response) {
      asio::post(executor, [shared_handler, response = std::move(response)]() mutable {
        std::move (*shared_handler)(std::move(response));
      });
    });
  };
  auto answer = asio::async_initiate<const asio::use_awaitable_t<>, void(HttpResponse)>(
      std::move(ask), asio::use_awaitable);
  exchange_->answer = co_await std::move(answer);
}

asio::awaitable<bool> HttpConnection::write_answer(bool keep_open) {
  HttpResponse& response = exchange_->answer;
  const auto& request = exchange_->parser.get();
  http::response<http::string_body> message(static_cast<http::status>(response.status),
                                            request.version() == 10 ? 10 : 11);
  message.set(http::field::date, date_now());
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_open);
  // RFC 9110, 8.6: a 204 has neither body nor length.
  if (message.result() != http::status::no_content) {
    message.set(http::field::content_type, response.content_type);
    message.content_length(response.body.size());
  }
  if (request.method() != http::verb::head) message.body() = std::move(response.body);
  http::response_serializer<http::string_body> serializer(message);
  stream_.expires_after(shared_.limits.write_timeout);
  const auto [failure, bytes] = co_await http::async_write(stream_, serializer, kAsTuple);
  co_return !failure;
}

asio::awaitable<void> HttpConnection::linger() {
  error_code ignored;
  // What is wrong with the socket, the next read finds out.
  std::ignore = stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(shared_.limits.linger_timeout);
  buffer_.clear();
  for (bool open = true; open;) {
    const auto [failure, bytes] =
        co_await stream_.async_read_some(buffer_.prepare(kReadBytes), kAsTuple);
    open = !failure;
  }
}

}  // namespace overt

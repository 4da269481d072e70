// One connection of a HttpServer: its requests, one after the other, each within its limits.
// Only http_server.cc and http_connection.cc know Beast and Asio.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <string_view>

#include "collector/byte_budget.h"
#include "collector/http_server.h"

namespace overt {

// What all connections of a server share.
struct HttpShared {
  explicit HttpShared(const HttpLimits& its_limits)
      : limits(its_limits), bytes_in_flight(its_limits.bytes_in_flight_max) {}

  const HttpLimits limits;
  const HttpService* service = nullptr;
  ByteBudget bytes_in_flight;
  std::atomic<bool> stopping = false;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, HttpShared& shared);

  // Serves until the peer leaves, a deadline passes or the server stops.
  boost::asio::awaitable<void> run();

  // For a connection over the limit: answers 503 without reading.
  boost::asio::awaitable<void> turn_away();

  // Ends the connection unless it holds a whole request that is not answered yet. Threads: any.
  void close_unless_busy();

 private:
  enum class Next { kKeepOpen, kClose, kLinger };

  // One request and what is known about it.
  struct Exchange {
    explicit Exchange(ByteBudget& budget) : share(budget) {}

    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    BudgetShare share;
    HttpRequest head;
    bool has_answer = false;  // before the service was asked: a refusal
    HttpResponse answer;
  };

  boost::asio::awaitable<Next> serve_one();
  // These are false if there is nobody to answer to. On a deadline the stream closes itself.
  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> read_head();
  boost::asio::awaitable<bool> read_body();
  boost::asio::awaitable<bool> read_to_end_of_body();
  boost::asio::awaitable<bool> write_continue();
  boost::asio::awaitable<bool> write_answer(bool keep_open);

  void refuse(int status, std::string_view message);
  boost::asio::awaitable<void> ask_service();
  boost::asio::awaitable<void> linger();

  HttpShared& shared_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<Exchange> exchange_;
  bool busy_ = false;  // on the connection's strand only
};

}  // namespace overt

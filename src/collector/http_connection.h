// One connection of a HttpServer: its requests, one after the other, each within its limits.
// Only http_*.cc know Beast and Asio.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collector/byte_budget.h"
#include "collector/counters.h"
#include "collector/gzip.h"
#include "collector/http_body.h"
#include "collector/http_room.h"
#include "collector/http_server.h"
#include "collector/http_stream.h"

namespace overt {

// What all connections of a server share.
struct HttpShared {
  HttpShared(const HttpLimits& its_limits, const HttpGuards& its_guards)
      : limits(its_limits),
        guards(its_guards),
        bytes_in_flight(its_limits.bytes_in_flight_max),
        room(its_limits.connections_max) {}

  const HttpLimits limits;
  const HttpGuards guards;
  const HttpService* service = nullptr;
  ByteBudget bytes_in_flight;
  HttpRoom room;
  HttpCounters counters;
  std::atomic<bool> stopping = false;
};

class HttpConnection final : public HttpRoom::Guest,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  // `peer` is the address at the other end, kept until the connection ends and shown to nobody.
  HttpConnection(boost::asio::ip::tcp::socket socket, boost::asio::ip::address peer,
                 HttpShared& shared);

  // Serves until the peer leaves, a deadline passes, the server stops or another needs the room.
  boost::asio::awaitable<void> run(HttpRoom::Seat seat);

  // For a connection that finds no seat: answers 503 without reading or waiting.
  void turn_away();

  // Ends the connection unless it holds a whole request that is not answered yet. Threads: any.
  void give_way() override;

 private:
  enum class Next { kKeepOpen, kClose, kLinger };

  // One request and what is known about it.
  struct Exchange {
    explicit Exchange(ByteBudget& budget) : share(budget) {}

    boost::beast::http::request_parser<GrowingBody> parser;
    BudgetShare share;
    HttpRequest head;
    bool has_answer = false;  // before the service was asked: a refusal
    HttpResponse answer;
    std::optional<InflatedSize> inflated;  // of a large compressed body
    std::size_t bytes_measured = 0;
  };

  boost::asio::awaitable<bool> greet();
  boost::asio::awaitable<Next> serve_one();
  // These are false if there is nobody to answer to. On a deadline the stream closes itself.
  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> read_head();
  boost::asio::awaitable<bool> read_body();
  boost::asio::awaitable<bool> write_answer(bool keep_open);
  boost::asio::awaitable<void> ask_service();

  void parse_head(std::size_t size);
  void look_at_head();
  void parse_body();
  void measure_inflated();
  void hold(std::size_t bytes);
  void hold_to_byte_rate(std::chrono::steady_clock::time_point begun);
  void refuse(int status, std::string_view message);
  void refuse_for_now(std::chrono::seconds wait);
  void be_idle();

  HttpShared& shared_;
  GaugeShare open_{shared_.counters.open};
  const boost::asio::ip::address peer_;
  HttpRoom::Seat seat_;
  std::shared_ptr<HttpStream> stream_;
  std::string input_;  // what came and is not parsed yet
  std::unique_ptr<Exchange> exchange_;
  bool busy_ = false;  // on the connection's strand only
};

}  // namespace overt

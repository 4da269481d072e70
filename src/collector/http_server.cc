#include "collector/http_server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <thread>
#include <tuple>
#include <vector>

#include "collector/http_connection.h"

namespace overt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// When accept fails (no descriptor is left), the next try waits: a loop without a pause would eat
// the processor that is needed to free one.
constexpr std::chrono::milliseconds kAcceptPause{100};

// OpenSSL writes to a peer that has gone as write(2) does: with a signal that ends the process.
void block_broken_pipes() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

// One io_context with several threads, each connection on a strand: a large body that one thread
// decodes holds up no other connection, which a context per core would give no choice about.
class Server final : public HttpServer {
 public:
  Server(const HttpLimits& limits, const HttpGuards& guards)
      : shared_(limits, guards), acceptor_(asio::make_strand(io_)) {}

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() override { Server::stop(std::chrono::milliseconds(0)); }

  void listen(const tcp::endpoint& endpoint, error_code& failure);
  ListenAddress address() const override { return address_; }
  const HttpCounters& counters() const override { return shared_.counters; }
  void start(const HttpService& service, int threads) override;
  void stop(std::chrono::milliseconds grace) override;

 private:
  asio::awaitable<void> accept_connections();
  void adopt(tcp::socket socket, const tcp::endpoint& peer);

  HttpShared shared_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  ListenAddress address_;
  std::vector<std::jthread> threads_;
};

void Server::listen(const tcp::endpoint& endpoint, error_code& failure) {
  // Each call also returns `failure`.
  std::ignore = acceptor_.open(endpoint.protocol(), failure);
  // A collector that was killed leaves its port in TIME_WAIT; its successor may have it at once.
  if (!failure) std::ignore = acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) std::ignore = acceptor_.bind(endpoint, failure);
  // An answer is one write, which waits for nothing. Connections inherit this.
  if (!failure) std::ignore = acceptor_.set_option(tcp::no_delay(true), failure);
  if (!failure) std::ignore = acceptor_.listen(tcp::acceptor::max_listen_connections, failure);
  if (failure) return;
  const tcp::endpoint bound = acceptor_.local_endpoint(failure);
  address_ = {bound.address().to_string(), bound.port()};
}

void Server::start(const HttpService& service, int threads) {
  shared_.service = &service;
  asio::co_spawn(acceptor_.get_executor(), accept_connections(), asio::detached);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      block_broken_pipes();
      io_.run();
    });
  }
}

asio::awaitable<void> Server::accept_connections() {
  const auto executor = acceptor_.get_executor();
  asio::steady_timer pause(executor);
  while (!shared_.stopping) {
    asio::any_io_executor strand = asio::make_strand(io_);
    tcp::endpoint peer;
    auto [failure, socket] =
        co_await acceptor_.async_accept(strand, peer, asio::as_tuple(asio::use_awaitable));
    if (!failure) {
      adopt(std::move(socket), peer);
    } else if (!shared_.stopping) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    // Lets those who are to leave have their turn.
    while (shared_.room.leaving() >= kLeavingConnectionsMax && !shared_.stopping) {
      co_await asio::post(executor, asio::use_awaitable);
    }
  }
}

void Server::adopt(tcp::socket socket, const tcp::endpoint& peer) {
  const auto executor = socket.get_executor();
  auto connection = std::make_shared<HttpConnection>(std::move(socket), peer.address(), shared_);
  const auto seat = shared_.room.enter(connection);
  if (!seat) {
    connection->turn_away();
    return;
  }
  asio::co_spawn(
      executor, connection->run(*seat),
      [this, connection, seat = *seat](const std::exception_ptr&) { shared_.room.leave(seat); });
}

void Server::stop(std::chrono::milliseconds grace) {
  if (shared_.stopping.exchange(true)) return;
  asio::post(acceptor_.get_executor(), [this] { acceptor_.close(); });
  shared_.room.close();
  shared_.room.wait_until_empty(grace);
  io_.stop();
  threads_.clear();
  // Their sockets belong to the context, which goes before what they share.
  shared_.room.clear();
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::bind(const ListenAddress& address,
                                                     const HttpLimits& limits,
                                                     const HttpGuards& guards) {
  error_code failure;
  auto server = std::make_unique<Server>(limits, guards);
  const auto ip = asio::ip::make_address(address.ip, failure);
  if (!failure) server->listen({ip, address.port}, failure);
  if (failure) {
    return Error{"cannot listen on " + to_string(address) + ": " + failure.message()};
  }
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace overt

// The half of HttpConnection that is its life: from one request to its answer to the next one.
// http_connection_read.cc reads them.
#include "collector/http_connection.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "collector/http_answer.h"

namespace overt {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, asio::ip::address peer,
                               HttpShared& shared)
    : shared_(shared),
      peer_(std::move(peer)),
      stream_(std::make_shared<HttpStream>(std::move(socket))) {}

asio::awaitable<void> HttpConnection::run(HttpRoom::Seat seat) {
  seat_ = seat;
  Next next = co_await greet() ? Next::kKeepOpen : Next::kClose;
  while (next == Next::kKeepOpen && !shared_.stopping) next = co_await serve_one();
  if (next == Next::kLinger) {
    stream_->expires_after(shared_.limits.linger_timeout);
    stream_->finish();
    co_await stream_->linger();
  } else {
    stream_->finish();
  }
  stream_->close();
}

void HttpConnection::turn_away() {
  shared_.counters.turned_away.add();
  // It would have to shake hands for its answer, which costs more than to serve it.
  if (shared_.guards.tls != nullptr) return;
  const HttpResponse answer =
      shared_.service->error({}, 503, "too many connections, try again later");
  stream_->send_last(to_wire(answer, {.keep_open = false, .now = std::time(nullptr)}));
}

void HttpConnection::give_way() {
  asio::post(stream_->executor(), [self = shared_from_this()] {
    if (!self->busy_) self->stream_->close();
  });
}

asio::awaitable<bool> HttpConnection::greet() {
  if (shared_.guards.tls == nullptr) co_return true;
  stream_->expires_after(shared_.limits.handshake_timeout);
  const TlsContext context = shared_.guards.tls->get();
  co_return co_await stream_->secure(context);
}

asio::awaitable<HttpConnection::Next> HttpConnection::serve_one() {
  if (input_.empty() && !co_await wait_for_request()) co_return Next::kClose;
  shared_.room.now(seat_, HttpRoom::Does::kSending);
  exchange_ = std::make_unique<Exchange>(shared_.bytes_in_flight);
  if (!co_await read_head()) co_return Next::kClose;
  if (!exchange_->has_answer && !co_await read_body()) co_return Next::kClose;

  // From here on the request is taken: it is answered even if the server is told to stop.
  busy_ = true;
  shared_.room.now(seat_, HttpRoom::Does::kBusy);
  shared_.counters.busy.add(1);
  const bool whole = exchange_->parser.is_done();
  if (!exchange_->has_answer) co_await ask_service();
  const bool keep_open = whole && exchange_->parser.keep_alive() && !shared_.stopping;
  const bool written = co_await write_answer(keep_open);
  shared_.counters.busy.add(-1);
  be_idle();
  if (!written) co_return Next::kClose;
  if (keep_open) co_return Next::kKeepOpen;
  co_return whole&& shared_.stopping ? Next::kClose : Next::kLinger;
}

void HttpConnection::be_idle() {
  exchange_.reset();
  if (input_.empty()) input_ = std::string();
  busy_ = false;
  shared_.room.now(seat_, HttpRoom::Does::kIdle);
}

asio::awaitable<void> HttpConnection::ask_service() {
  // The deadline of reading is over; the service has its own.
  stream_->expires_never();
  auto ask = [this](auto handler) {
    // The answer may come from any thread and finds its way back to this connection's strand.
    // That executor counts as work, so that the server's threads wait for it.
    auto executor = asio::prefer(stream_->executor(), asio::execution::outstanding_work_t::tracked);
    auto shared_handler = std::make_shared<decltype(handler)>(std::move(handler));
    HttpRequest request = exchange_->head;
    request.body = std::move(exchange_->parser.get().body());
    shared_.counters.body_bytes.add(request.body.size());
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
  shared_.counters.answers.at(static_cast<std::size_t>(exchange_->answer.status) / 100).add();
  const auto& request = exchange_->parser.get();
  const std::string text =
      to_wire(exchange_->answer, {.is_http_1_0 = request.version() == 10,
                                  .keep_open = keep_open,
                                  .has_body = request.method() != http::verb::head,
                                  .now = std::time(nullptr)});
  stream_->expires_after(shared_.limits.write_timeout);
  co_return co_await stream_->write(text);
}

}  // namespace overt

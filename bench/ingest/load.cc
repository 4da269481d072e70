#include "load.h"

#include <sys/epoll.h>
#include <time.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>

#include "connection.h"

namespace overt::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 20261127;
// What has no answer by then never gets one.
constexpr std::chrono::seconds kLastAnswers{10};
constexpr int kEventsAtOnce = 256;

nanoseconds thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

struct Client {
  std::unique_ptr<ClientConnection> connection;
  std::string request;  // of its own, since its identities are
  steady_clock::time_point due;
};

class Load {
 public:
  Load(const LoadOptions& options, std::uint64_t& next_number)
      : options_(options),
        next_number_(next_number),
        context_(options.is_tls ? tls_client_context() : nullptr),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        clients_(options.connections) {
    for (Client& client : clients_) {
      if (options.request != nullptr) client.request = options.request->text();
      idle_.push_back(&client);
    }
  }

  LoadResult run() {
    const auto begin = steady_clock::now();
    const auto end = begin + options_.duration;
    const nanoseconds cpu = thread_time();
    next_due_ = begin;
    for (now_ = begin; now_ < end; now_ = steady_clock::now()) {
      add_due(end);
      start_due();
      wait(std::min(next_due_, end));
    }
    result_.busy = double((thread_time() - cpu).count()) / double((now_ - begin).count());
    const std::chrono::duration<double> took = options_.duration;
    result_.answered = double(result_.succeeded) / took.count();
    result_.offered = options_.rate == 0 ? result_.answered : double(offered_) / took.count();
    finish(end + kLastAnswers);
    std::ranges::sort(result_.latencies_ns);
    return std::move(result_);
  }

 private:
  void add_due(steady_clock::time_point end) {
    if (options_.rate == 0) {
      due_.assign(idle_.size(), now_);
      next_due_ = end;
      return;
    }
    for (; next_due_ <= now_; next_due_ += gap()) {
      due_.push_back(next_due_);
      ++offered_;
    }
  }

  nanoseconds gap() {
    return nanoseconds(static_cast<std::int64_t>(1e9 * exponential_(random_) / options_.rate));
  }

  void start_due() {
    while (!due_.empty() && !idle_.empty()) {
      Client& client = *idle_.back();
      idle_.pop_back();
      client.due = due_.front();
      due_.pop_front();
      start(client);
    }
  }

  void start(Client& client) {
    if (options_.request != nullptr) {
      options_.request->number(client.request, next_number_);
      next_number_ += options_.request->events();
    }
    const bool is_new = client.connection == nullptr;
    if (is_new) {
      client.connection =
          std::make_unique<ClientConnection>(options_.port, context_ ? context_.get() : nullptr);
    }
    client.connection->ask(client.request);
    if (is_new) {
      watch(client, EPOLL_CTL_ADD, EPOLLOUT);
    } else {
      go_on(client);
    }
  }

  void watch(Client& client, int operation, std::uint32_t events) const {
    epoll_event event{.events = events | EPOLLONESHOT, .data = {.ptr = &client}};
    ::epoll_ctl(epoll_.get(), operation, client.connection->fd(), &event);
  }

  void wait(steady_clock::time_point until) {
    const auto left = std::max(nanoseconds(0), nanoseconds(until - steady_clock::now()));
    const timespec timeout{.tv_sec = left.count() / 1'000'000'000,
                           .tv_nsec = left.count() % 1'000'000'000};
    epoll_event events[kEventsAtOnce];
    const int count = ::epoll_pwait2(epoll_.get(), events, kEventsAtOnce, &timeout, nullptr);
    for (int i = 0; i < count; ++i) go_on(*static_cast<Client*>(events[i].data.ptr));
  }

  void go_on(Client& client) {
    switch (client.connection->step()) {
      case Progress::kWantsRead:
        return watch(client, EPOLL_CTL_MOD, EPOLLIN);
      case Progress::kWantsWrite:
        return watch(client, EPOLL_CTL_MOD, EPOLLOUT);
      case Progress::kAnswered:
        return finish(client, options_.request == nullptr || client.connection->status() == 200);
      case Progress::kFailed:
        return finish(client, false);
    }
  }

  void finish(Client& client, bool succeeded) {
    if (succeeded) {
      ++result_.succeeded;
      result_.latencies_ns.push_back(nanoseconds(steady_clock::now() - client.due).count());
    } else {
      ++result_.failed;
    }
    if (!succeeded || !options_.keeps_connections) {
      client.connection->close();
      client.connection.reset();
    }
    idle_.push_back(&client);
  }

  // What was due and could not be asked is asked, and all that was asked waited for.
  void finish(steady_clock::time_point deadline) {
    if (options_.rate == 0) due_.clear();
    while ((!due_.empty() || idle_.size() < clients_.size()) && steady_clock::now() < deadline) {
      start_due();
      wait(deadline);
    }
    result_.failed += due_.size() + clients_.size() - idle_.size();
  }

  const LoadOptions& options_;
  std::uint64_t& next_number_;
  TlsClientContext context_;
  UniqueFd epoll_;
  std::vector<Client> clients_;
  std::vector<Client*> idle_;
  std::deque<steady_clock::time_point> due_;
  std::mt19937_64 random_{kSeed};
  std::exponential_distribution<double> exponential_{1.0};
  steady_clock::time_point now_;
  steady_clock::time_point next_due_;
  std::uint64_t offered_ = 0;
  LoadResult result_;
};

}  // namespace

double latency_ms(const LoadResult& result, double per_mille) {
  if (result.latencies_ns.empty()) return 0;
  const auto last = static_cast<double>(result.latencies_ns.size() - 1);
  return double(result.latencies_ns[static_cast<std::size_t>(last * per_mille / 1000)]) / 1e6;
}

LoadResult run_load(const LoadOptions& options, std::uint64_t& next_number) {
  return Load(options, next_number).run();
}

}  // namespace overt::bench

#include "measure.h"

#include <poll.h>

#include <algorithm>
#include <optional>

#include "process_cost.h"

namespace overt::bench {
namespace {

// Of what it answers when everybody asks at once.
constexpr double kSharesTried[] = {1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05};

constexpr std::chrono::milliseconds kWarmUp{1000};
// A server that was just started has yet to settle.
constexpr int kSettleMs = 2000;

class Measurement {
 public:
  Measurement(ServerKind kind, const Shape& shape, const Durations& durations)
      : server_(kind, shape.is_tls), durations_(durations) {
    result_.server = kind;
    if (shape.events > 0) request_.emplace(shape.events);
    load_ = {.port = server_.port(),
             .request = request_ ? &*request_ : nullptr,
             .is_tls = shape.is_tls,
             .keeps_connections = shape.keeps_connections,
             .connections = shape.connections};
  }

  Measured run() {
    ::poll(nullptr, 0, kSettleMs);
    result_.idle_bytes = resident_bytes(server_.pid());
    run_at(0, kWarmUp);
    const double all_at_once = run_at(0, durations_.probe).answered;
    const double sustained = find_sustained(all_at_once);
    const LoadResult half = run_at(sustained / 2, durations_.half);
    result_.half_rate = half.answered * events();
    result_.p50_ms = latency_ms(half, 500);
    result_.p99_ms = latency_ms(half, 990);
    result_.p999_ms = latency_ms(half, 999);
    result_.peak_bytes = peak_resident_bytes(server_.pid());
    if (request_) {
      const std::uint64_t kept = server_.end_and_count();
      result_.lost = answered_events_ - std::min(answered_events_, kept);
    }
    return result_;
  }

 private:
  double events() const { return request_ ? double(request_->events()) : 1; }

  LoadResult run_at(double rate, std::chrono::milliseconds duration) {
    load_.rate = rate;
    load_.duration = duration;
    LoadResult result = run_load(load_, next_number_);
    answered_events_ += result.succeeded * static_cast<std::uint64_t>(events());
    wait_until_quiet(server_.pid());
    return result;
  }

  // The highest of the rates tried; requests a second.
  double find_sustained(double all_at_once) {
    double rate = 0;
    for (const double share : kSharesTried) {
      rate = all_at_once * share;
      const auto before = cpu_time(server_.pid());
      const LoadResult result = run_at(rate, durations_.step);
      const std::chrono::duration<double, std::micro> cpu = cpu_time(server_.pid()) - before;
      result_.sustained = result.answered * events();
      result_.cpu_us =
          cpu.count() / (double(std::max<std::uint64_t>(1, result.succeeded)) * events());
      result_.client_busy = result.busy;
      if (result.failed == 0 && result.answered >= kAnsweredShareMin * result.offered &&
          latency_ms(result, 990) <= kSustainedP99MsMax) {
        return rate;
      }
    }
    result_.sustained = 0;
    return rate;
  }

  Server server_;
  const Durations& durations_;
  std::optional<RequestTemplate> request_;
  LoadOptions load_;
  std::uint64_t next_number_ = 0;
  std::uint64_t answered_events_ = 0;
  Measured result_;
};

}  // namespace

Measured measure(ServerKind kind, const Shape& shape, const Durations& durations) {
  return Measurement(kind, shape, durations).run();
}

}  // namespace overt::bench

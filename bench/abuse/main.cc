// What an honest client notices of many slow connections: it sends one event after another, first
// alone, then beside connections whose heads or bodies never end. Prints Markdown.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "abuse/slow_crowd.h"
#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"
#include "support/collector_process.h"

namespace overt::bench {
namespace {

using std::chrono::steady_clock;
using testing::CollectorProcess;
using testing::HttpClient;
using testing::SlowCrowd;

constexpr std::string_view kUsage =
    "usage: abuse_bench [--slow N] [--events N]\n"
    "  --slow N    connections with a slow head, and as many with a slow body; 10000\n"
    "  --events N  what the honest client sends for each row, 2000\n";

struct Options {
  int slow = 10'000;
  int events = 2000;
};

struct Times {
  std::vector<std::int64_t> kept_us;  // on a connection that is kept
  std::vector<std::int64_t> new_us;   // on one made for it
  int refused = 0;
  int reopened = 0;  // the kept connection, which had to give way
};

class HonestClient {
 public:
  explicit HonestClient(std::uint16_t port)
      : port_(port), kept_(std::make_unique<HttpClient>(port)) {}

  // In turn, so that both kinds of connection meet the same.
  Times send(int events) {
    Times times;
    for (int i = 0; i < events; ++i) {
      auto begun = steady_clock::now();
      int status = send_one(*kept_);
      if (status == 0) {
        // As any client of HTTP does whose kept connection was closed.
        ++times.reopened;
        kept_ = std::make_unique<HttpClient>(port_);
        status = send_one(*kept_);
      }
      times.kept_us.push_back(microseconds_since(begun));
      if (status != 200) ++times.refused;
      begun = steady_clock::now();
      HttpClient client(port_);
      if (send_one(client) != 200) ++times.refused;
      times.new_us.push_back(microseconds_since(begun));
    }
    return times;
  }

 private:
  // The answer's status, or 0.
  int send_one(HttpClient& client) {
    Event event = testing::page_exited_at(++last_ts_ms_);
    const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
    const auto body = encode_export_request(std::span(&outgoing, 1), "telemetry.werf.io");
    client.send(testing::post("/v1/traces", "application/x-protobuf", body));
    return client.receive().status;
  }

  static std::int64_t microseconds_since(steady_clock::time_point begun) {
    const auto taken = steady_clock::now() - begun;
    return std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  }

  std::uint16_t port_;
  std::unique_ptr<HttpClient> kept_;
  std::int64_t last_ts_ms_ = 0;
};

double quantile_ms(std::vector<std::int64_t> times_us, std::size_t per_mille) {
  std::ranges::sort(times_us);
  const std::size_t at = (times_us.size() - 1) * per_mille / 1000;
  return static_cast<double>(times_us.at(at)) / 1000;
}

void print_row(std::string_view name, const Times& times, const CollectorProcess& collector) {
  constexpr double kMib = 1024.0 * 1024.0;
  const auto peak = static_cast<double>(testing::memory_of(collector.pid(), "VmHWM"));
  fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {} | {} | {:.0f} |\n", name,
             quantile_ms(times.kept_us, 500), quantile_ms(times.kept_us, 990),
             quantile_ms(times.new_us, 500), quantile_ms(times.new_us, 990), times.reopened,
             times.refused, peak / kMib);
}

void run(const Options& options) {
  const testing::TemporaryDirectory directory;
  CollectorProcess collector(OVERT_PROGRAM,
                             {"--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
                              directory.file("data")});
  HonestClient client(collector.ingest_port());
  client.send(options.events / 10 + 1);
  fmt::print(
      "| beside the honest client | kept p50, ms | p99 | new p50, ms | p99 | reopened | refused | "
      "peak MiB |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|\n");
  print_row("nobody", client.send(options.events), collector);
  {
    SlowCrowd heads({.port = collector.ingest_port(), .size = options.slow, .number = 1});
    SlowCrowd bodies(
        {.port = collector.ingest_port(), .size = options.slow, .has_head = true, .number = 2});
    if (!heads.wait_until_there() || !bodies.wait_until_there()) {
      throw std::runtime_error("the slow connections cannot be made");
    }
    print_row(fmt::format("{} slow heads, {} slow bodies", options.slow, options.slow),
              client.send(options.events), collector);
  }
  print_row("nobody again", client.send(options.events), collector);
}

int number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) {
    throw std::runtime_error(std::string(kUsage));
  }
  return number;
}

Options read_options(std::span<char*> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    if (i + 1 == arguments.size() || (name != "--slow" && name != "--events")) {
      throw std::runtime_error(std::string(kUsage));
    }
    (name == "--slow" ? options.slow : options.events) = number_of(arguments[i + 1]);
  }
  return options;
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) {
  try {
    overt::bench::run(overt::bench::read_options(std::span(argv, argc).subspan(1)));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}

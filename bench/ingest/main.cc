// What a collector takes a second on one core: overt beside the OpenTelemetry Collector, and new
// TLS connections beside handshakes alone. The server has one core, the client another. Prints
// Markdown.
#include <fmt/core.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <exception>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "measure.h"
#include "process_cost.h"
#include "table.h"

namespace overt::bench {
namespace {

constexpr std::string_view kUsage =
    "usage: bench/ingest/run [--seconds N] [--only SHAPE]\n"
    "  --seconds N   how long each rate is tried, 4 unless told otherwise; 1 for a first look\n"
    "  --only SHAPE  kept, tls or batch\n";

struct Options {
  int seconds = 4;
  std::string_view only;
};

// Events in a request of a sender that has gathered some; connections at once, as many as keep a
// server busy whose answers wait for a disk.
const Shape kKept{.name = "One event a request, connections kept", .connections = 256};
const Shape kTls{.name = "One event on each new TLS connection",
                 .is_tls = true,
                 .keeps_connections = false,
                 .connections = 128};
const Shape kBatch{.name = "512 events a request", .events = 512, .connections = 32};
const Shape kHandshakeOnly{.name = "Handshakes",
                           .events = 0,
                           .is_tls = true,
                           .keeps_connections = false,
                           .connections = 128};

void print(const std::string& text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

std::vector<Measured> measure_all(const Shape& shape, const Durations& durations) {
  std::vector<Measured> rows;
  for (const ServerKind kind :
       {ServerKind::kOvert, ServerKind::kPeerFromMemory, ServerKind::kPeerFromDisk}) {
    if (is_there(kind)) rows.push_back(measure(kind, shape, durations));
  }
  print(markdown(shape, rows));
  return rows;
}

void run(const Options& options) {
  const std::chrono::seconds step(options.seconds);
  const Durations durations{.probe = step, .step = step, .half = step * 2};
  run_on_core(kClientCore);
  const auto wanted = [&](std::string_view name) {
    return options.only.empty() || options.only == name;
  };
  if (wanted("kept")) measure_all(kKept, durations);
  if (wanted("batch")) measure_all(kBatch, durations);
  if (!wanted("tls")) return;
  const std::vector<Measured> tls = measure_all(kTls, durations);
  std::vector<Measured> yardsticks;
  for (const ServerKind kind : {ServerKind::kHandshakes, ServerKind::kOpenssl}) {
    if (is_there(kind)) yardsticks.push_back(measure(kind, kHandshakeOnly, durations));
  }
  print(markdown_of_handshakes(tls.front(), yardsticks));
}

Options read_options(std::span<char*> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[i + 1] : "";
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), options.seconds);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == value.end();
    if (name == "--only" && (value == "kept" || value == "tls" || value == "batch")) {
      options.only = value;
    } else if (name != "--seconds" || !is_number || options.seconds < 1 || options.seconds > 60) {
      throw std::runtime_error(std::string(kUsage));
    }
  }
  return options;
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    overt::bench::run(overt::bench::read_options(std::span(argv, argc).subspan(1)));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}

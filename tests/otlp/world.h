// What tests of the protocol need: a collector that runs, requests in both encodings, and a look at
// what was answered and stored.
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "model/event.h"
#include "model/otlp.h"
#include "support/collector_process.h"

namespace overt::testing {

inline constexpr char kProtobufType[] = "application/x-protobuf";
inline constexpr char kJsonType[] = "application/json";
inline constexpr char kWerfSpanName[] = "telemetry.werf.io";

// A run's end at that moment, which tells it from others.
Event werf_event(std::int64_t ts_ms);

// The same request in either encoding.
std::string request_of(const std::vector<Event>& events, OtlpEncoding encoding,
                       std::string_view span_name = kWerfSpanName);

// google.rpc.Status.
struct RpcStatus {
  std::int64_t code = 0;
  std::string message;
};

// Fails the test if the body is none.
RpcStatus status_in(const Answer& answer, OtlpEncoding encoding);
ExportResponse response_in(const Answer& answer, OtlpEncoding encoding);

// One collector for werf.
class OtlpWorld : public ::testing::Test {
 protected:
  HttpClient connect() const { return HttpClient(collector_->ingest_port()); }

  // One request on a connection of its own.
  Answer ask(std::string_view request) const;

  // Ends the collector; the moments of the events in its store, in ascending order.
  std::vector<std::int64_t> stored_moments();

  TemporaryDirectory directory_;
  std::unique_ptr<CollectorProcess> collector_ = std::make_unique<CollectorProcess>(
      OVERT_PROGRAM,
      std::vector<std::string>{"--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
                               directory_.file("data")});
};

// The same test in both encodings.
class OtlpTest : public OtlpWorld, public ::testing::WithParamInterface<OtlpEncoding> {
 protected:
  OtlpEncoding encoding() const { return GetParam(); }
  const char* type() const {
    return encoding() == OtlpEncoding::kProtobuf ? kProtobufType : kJsonType;
  }
  std::string post_body(std::string_view body, std::string_view more_headers = "") const {
    return post("/v1/traces", type(), body, more_headers);
  }
  std::string post_events(const std::vector<Event>& events,
                          std::string_view more_headers = "") const {
    return post_body(request_of(events, encoding()), more_headers);
  }
};

}  // namespace overt::testing

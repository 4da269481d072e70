// `overt preview`: shows the request that would be sent next, and sends nothing.
#include <fmt/core.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/sending.h"
#include "cli/user_tool.h"
#include "client/telemetry_status.h"
#include "client/user_words.h"
#include "model/otlp.h"
#include "sender/next_request.h"

namespace overt::cli {
namespace {

struct PreviewOptions {
  ToolOption tool;
  std::optional<std::string> endpoint;
  std::string body_path;
};

// Why the request will not be made as things stand; empty if it will.
std::string why_not(const ToolOfUser& tool) {
  const KnownConsent consent = read_consent(tool);
  if (consent.state == TelemetryState::kOn) return "";
  const Opinion& decision = consent.opinions[*consent.decided_by];
  return fmt::format(
      "Telemetry of {} is {} ({} {}): nothing is sent. If it were on, this would be:", tool.app,
      consent.state == TelemetryState::kOff ? "off" : "local", printable(decision.source),
      printable(decision.reason));
}

struct ShowValue {
  std::string operator()(std::monostate) const { return "(of another kind)"; }
  std::string operator()(const std::string& text) const { return '"' + printable(text) + '"'; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
};

// Of the bytes themselves: what a receiver would read.
Status print_spans(const std::string& body) {
  const auto spans = decode_export_request(body, OtlpEncoding::kProtobuf);
  if (!spans) return spans.error();
  for (const OtlpSpan& span : *spans) {
    fmt::print("\nspan \"{}\", trace_id {}, span_id {}\n", printable(span.name),
               to_hex(span.identity.trace_id), to_hex(span.identity.span_id));
    for (const OtlpAttribute& attribute : span.attributes) {
      fmt::print("  {:<13}  {}\n", printable(attribute.key),
                 std::visit(ShowValue{}, attribute.value));
    }
  }
  return Ok{};
}

void print_passed_over(const Batch& batch) {
  const auto print_one = [](std::int64_t count, std::string_view thing, std::string_view why) {
    if (count > 0) fmt::print("{} passed over: {}\n", count_of(count, thing), why);
  };
  print_one(batch.too_old, "event", "older than 30 days");
  print_one(batch.not_in_contract, "event", "not as the contract allows");
  print_one(batch.not_events, "line", "not an event");
}

Status print_request(const NextRequest& next, const TransportOptions& options) {
  fmt::print("To {}\n\n", printable(options.endpoint));
  std::string head = request_head(options, next.body.size());
  std::erase(head, '\r');  // the line ends of HTTP
  fmt::print("{}", head.substr(0, head.size() - 1));
  fmt::print("\nBody: {} of protobuf, SHA-256 {}\n", count_of(std::ssize(next.body), "byte"),
             to_hex(sha256(next.body)));
  fmt::print("{}, of bytes {} to {} of the log's segment {}{}\n",
             count_of(std::ssize(next.batch.events), "event"), next.batch.begin.offset,
             next.batch.end.offset, next.batch.end.segment,
             next.batch.begin.segment == next.batch.end.segment ? "" : " and the one before");
  print_passed_over(next.batch);
  if (const Status printed = print_spans(next.body); !printed) return printed;
  if (next.behind > 0) {
    fmt::print("\n{} more for the requests after this one\n", count_of(next.behind, "line"));
  }
  return Ok{};
}

Status write_body(const std::string& path, const std::string& body) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << body;
  file.close();
  if (file) return Ok{};
  return Error{"cannot write " + path};
}

Result<int> preview(const PreviewOptions& options, const ToolOfUser& tool) {
  if (tool.contract == nullptr) return Error{tool.why_unknown};
  const Contract& contract = *tool.contract;
  const Result<std::string> endpoint =
      choose_endpoint(options.endpoint, contract, tool.environment);
  if (!endpoint) return endpoint.error();
  const auto next = next_request(tool.state, contract, SystemClock().unix_ms());
  if (!next) return next.error();
  if (next->body.empty()) {
    fmt::print("Nothing waits to be sent\n");
    print_passed_over(next->batch);
    return 0;
  }
  if (const std::string why = why_not(tool); !why.empty()) fmt::print("{}\n", why);
  const Status printed = print_request(*next, transport_options(*endpoint, tool.environment));
  if (!printed) return printed.error();
  if (options.body_path.empty()) return 0;
  const Status written = write_body(options.body_path, next->body);
  if (!written) return written.error();
  fmt::print("\nThe body is in {}\n", printable(options.body_path));
  return 0;
}

}  // namespace

Command preview_command() {
  const auto options = std::make_shared<PreviewOptions>();
  return {
      .name = "preview",
      .summary = "Show the request that would be sent next, whole; nothing is sent",
      .options = {{.name = "--endpoint",
                   .value = &options->endpoint,
                   .help = kEndpointHelp,
                   .value_name = "URL"},
                  {.name = "--body",
                   .value = &options->body_path,
                   .help = "Write the body, as it would be sent, to a file",
                   .value_name = "FILE"}},
      .groups = {tool_options(options->tool)},
      .footer =
          "Examples: overt preview --app git\n"
          "          overt preview --app git --body request.pb && protoc --decode_raw < request.pb",
      .run = [options] {
        return run_for_tool(options->tool, "unknown",
                            [&options](const ToolOfUser& tool) { return preview(*options, tool); });
      }};
}

}  // namespace overt::cli

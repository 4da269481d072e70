// The real collector as its operator meets it: settings, token, metrics, log.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "collector/test_prometheus.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt {
namespace {

using testing::Answer;
using testing::CollectorProcess;
using testing::get;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;
using testing::Outcome;
using testing::parse_prometheus;
using testing::post;
using testing::run_program;
using ::testing::StartsWith;

constexpr char kProtobuf[] = "application/x-protobuf";
constexpr char kToken[] = "0123456789abcdef-canary-token";
constexpr char kNewToken[] = "another-token-of-the-test";
const std::string kWerf = std::string(OVERT_CONTRACTS) + "/werf.toml";

std::string request_of(const Event& event) {
  const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
  return encode_export_request(std::span(&outgoing, 1), "telemetry.werf.io");
}

std::string request_that_lost(const Event& event, std::int64_t lost) {
  const OutgoingEvent outgoing{event, identity_of(event, to_json(event))};
  return encode_export_request(std::span(&outgoing, 1), "telemetry.werf.io", lost);
}

Event event_at(std::int64_t ts_ms) {
  Event event = testing::page_exited();
  event.ts_ms = ts_ms;
  return event;
}

std::string get_with_token(std::string_view path, std::string_view token) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
         std::string(token) + "\r\n\r\n";
}

class ServeAdminTest : public ::testing::Test {
 protected:
  void write_config(const std::string& toml) { EXPECT_TRUE(write_file_atomically(config_, toml)); }
  void write_token(const std::string& token) { EXPECT_TRUE(write_file_atomically(token_, token)); }

  std::unique_ptr<CollectorProcess> serve(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--data", data_});
    return std::make_unique<CollectorProcess>(OVERT_PROGRAM, std::move(arguments));
  }

  // In an environment of these variables alone.
  static Outcome overt(std::vector<std::string> arguments, std::vector<std::string> variables) {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program({.argv = std::move(arguments), .environment = std::move(variables)});
  }

  static Answer ask(std::uint16_t port, const std::string& request) {
    HttpClient client(port);
    client.send(request);
    return client.receive();
  }

  testing::TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
  std::string config_ = directory_.file("collector.toml");
  std::string token_ = directory_.file("token");
};

TEST_F(ServeAdminTest, print_config_says_where_each_value_comes_from_and_reads_back) {
  write_config("contracts = [\"" + kWerf + "\"]\nadmin = \"127.0.0.1:1\"\n");
  const std::vector<std::string> variables = {"HOME=" + directory_.file("home"),
                                              "OVERT_ADMIN=127.0.0.1:2",
                                              "OVERT_ADMIN_TOKEN=" + std::string(kToken)};
  const Outcome first =
      overt({"serve", "--config", config_, "--listen", "127.0.0.1:3", "--print-config"}, variables);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("contracts = [\"" + kWerf + "\"]  # " + config_ + ":1\n"));
  EXPECT_THAT(first.out, HasSubstr("admin = \"127.0.0.1:2\"  # OVERT_ADMIN\n"));
  EXPECT_THAT(first.out, HasSubstr("listen = \"127.0.0.1:3\"  # --listen\n"));
  EXPECT_THAT(first.out, HasSubstr("/home/.local/share/overt\"  # default\n"));
  EXPECT_THAT(first.out, Not(HasSubstr("canary")));

  write_config(first.out);
  const Outcome second = overt({"serve", "--print-config"}, {"OVERT_CONFIG=" + config_});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("listen = \"127.0.0.1:3\"  # " + config_ + ":"));
}

TEST_F(ServeAdminTest, a_setting_that_cannot_be_is_one_line_and_leaves_nothing) {
  const auto refusal = [this](const std::string& toml, std::vector<std::string> variables) {
    write_config(toml);
    variables.push_back("HOME=" + directory_.file("home"));
    const Outcome outcome = overt({"serve", "--config", config_, "--data", data_}, variables);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    return outcome.err;
  };
  const std::string contracts = "contracts = [\"" + kWerf + "\"]\n";
  EXPECT_EQ(refusal(contracts + "lissten = \"\"\n", {}),
            "overt: " + config_ + ":2: lissten: there is no such setting (did you mean listen?)\n");
  EXPECT_THAT(refusal(contracts, {"OVERT_LISTEN=here"}), StartsWith("overt: OVERT_LISTEN: 'here'"));
  EXPECT_THAT(refusal(contracts, {"OVERT_ADMIN=0.0.0.0:0"}), HasSubstr("it needs a token"));
  EXPECT_THAT(refusal(contracts, {"OVERT_ADMIN_TOKEN=short"}), HasSubstr("can be guessed"));
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(ServeAdminTest, with_a_token_an_address_that_others_reach_is_served_to_who_has_it) {
  write_token(std::string(kToken) + "\n");
  const auto collector =
      serve({"--contract", kWerf, "--admin", "0.0.0.0:0", "--admin-token-file", token_});
  const auto at = collector->output().find("admin on http://0.0.0.0:");
  ASSERT_NE(at, std::string::npos) << collector->output() << collector->log();
  const auto port = static_cast<std::uint16_t>(std::atoi(
      collector->output().c_str() + at + std::string_view("admin on http://0.0.0.0:").size()));
  for (const char* path :
       {"/healthz", "/readyz", "/metrics", "/v1/reports", "/v1/reports/activity", "/v1/latest",
        "/v1/contracts", "/v1/contracts/werf", "/v1/publication?app=werf&month=2022-06"}) {
    const Answer refused = ask(port, get(path));
    EXPECT_EQ(refused.status, 401) << path;
    EXPECT_TRUE(refused.has_header("WWW-Authenticate: Bearer realm=\"overt\"")) << path;
    EXPECT_EQ(ask(port, get_with_token(path, kToken)).status, 200) << path;
    EXPECT_EQ(ask(port, get_with_token(path, "0123456789abcdef-other")).status, 401) << path;
  }
  // The dashboard has to be there to ask for the token.
  EXPECT_EQ(ask(port, get("/")).status, 200);
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_THAT(collector->log() + collector->output(), Not(HasSubstr("canary")));
}

TEST_F(ServeAdminTest, a_signal_takes_a_new_token_and_names_what_needs_a_restart) {
  write_token(kToken);
  const std::string settings = "contracts = [\"" + kWerf + "\"]\nadmin_token_file = \"token\"\n";
  write_config(settings);
  const auto collector = serve({"--config", config_});
  EXPECT_EQ(ask(collector->admin_port(), get_with_token("/healthz", kToken)).status, 200);

  write_token(kNewToken);
  ::kill(collector->pid(), SIGHUP);
  ASSERT_TRUE(collector->wait_for_log("settings read anew"));
  EXPECT_EQ(ask(collector->admin_port(), get_with_token("/healthz", kToken)).status, 401);
  EXPECT_EQ(ask(collector->admin_port(), get_with_token("/healthz", kNewToken)).status, 200);

  write_config("bad = 1\n");
  write_token(kToken);
  ::kill(collector->pid(), SIGHUP);
  ASSERT_TRUE(collector->wait_for_log("bad: there is no such setting"));
  EXPECT_EQ(ask(collector->admin_port(), get_with_token("/healthz", kNewToken)).status, 200);
}

TEST_F(ServeAdminTest, a_signal_names_what_needs_a_restart) {
  const std::string settings = "contracts = [\"" + kWerf + "\"]\n";
  write_config(settings + "data = \"data\"\n");
  CollectorProcess collector(OVERT_PROGRAM, {"--config", config_});
  write_config(settings + "data = \"elsewhere\"\n");
  ::kill(collector.pid(), SIGHUP);
  ASSERT_TRUE(collector.wait_for_log(
      "level=warning msg=\"settings changed that need a restart\" settings=\"data\""));
}

TEST_F(ServeAdminTest, metrics_count_what_the_collector_did) {
  const auto collector = serve({"--contract", kWerf});
  HttpClient client(collector->ingest_port());
  Event refused = testing::page_exited();
  refused.command = "hostile\n# TYPE evil counter\nevil 1";
  for (const Event& event : {testing::page_started(), testing::page_started(), refused}) {
    client.send(post("/v1/traces", kProtobuf, request_of(event)));
    EXPECT_EQ(client.receive().status, 200);
  }
  client.send(post("/nowhere", kProtobuf, ""));
  EXPECT_EQ(client.receive().status, 404);

  const Answer answer = ask(collector->admin_port(), get("/metrics"));
  EXPECT_TRUE(answer.has_header("Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  EXPECT_THAT(answer.body, Not(HasSubstr("hostile")));
  EXPECT_THAT(answer.body, Not(HasSubstr("127.0.0.1")));
  auto samples = parse_prometheus(answer.body);
  EXPECT_EQ(samples["overt_events_accepted_total{app=\"werf\"}"], 2);
  EXPECT_EQ(samples["overt_events_duplicate_total"], 1);
  EXPECT_EQ(samples["overt_events_refused_total{reason=\"not_in_contract\"}"], 1);
  EXPECT_EQ(samples["overt_http_requests_total{listener=\"ingest\",code=\"2xx\"}"], 3);
  EXPECT_EQ(samples["overt_http_requests_total{listener=\"ingest\",code=\"4xx\"}"], 1);
  EXPECT_EQ(samples["overt_commit_duration_seconds_count"], 2);
  // A connection stays busy for a moment after its answer was received.
  EXPECT_EQ(samples["overt_http_connections{listener=\"ingest\",state=\"idle\"}"] +
                samples["overt_http_connections{listener=\"ingest\",state=\"busy\"}"],
            1);
  EXPECT_EQ(samples["overt_http_connections{listener=\"admin\",state=\"busy\"}"], 1);
  EXPECT_GT(samples["overt_http_body_bytes_total{listener=\"ingest\"}"], 200);
}

// A connection from another address of this machine.
UniqueFd connect_from(const char* ip, std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, ip, &address.sin_addr);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

// Sends and reads whatever comes until the peer closes.
void send_and_listen(const char* ip, std::uint16_t port, std::string_view bytes) {
  const UniqueFd fd = connect_from(ip, port);
  ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ::shutdown(fd.get(), SHUT_WR);
  char ignored[4096];
  while (::recv(fd.get(), ignored, sizeof ignored, 0) > 0) continue;
}

TEST_F(ServeAdminTest, its_log_holds_no_address_no_payload_and_nothing_that_moves_a_terminal) {
  const auto collector = serve({"--contract", kWerf, "--log-level", "info"});
  constexpr std::string_view kCanary = "canary-payload\x1b[31m\x07";
  const std::string canary(kCanary);
  for (const std::uint16_t port : {collector->ingest_port(), collector->admin_port()}) {
    for (const std::string& request :
         {canary + "\r\n\r\n", "GET /" + canary + " HTTP/1.1\r\nHost: " + canary + "\r\n\r\n",
          post("/v1/traces", kProtobuf, canary), post("/v1/traces", "application/json", canary),
          post("/v1/traces", canary, canary), post("/" + canary, kProtobuf, canary),
          post("/v1/traces", kProtobuf, canary, "Content-Encoding: gzip\r\n"),
          get_with_token("/v1/reports/" + canary, canary),
          "POST /v1/traces HTTP/1.1\r\nContent-Length: -1\r\n\r\n" + canary}) {
      send_and_listen("127.0.0.7", port, request);
    }
  }
  // A log line there must be, or this test looks at nothing.
  ::kill(collector->pid(), SIGHUP);
  ASSERT_TRUE(collector->wait_for_log("contracts read anew"));
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  const std::string said = collector->log() + collector->output();
  EXPECT_THAT(said, Not(HasSubstr("127.0.0.7")));
  EXPECT_THAT(said, Not(HasSubstr("canary")));
  EXPECT_TRUE(
      std::ranges::all_of(said, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  std::istringstream lines(collector->log());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line,
                ::testing::MatchesRegex("time=[0-9TZ:.-]+ level=(info|warning|error) msg=.*"));
  }
}

// As a sender does whose answer was lost, and one that comes back after a restart of the collector.
TEST_F(ServeAdminTest, what_was_lost_before_it_could_be_sent_counts_once) {
  const std::vector<std::string> arguments = {"--contract", kWerf};
  const auto lost = [](const CollectorProcess& collector) {
    return parse_prometheus(ask(collector.admin_port(), get("/metrics")).body)
        .at("overt_events_lost_total{app=\"werf\"}");
  };
  const auto first = post("/v1/traces", kProtobuf, request_that_lost(event_at(1), 4711));
  for (int start = 0; start < 2; ++start) {
    const auto collector = serve(arguments);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(ask(collector->ingest_port(), first).status, 200);
    EXPECT_EQ(lost(*collector), 4711);
    collector->end_by(SIGKILL);
  }
  const auto collector = serve(arguments);
  const auto second = post("/v1/traces", kProtobuf, request_that_lost(event_at(2), 1));
  EXPECT_EQ(ask(collector->ingest_port(), second).status, 200);
  EXPECT_EQ(lost(*collector), 4712);
}

TEST_F(ServeAdminTest, a_duplicate_is_known_among_as_many_events_as_is_set) {
  constexpr std::int64_t kWindow = 1024;
  const auto collector =
      serve({"--contract", kWerf, "--duplicate-events", std::to_string(kWindow)});
  HttpClient client(collector->ingest_port());
  const auto send = [&client](std::int64_t first, std::int64_t last) {
    std::vector<OutgoingEvent> events;
    for (std::int64_t ts_ms = first; ts_ms <= last; ++ts_ms) {
      const Event event = event_at(ts_ms);
      events.push_back({event, identity_of(event, to_json(event))});
    }
    client.send(post("/v1/traces", kProtobuf, encode_export_request(events, "telemetry.werf.io")));
    EXPECT_EQ(client.receive().status, 200);
  };
  const auto duplicates = [&collector] {
    return parse_prometheus(ask(collector->admin_port(), get("/metrics")).body)
        .at("overt_events_duplicate_total");
  };
  send(1, kWindow);
  send(1, 1);
  EXPECT_EQ(duplicates(), 1);
  send(kWindow + 1, 3 * kWindow);
  send(1, 1);
  EXPECT_EQ(duplicates(), 1) << "it was forgotten";
}

}  // namespace
}  // namespace overt

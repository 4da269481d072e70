// The real collector, from its command line to its data directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "base/temporary_directory.h"
#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"
#include "store/store.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt {
namespace {

using testing::Answer;
using testing::CollectorProcess;
using ::testing::ContainsRegex;
using testing::get;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::post;
using ::testing::StartsWith;

constexpr char kProtobuf[] = "application/x-protobuf";
const std::string kWerf = std::string(OVERT_CONTRACTS) + "/werf.toml";

Event event_at(std::int64_t ts_ms) {
  Event event = testing::page_exited_at(ts_ms);
  return event;
}

std::string request_of(const std::vector<Event>& events) {
  std::vector<OutgoingEvent> outgoing;
  outgoing.reserve(events.size());
  for (const Event& event : events) {
    outgoing.push_back({event, identity_of(event, to_json(event))});
  }
  return encode_export_request(outgoing, "telemetry.werf.io");
}

class ServeTest : public ::testing::Test {
 protected:
  std::unique_ptr<CollectorProcess> serve() {
    return std::make_unique<CollectorProcess>(
        OVERT_PROGRAM, std::vector<std::string>{"--contract", kWerf, "--data", data_});
  }

  // What it says when it cannot start: its exit code, then its lines.
  static std::string refusal(std::vector<std::string> arguments) {
    CollectorProcess process(OVERT_PROGRAM, std::move(arguments));
    EXPECT_EQ(process.ingest_port(), 0);
    const int exit_code = process.end_by(0);
    return std::to_string(exit_code) + " " + process.log();
  }

  std::vector<std::string> with_data(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data", data_});
    return arguments;
  }

  // How often each moment is among the rows of the store, which no collector may have open.
  std::map<std::int64_t, std::int64_t> stored_moments() const {
    const auto store = open_duckdb_store(data_ + "/store.duckdb");
    EXPECT_TRUE(store);
    const auto result = (*store)->query("SELECT ts_ms, count(*) FROM event GROUP BY ts_ms", {});
    EXPECT_TRUE(result);
    std::map<std::int64_t, std::int64_t> moments;
    for (const auto& row : result->rows) {
      moments[std::get<std::int64_t>(row.at(0))] = std::get<std::int64_t>(row.at(1));
    }
    return moments;
  }

  // The files of the data directory in which one of `words` stands.
  std::vector<std::string> files_with_any_of(const std::vector<std::string>& words) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(data_)) {
      const auto bytes = read_file(entry.path(), 1 << 28);
      EXPECT_TRUE(bytes) << entry.path();
      const auto is_there = [&bytes](const std::string& word) {
        return bytes->find(word) != std::string::npos;
      };
      if (std::ranges::any_of(words, is_there)) found.push_back(entry.path());
    }
    return found;
  }

  testing::TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
};

TEST_F(ServeTest, what_was_answered_is_stored_by_the_time_it_has_stopped) {
  const auto collector = serve();
  HttpClient client(collector->ingest_port());
  client.send(post("/v1/traces", kProtobuf, request_of({event_at(1), event_at(2)})));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_EQ(stored_moments(), (std::map<std::int64_t, std::int64_t>{{1, 1}, {2, 1}}));
}

TEST_F(ServeTest, the_run_of_the_telemetry_page_is_counted_in_a_report) {
  {
    const auto collector = serve();
    HttpClient client(collector->ingest_port());
    client.send(post("/v1/traces", kProtobuf,
                     request_of({testing::page_started(), testing::page_exited()})));
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(collector->end_by(SIGTERM), 0);
  }
  const auto collector = serve();
  HttpClient reader(collector->admin_port());
  reader.send(get("/v1/reports/commands?since=1000w&app=werf"));
  const Answer answer = reader.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(R"("runs":1,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"(["werf","werf converge",1,)"));
}

TEST_F(ServeTest, an_interrupt_stops_it_in_order_too) { EXPECT_EQ(serve()->end_by(SIGINT), 0); }

// Sends one event after another on a connection until the collector is gone.
struct Sender {
  void run(std::uint16_t port, std::atomic<int>& answered) {
    HttpClient client(port);
    for (std::int64_t moment = first;; ++moment) {
      sent.push_back(event_at(moment));
      if (!client.send(post("/v1/traces", kProtobuf, request_of({sent.back()})))) return;
      if (client.receive().status != 200) return;
      acknowledged.insert(moment);
      ++answered;
      answered.notify_all();
    }
  }

  std::int64_t first = 0;
  std::vector<Event> sent;
  std::set<std::int64_t> acknowledged;
};

class KilledTest : public ServeTest {
 protected:
  // Lets all senders send at once, and kills the collector in the midst of it.
  void send_until_killed() {
    constexpr int kAnswersBeforeTheKill = 200;
    const auto collector = serve();
    std::atomic<int> answered = 0;
    std::vector<std::jthread> threads;
    threads.reserve(senders_.size());
    for (Sender& sender : senders_) {
      threads.emplace_back([&] { sender.run(collector->ingest_port(), answered); });
    }
    for (int count = 0; count < kAnswersBeforeTheKill; count = answered) answered.wait(count);
    collector->end_by(SIGKILL);
  }

  // The moments that are not stored exactly once.
  static std::vector<std::int64_t> not_once(std::map<std::int64_t, std::int64_t> stored,
                                            const std::set<std::int64_t>& moments) {
    std::vector<std::int64_t> wrong;
    std::ranges::copy_if(moments, std::back_inserter(wrong),
                         [&stored](std::int64_t moment) { return stored[moment] != 1; });
    return wrong;
  }

  std::vector<Sender> senders_ = {{.first = 1}, {.first = 1'000'000}, {.first = 2'000'000}};
};

TEST_F(KilledTest, what_was_answered_is_stored_once) {
  send_until_killed();
  EXPECT_EQ(serve()->end_by(SIGTERM), 0);
  for (const Sender& sender : senders_) {
    EXPECT_THAT(not_once(stored_moments(), sender.acknowledged), IsEmpty());
  }
}

TEST_F(KilledTest, what_is_sent_again_is_stored_once) {
  send_until_killed();
  const auto collector = serve();
  std::set<std::int64_t> all;
  for (const Sender& sender : senders_) {
    HttpClient client(collector->ingest_port());
    client.send(post("/v1/traces", kProtobuf, request_of(sender.sent)));
    EXPECT_EQ(client.receive().status, 200);
    for (const Event& event : sender.sent) all.insert(event.ts_ms);
  }
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_THAT(not_once(stored_moments(), all), IsEmpty());
  EXPECT_EQ(stored_moments().size(), all.size());
}

// A collector, a sender's connection and an operator's.
class FullDiskTest : public ServeTest {
 protected:
  Answer send_one(std::int64_t ts_ms) {
    sender_.send(post("/v1/traces", kProtobuf, request_of({event_at(ts_ms)})));
    return sender_.receive();
  }

  int readiness() {
    operator_.send(get("/readyz"));
    return operator_.receive().status;
  }

  // How large a file of the collector may become.
  bool limit_files(rlim_t bytes) {
    const rlimit limit{.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
    return ::prlimit(collector_->pid(), RLIMIT_FSIZE, &limit, nullptr) == 0;
  }

  std::unique_ptr<CollectorProcess> collector_ = serve();
  HttpClient sender_{collector_->ingest_port()};
  HttpClient operator_{collector_->admin_port()};
};

TEST_F(FullDiskTest, is_answered_503_with_when_to_return) {
  ASSERT_TRUE(limit_files(1));
  const Answer answer = send_one(1);
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has_header("Retry-After: 5"));
  EXPECT_TRUE(answer.has_header("Content-Type: application/x-protobuf"));
}

TEST_F(FullDiskTest, is_over_when_there_is_room_again) {
  EXPECT_EQ(send_one(1).status, 200);
  EXPECT_EQ(readiness(), 200);
  ASSERT_TRUE(limit_files(1));
  EXPECT_EQ(send_one(2).status, 503);
  EXPECT_EQ(readiness(), 503);
  ASSERT_TRUE(limit_files(RLIM_INFINITY));
  EXPECT_EQ(send_one(2).status, 200);
  EXPECT_EQ(readiness(), 200);
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
  EXPECT_EQ(stored_moments(), (std::map<std::int64_t, std::int64_t>{{1, 1}, {2, 1}}));
}

TEST_F(ServeTest, no_file_has_a_raw_id_and_the_log_has_neither_address_nor_payload) {
  const auto collector = serve();
  Event with_user = event_at(1);
  with_user.schema_version = 2;
  with_user.user_id = std::string(64, 'b');
  with_user.attributes.insert(with_user.attributes.begin() + 1,
                              {"extra", StringMap{{"k", "raw-extra"}}});
  Event refused = event_at(2);
  refused.command = "raw-command";
  HttpClient client(collector->ingest_port());
  client.send(post("/v1/traces", kProtobuf, request_of({with_user, refused}),
                   "X-Raw-Header: raw-header\r\n"));
  EXPECT_EQ(client.receive().status, 200);
  client.send(post("/raw-path", "text/raw-type", "raw-body"));
  EXPECT_EQ(client.receive().status, 404);

  const std::vector<std::string> raw = {with_user.project_id, with_user.user_id, "raw-",
                                        "127.0.0.1"};
  EXPECT_THAT(files_with_any_of(raw), IsEmpty());
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_THAT(files_with_any_of(raw), IsEmpty());
  EXPECT_EQ(stored_moments().size(), 1U);
  EXPECT_THAT(collector->log(), Not(HasSubstr("raw-")));
  EXPECT_THAT(collector->log(), Not(HasSubstr("127.0.0.1")));
}

// A refused version is no word of the store either; one that fits its type is what tells which
// version of a tool is newer than its contract.
TEST_F(ServeTest, what_was_refused_is_counted_in_a_report_and_in_no_other_way_kept) {
  const auto collector = serve();
  const auto refuse = [&](std::string version) {
    Event event = event_at(1);
    event.command = "raw-command";
    std::ranges::find(event.attributes, "version", &Field::name)->value = std::move(version);
    HttpClient client(collector->ingest_port());
    client.send(post("/v1/traces", kProtobuf, request_of({event})));
    EXPECT_EQ(client.receive().status, 200);
  };
  for (const char* version : {"9.8.7", "raw-version", "9.8.7"}) refuse(version);
  const auto quality = [&] {
    return testing::run_program(
               {.argv = {OVERT_PROGRAM, "report", "quality", "--format", "csv", "--server",
                         "http://127.0.0.1:" + std::to_string(collector->admin_port())}})
        .out;
  };
  // The loader tells the store of it by and by.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string report = quality();
  while (report.find(",2,2\r\n") == std::string::npos &&
         std::chrono::steady_clock::now() < deadline) {
    report = quality();
  }
  EXPECT_THAT(report, ContainsRegex(",9\\.8\\.7,not_in_contract,[0-9.,]+,2,2\r\n"));
  EXPECT_THAT(report, ContainsRegex(",,not_in_contract,[0-9.,]+,1,1\r\n"));
  EXPECT_THAT(report, Not(HasSubstr("raw-")));
  EXPECT_THAT(files_with_any_of({"raw-"}), IsEmpty());
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_THAT(files_with_any_of({"raw-"}), IsEmpty());
  EXPECT_THAT(collector->log(), Not(HasSubstr("raw-")));
}

TEST_F(ServeTest, what_was_refused_last_is_counted_by_the_time_it_has_stopped) {
  const auto collector = serve();
  HttpClient client(collector->ingest_port());
  for (int i = 0; i < 3; ++i) {
    client.send(post("/v1/events?app=werf", "application/x-ndjson", "{}\n"));
    EXPECT_EQ(client.receive().status, 200);
  }
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  const auto store = open_duckdb_store(data_ + "/store.duckdb");
  const auto refused = (*store)->query(
      "SELECT CAST(sum(events) AS BIGINT) FROM refusal WHERE reason = 'malformed'", {});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->rows.at(0).at(0), Cell(std::int64_t{3}));
}

TEST_F(ServeTest, every_file_is_its_owners_alone) {
  const auto collector = serve();
  for (const auto& entry : std::filesystem::directory_iterator(data_)) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077),
              std::filesystem::perms::none)
        << entry.path();
  }
}

TEST_F(ServeTest, both_listeners_answer_what_is_theirs_alone) {
  const auto collector = serve();
  HttpClient ingest(collector->ingest_port());
  ingest.send(get("/healthz"));
  EXPECT_EQ(ingest.receive().status, 404);
  ingest.send(get("/v1/traces"));
  const Answer wrong_method = ingest.receive();
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_TRUE(wrong_method.has_header("Allow: POST, OPTIONS"));

  HttpClient admin(collector->admin_port());
  admin.send(post("/v1/traces", kProtobuf, ""));
  EXPECT_EQ(admin.receive().status, 404);
}

TEST_F(ServeTest, what_cannot_start_says_so_in_one_line_and_leaves_nothing) {
  const std::string& missing = directory_.file("missing.toml");
  EXPECT_THAT(refusal(with_data({})), StartsWith("2 overt: no contract"));
  EXPECT_THAT(refusal(with_data({"--contract", missing})), HasSubstr(missing));
  EXPECT_EQ(refusal(with_data({"--contract", kWerf, "--contract", kWerf})),
            "2 overt: two contracts are for the application werf\n");
  EXPECT_THAT(refusal(with_data({"--contract", kWerf, "--listen", "4318"})),
              StartsWith("2 overt: --listen: '4318' is not an address and a port"));
  EXPECT_THAT(refusal(with_data({"--contract", kWerf, "--admin", "0.0.0.0:0"})),
              StartsWith("2 overt: the admin address 0.0.0.0:0 can be reached"));
  EXPECT_THAT(refusal(with_data({"--contract", kWerf, "--bad"})), StartsWith("2 overt: "));
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(ServeTest, an_occupied_port_leaves_no_data_directory) {
  const auto collector = serve();
  data_ = directory_.file("other");
  const std::string occupied = "127.0.0.1:" + std::to_string(collector->ingest_port());
  for (const char* option : {"--listen", "--admin"}) {
    EXPECT_EQ(refusal(with_data({"--contract", kWerf, option, occupied})),
              "2 overt: cannot listen on " + occupied + ": Address already in use\n");
  }
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(ServeTest, a_data_directory_that_cannot_be_made_is_named) {
  ASSERT_TRUE(write_file_atomically(directory_.file("file"), ""));
  data_ = directory_.file("file/data");
  const std::string text = refusal(with_data({"--contract", kWerf}));
  EXPECT_THAT(text, StartsWith("2 overt: "));
  EXPECT_THAT(text, HasSubstr(data_));
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

TEST_F(ServeTest, a_second_collector_on_the_same_data_is_refused) {
  const auto collector = serve();
  EXPECT_EQ(
      refusal(with_data({"--contract", kWerf})),
      "2 overt: cannot use " + data_ + ": another overt has it (end that one, or name another)\n");
  HttpClient client(collector->ingest_port());
  client.send(post("/v1/traces", kProtobuf, request_of({event_at(1)})));
  EXPECT_EQ(client.receive().status, 200);
}

}  // namespace
}  // namespace overt

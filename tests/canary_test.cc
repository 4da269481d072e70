// Canaries: more than a thousand secrets, paths, addresses and words, raw, in hex and in base64,
// are put wherever a user of a tool or a sender of OTLP can put a text. None may be found in any
// file, log, answer or report.
//
// What closed types let through: 64 hexadecimal digits are a legal id, and keyed. An executionID is
// one only with a UUID's hyphens, which no canary has. A version is closed in its form alone: an
// IPv4 address and a short text in hex are versions, too, and those canaries are not looked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "base/temporary_directory.h"
#include "canary_places.h"
#include "collector/test_gzip.h"
#include "collector/test_http_client.h"
#include "inbox/inbox.h"
#include "model/event_json.h"
#include "store/store.h"
#include "support/canaries.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kProtobuf[] = "application/x-protobuf";
constexpr char kJson[] = "application/json";
constexpr char kSpanName[] = "git.overt.example";

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

// All files below a directory, one after the other.
std::string read_all(const std::string& directory) {
  std::string bytes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += read_text(entry.path());
  }
  return bytes;
}

// A version begins with a digit and has at most 64 letters, digits and dots.
bool has_the_form_of_a_version(std::string_view text) {
  constexpr std::size_t kVersionBytesMax = 64;
  return text.size() <= kVersionBytesMax && text[0] >= '0' && text[0] <= '9' &&
         text.find_first_of(":@/\\ ") == std::string_view::npos;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  ASSERT_NE(text.find(what), std::string::npos) << what;
  text.replace(text.find(what), what.size(), with);
}

// A name that a directory can have.
std::string as_file_name(std::string text) {
  std::ranges::replace(text, '/', '_');
  return text;
}

// The contract of git with more places for canaries, and with a canary that it allows: as name of
// the application, as command, as attribute and as its value.
std::string contract_with(const std::string& allowed) {
  std::string text = read_text(std::string(OVERT_CONTRACTS) + "/git.toml");
  replace(text, "app = \"git\"", "app = \"" + allowed + "\"");
  replace(text, "  \"git\",\n", "  \"git\", \"git " + allowed + "\",\n");
  return text + R"(
[[attribute]]
name = ")" +
         allowed + R"("
type = "enum"
values = [")" +
         allowed + R"("]
env = "GIT_CHANNEL"
optional = true
why.en = "A test."

[[attribute]]
name = "note"
type = "text"
discard = true
optional = true
why.en = "A test."

[[event]]
type = "Failed"
fields = [{ name = "message", type = "text", discard = true, optional = true, why.en = "A test." }]
)";
}

class Canary : public ::testing::Test {
 protected:
  Canary() {
    std::ofstream(contract_) << contract_with(allowed_);
    collector_ = std::make_unique<CollectorProcess>(
        OVERT_PROGRAM, std::vector<std::string>{"--contract", contract_, "--data", data_});
  }

  void send_honest_events();
  void run_commands();
  void run_command(int variant, const std::vector<std::string>& arguments);
  void send_what_waits() const;
  void fill_places();
  void fill_http();

  // A canary for a place that holds a version.
  std::string plant_version(int variant, std::string_view place);

  Event honest_event();
  CanaryMessage honest_message();
  // Sends each variant of a place in a span of its own.
  void fill(const CanaryPlace& place, OtlpEncoding encoding);
  std::int64_t rejected_by_collector(const std::string& body, OtlpEncoding encoding);
  // Whatever it answers, or nothing.
  void send_raw(const std::string& request);

  // The answers to everything that an operator can ask.
  std::string all_reports() const;
  void wait_for_the_store() const;
  std::string all_rows() const;
  std::string all_lines_of_the_inbox() const;

  void expect_only_allowed(std::string_view where, const std::string& bytes) const {
    EXPECT_THAT(canaries_.found_in(bytes), IsEmpty()) << "in " << where;
    EXPECT_THAT(control_.found_in(bytes), Not(IsEmpty()))
        << "what is allowed must be found in " << where << ", or the search finds nothing";
  }

  Canaries canaries_{1};
  Canaries control_{2};
  Canaries versions_{3};  // canaries that are versions, too
  std::string allowed_ = control_.plant(static_cast<int>(CanaryKind::kWord), "the contract");
  TemporaryDirectory directory_;
  std::string contract_ = directory_.file("canary.toml");
  std::string data_ = directory_.file("data");
  std::string state_ = directory_.file("state");
  std::unique_ptr<CollectorProcess> collector_;
  std::string answers_;
  std::uint8_t spans_ = 0;
  std::uint8_t requests_ = 0;
};

std::string Canary::plant_version(int variant, std::string_view place) {
  std::string canary = versions_.plant(variant, place);
  if (has_the_form_of_a_version(canary)) return canary;
  return canaries_.plant(variant, place);
}

Event Canary::honest_event() {
  Event event;
  event.ts_ms = SystemClock().unix_ms();
  event.execution_id.bytes.fill(++spans_);
  event.execution_id.bytes[0] = requests_;
  event.command = "git status";
  event.attributes = {
      {"arch", "amd64"}, {"extra", StringMap{}}, {"os", "linux"}, {"version", "1.2"}};
  event.event_type = kCommandExited;
  event.data = {{"exitCode", std::int64_t{0}}, {"durationMs", std::int64_t{1}}};
  event.schema_version = 2;
  return event;
}

CanaryMessage Canary::honest_message() {
  CanaryMessage message;
  message.event = honest_event();
  message.identity = identity_of(message.event, to_json(message.event));
  message.span_name = kSpanName;
  return message;
}

std::int64_t Canary::rejected_by_collector(const std::string& body, OtlpEncoding encoding) {
  const bool is_json = encoding == OtlpEncoding::kJson;
  HttpClient client(collector_->ingest_port());
  client.send(post("/v1/traces", is_json ? kJson : kProtobuf, body));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 200) << answer.body;
  answers_ += answer.head + answer.body;
  if (!is_json) return decode_export_response(answer.body)->rejected_spans;
  const json response = json::parse(answer.body);
  if (!response.contains("partialSuccess")) return 0;
  return std::stoll(response["partialSuccess"]["rejectedSpans"].get<std::string>());
}

// The allowed canary goes the same way as the others, so that the search can find it.
void Canary::send_honest_events() {
  CanaryMessage message = honest_message();
  message.event.command = "git " + allowed_;
  EXPECT_EQ(rejected_by_collector(request_of(message).dump(), OtlpEncoding::kJson), 0);
  message.event.attributes.push_back({allowed_, "not its value"});
  EXPECT_EQ(rejected_by_collector(request_of(message).dump(), OtlpEncoding::kJson), 1);
}

void Canary::fill(const CanaryPlace& place, OtlpEncoding encoding) {
  ++requests_;
  json whole = {{"resourceSpans", json::array()}};
  std::vector<OutgoingEvent> events;
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    CanaryMessage message = honest_message();
    place.put(message, place.fate == Fate::kVersion ? plant_version(variant, place.name)
                                                    : canaries_.plant(variant, place.name));
    json request = request_of(message);
    whole["resourceSpans"].push_back(request["resourceSpans"][0]);
    request.erase("resourceSpans");
    whole.update(request);
    events.push_back({message.event, message.identity});
  }
  const std::int64_t rejected = rejected_by_collector(
      encoding == OtlpEncoding::kJson ? whole.dump() : encode_export_request(events, kSpanName),
      encoding);
  // One variant is a legal id: the secret of 32 bytes in hex or, for a trace id, the word of 16.
  // Six have the form of a version: an IPv4 address, and in hex it, three shorter kinds and the
  // secret.
  const std::map<Fate, std::int64_t> expected = {{Fate::kDropped, 0},
                                                 {Fate::kRefused, kCanaryVariants},
                                                 {Fate::kKeyedOrRefused, kCanaryVariants - 1},
                                                 {Fate::kVersion, kCanaryVariants - 6}};
  EXPECT_EQ(rejected, expected.at(place.fate)) << place.name;
}

void Canary::fill_places() {
  for (const CanaryPlace& place : places_of_events()) {
    fill(place, OtlpEncoding::kProtobuf);
    fill(place, OtlpEncoding::kJson);
  }
  for (const CanaryPlace& place : places_of_otlp()) fill(place, OtlpEncoding::kJson);
}

void Canary::send_raw(const std::string& request) {
  HttpClient client(collector_->ingest_port());
  client.send(request);
  client.finish_sending();
  const Answer answer = client.receive();
  answers_ += answer.head + answer.body;
}

void Canary::fill_http() {
  const std::string honest = request_of(honest_message()).dump();
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    const auto plant = [&](std::string_view place) { return canaries_.plant(variant, place); };
    for (const char* header :
         {"Authorization", "Cookie", "User-Agent", "X-Forwarded-For", "Host"}) {
      send_raw(post("/v1/traces", kJson, honest,
                    std::string(header) + ": " + plant("a header") + "\r\n"));
    }
    send_raw(post("/v1/traces", kJson, honest, plant("a header's name") + ": 1\r\n"));
    send_raw(post("/v1/traces", kJson, honest,
                  "Content-Encoding: " + plant("Content-Encoding") + "\r\n"));
    send_raw(post("/v1/traces", plant("Content-Type"), honest));
    send_raw(post("/v1/traces", kJson + ("; charset=" + plant("a parameter")), honest));
    send_raw(post("/v1/" + plant("the path"), kJson, honest));
    send_raw(post("/v1/traces?key=" + plant("the query"), kJson, honest));
    send_raw(plant("the method") + " /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n");
    send_raw(plant("no HTTP at all"));
    send_raw(post("/v1/traces", kProtobuf, plant("a body that is no protobuf")));
    send_raw(post("/v1/traces", kJson, plant("a body that is no JSON")));
    send_raw(post("/v1/traces", kJson, R"({"resourceSpans":")" + plant("a wrong type") + "\"}"));
    send_raw(post("/v1/traces", kJson, json{{plant("a key"), 1}}.dump()));
    const std::string encoded = "Content-Encoding: gzip\r\n";
    send_raw(post("/v1/traces", kJson, plant("a body that is no gzip"), encoded));
    send_raw(post("/v1/traces", kJson, gzip(plant("a gzip body that is no JSON")), encoded));
    CanaryMessage message = honest_message();
    message.resource = {{plant("a resource, in gzip"), 1}};
    message.event.command = plant("a command, in gzip");
    send_raw(post("/v1/traces", kJson, gzip(request_of(message).dump()), encoded));
  }
}

// `overt exec -- git ARGUMENTS` where everything around it holds canaries.
void Canary::run_command(int variant, const std::vector<std::string>& arguments) {
  const auto plant = [&](std::string_view place) { return canaries_.plant(variant, place); };
  const std::string repository = directory_.file(as_file_name(plant("the directory's name")));
  std::filesystem::create_directories(repository + "/.git/objects");
  std::filesystem::create_directories(repository + "/.git/refs");
  std::ofstream(repository + "/.git/HEAD") << "ref: refs/heads/main\n";
  std::ofstream(repository + "/.git/config")
      << "[remote \"origin\"]\n\turl = \"https://" << as_file_name(plant("the origin's user"))
      << ":" << as_file_name(plant("the origin's password")) << "@git.example/"
      << as_file_name(plant("the origin's path"))
      << ".git?token=" << as_file_name(plant("the origin's query")) << "\"\n";
  std::vector<std::string> environment = {
      "PATH=/usr/local/bin:/usr/bin:/bin",
      "HOME=" + directory_.file(as_file_name(plant("the home directory's name"))),
      "XDG_STATE_HOME=" + state_,
      "GIT_TELEMETRY_TRACE_URL=http://127.0.0.1:" + std::to_string(collector_->ingest_port()),
      "GIT_TELEMETRY_EXTRA_ATTRIBUTE_TEAM=team=" + plant("an extra attribute"),
      "OTEL_RESOURCE_ATTRIBUTES=key=" + plant("OTEL_RESOURCE_ATTRIBUTES"),
      "OTEL_EXPORTER_OTLP_HEADERS=key=" + plant("OTEL_EXPORTER_OTLP_HEADERS")};
  for (const std::string name : {"BUDDY",
                                 "CI",
                                 "CI_JOB_TOKEN",
                                 "CIRCLECI",
                                 "EMAIL",
                                 "GITHUB_ACTIONS",
                                 "GITLAB_CI",
                                 "GIT_AUTHOR_EMAIL",
                                 "GIT_AUTHOR_NAME",
                                 "GIT_CHANNEL",
                                 "GIT_COMMITTER_NAME",
                                 "GO_SERVER_URL",
                                 "HOSTNAME",
                                 "JENKINS_URL",
                                 "LOGNAME",
                                 "PWD",
                                 "SSH_CLIENT",
                                 "TEAMCITY_VERSION",
                                 "TRAVIS",
                                 "UNNAMED",
                                 "USER"}) {
    environment.push_back(name + "=" + plant("the variable " + name));
  }
  std::vector<std::string> argv = {OVERT_PROGRAM,    "exec",  "--contract", contract_,
                                   "--tool-version", "1.2.3", "--",         "git"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const Outcome outcome =
      run_program({.argv = argv, .environment = environment, .directory = repository});
  EXPECT_FALSE(outcome.hung);
}

void Canary::run_commands() {
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    const auto plant = [&](std::string_view place) { return canaries_.plant(variant, place); };
    run_command(variant, {allowed_, plant("an argument")});
    run_command(variant, {plant("an unknown command"), plant("its argument")});
    run_command(variant, {"-C", plant("a value of -C"), "log", "--" + plant("an unknown option"),
                          "--format=" + plant("an unknown option's value"), plant("a revision"),
                          "--", plant("a path behind --")});
    run_command(variant, {"-c", "user.name=" + plant("a value of -c"), "commit", "--allow-empty",
                          "-m", plant("a value of -m"), "-S" + plant("a value stuck to an option"),
                          "--author=" + plant("a value of --author")});
    const std::string version = plant_version(variant, "the tool's version");
    const Outcome refused =
        run_program({.argv = {OVERT_PROGRAM, "exec", "--contract", contract_, "--tool-version",
                              version, "--", "true"},
                     .environment = {{"PATH=/usr/bin:/bin", "HOME=" + directory_.file("home"),
                                      "XDG_STATE_HOME=" + state_}}});
    EXPECT_EQ(refused.exit_code, has_the_form_of_a_version(version) ? 0 : 2) << version;
  }
  send_what_waits();
}

void Canary::send_what_waits() const {
  const Program send{
      .argv = {OVERT_PROGRAM, "send", "--now", "--contract", contract_, "--endpoint",
               "http://127.0.0.1:" + std::to_string(collector_->ingest_port())},
      .environment = {{"HOME=" + directory_.file("home"), "XDG_STATE_HOME=" + state_}}};
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  for (Outcome sent; sent.out.find("nothing waits") == std::string::npos;) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << sent.out << sent.err;
    sent = run_program(send);
  }
}

std::string Canary::all_reports() const {
  HttpClient reader(collector_->admin_port());
  const auto ask = [&reader](const std::string& path) {
    reader.send(get(path));
    const Answer answer = reader.receive();
    EXPECT_EQ(answer.status, 200) << path;
    return answer.head + answer.body + "\n";
  };
  std::string answers = ask("/healthz") + ask("/readyz") + ask("/v1/reports");
  reader.send(get("/v1/reports"));
  const json catalogue = json::parse(reader.receive().body);
  EXPECT_FALSE(catalogue["reports"].empty());
  for (const json& report : catalogue["reports"]) {
    answers += ask("/v1/reports/" + report["name"].get<std::string>());
  }
  return answers;
}

void Canary::wait_for_the_store() const {
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  while (control_.found_in(all_reports()).empty()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << all_reports();
  }
}

// DuckDB compresses its file, so what is in it is also read as it stands in its tables.
std::string Canary::all_rows() const {
  const auto store = open_duckdb_store(data_ + "/store.duckdb");
  const auto tables = (*store)->query("SELECT table_name FROM information_schema.tables", {});
  EXPECT_TRUE(tables && !tables->rows.empty());
  std::string text;
  for (const auto& table : tables->rows) {
    const auto rows = (*store)->query(
        "SELECT COLUMNS(*)::VARCHAR FROM " + std::get<std::string>(table.at(0)), {});
    EXPECT_TRUE(rows) << rows.error().message;
    for (const auto& row : rows->rows) {
      for (const Cell& cell : row) {
        if (const auto* const words = std::get_if<std::string>(&cell)) text += *words + "\n";
      }
    }
  }
  return text;
}

std::string Canary::all_lines_of_the_inbox() const {
  constexpr std::size_t kEventsMax = 1'000'000;
  const auto inbox = Inbox::open(data_ + "/inbox.sqlite");
  const auto events = (*inbox)->read(0, kEventsMax);
  std::string text;
  for (const StoredEvent& event : *events) text += event.app + " " + event.line + "\n";
  return text;
}

TEST_F(Canary, none_of_a_thousand_is_found_anywhere_and_what_is_allowed_everywhere) {
  send_honest_events();
  run_commands();
  fill_places();
  fill_http();
  EXPECT_GE(canaries_.planted(), 1000U);
  ASSERT_EQ(::kill(collector_->pid(), SIGHUP), 0);
  ASSERT_TRUE(collector_->wait_for_log("contracts read anew"));
  wait_for_the_store();

  expect_only_allowed("the log and its receipts", read_all(state_));
  EXPECT_THAT(read_text(state_ + "/overt/" + allowed_ + "/receipts.ndjson"),
              HasSubstr(R"("status":200)"));
  expect_only_allowed("the answers to senders", answers_);
  expect_only_allowed("the answers to the operator", all_reports());
  expect_only_allowed("the data of a running collector", read_all(data_));
  EXPECT_EQ(collector_->end_by(SIGTERM), 0);
  expect_only_allowed("the collector's log", collector_->log());
  EXPECT_THAT(canaries_.found_in(collector_->output()), IsEmpty());
  expect_only_allowed("the inbox's file", read_text(data_ + "/inbox.sqlite"));
  expect_only_allowed("the store's file", read_text(data_ + "/store.duckdb"));
  expect_only_allowed("the rows of the store", all_rows());
  expect_only_allowed("the lines of the inbox", all_lines_of_the_inbox());
}

TEST(Canaries, are_found_in_each_form_and_in_what_was_cut_off_of_them) {
  Canaries canaries(1);
  for (int variant = 0; variant < kCanaryVariants; ++variant) {
    const std::string canary = canaries.plant(variant, std::to_string(variant));
    EXPECT_EQ(canaries.found_in("{\"" + json(canary).dump() + "\"}").size(), 1U) << canary;
    EXPECT_EQ(canaries.found_in("x" + canary.substr(0, canary.size() - 3)).size(), 1U) << canary;
  }
  EXPECT_THAT(canaries.found_in("nothing of the kind"), IsEmpty());
}

}  // namespace
}  // namespace overt::testing

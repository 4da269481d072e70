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

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "canary_world.h"
#include "collector/test_http_client.h"
#include "inbox/inbox.h"
#include "store/store.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

class Canary : public CanaryTest {
 protected:
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
};

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
    const std::string about = report.contains("about") ? "?about=1.0.0" : "";
    answers += ask("/v1/reports/" + report["name"].get<std::string>() + about);
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

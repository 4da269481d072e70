// docs/collector-api.md is true: its examples are run, its limits are those of the code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <regex>
#include <sstream>

#include "collector/gzip.h"
#include "collector/limits.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "otlp/world.h"
#include "store/store.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

std::string page() {
  std::ostringstream text;
  text << std::ifstream(OVERT_SOURCE "/docs/collector-api.md").rdbuf();
  return std::move(text).str();
}

class CollectorApi : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  CollectorProcess collector_{OVERT_PROGRAM,
                              {"--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data",
                               directory_.file("data")}};
};

TEST_F(CollectorApi, every_example_of_its_page_is_answered_as_the_page_says) {
  const std::string text = page();
  const std::regex example("```sh\n([^`]*)```\n```json\n([^`]*)```");
  const std::regex address("127\\.0\\.0\\.1:4318");
  const std::string port = "127.0.0.1:" + std::to_string(collector_.ingest_port());
  int examples = 0;
  for (std::sregex_iterator found(text.begin(), text.end(), example), end; found != end; ++found) {
    const Outcome outcome =
        run_program({.argv = {"bash", "-c", std::regex_replace((*found)[1].str(), address, port)}});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out + "\n", (*found)[2].str());
    ++examples;
  }
  EXPECT_EQ(examples, 4);
  EXPECT_EQ(collector_.end_by(SIGTERM), 0);
  const auto store = open_duckdb_store(directory_.file("data/store.duckdb"));
  ASSERT_TRUE(store);
  const auto rows = (*store)->query("SELECT command, event_type FROM event ORDER BY ts_ms", {});
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->rows.size(), 2U);
  EXPECT_EQ(std::get<std::string>(rows->rows[1][0]), "git status");
  EXPECT_EQ(std::get<std::string>(rows->rows[1][1]), "CommandExited");
}

std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

TEST(CollectorApiPage, has_the_limits_of_the_code) {
  const auto seconds = [](std::chrono::milliseconds time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count());
  };
  for (const auto& [what, most] : std::vector<std::pair<std::string, std::string>>{
           {"bytes of a request line and its headers", with_commas(kHttpHeadBytesMax)},
           {"bytes of a body, as it comes, and once inflated", with_commas(kHttpBodyBytesMax)},
           {"bytes that come out of each byte of gzip, beyond the first " +
                with_commas(kInflatedBytesAnyway),
            with_commas(kInflationMax)},
           {"bytes of all bodies at once, as they come", with_commas(kHttpBytesInFlightMax)},
           {"spans or lines of a request", with_commas(kLinesPerRequestMax)},
           {"bytes of a line with its newline", with_commas(kEventLineBytesMax)},
           {"attributes of a span", with_commas(kSpanAttributesMax)},
           {"bytes of `attributes` and of `eventData` of a span", with_commas(kAttributeBytesMax)},
           {"levels of JSON", with_commas(kJsonDepthMax)},
           {"connections", with_commas(kIngestConnectionsMax)},
           {"seconds without a request, for a head, for a body",
            seconds(kHttpIdleTimeout) + ", " + seconds(kHttpHeadTimeout) + ", " +
                seconds(kHttpBodyTimeout)}}) {
    EXPECT_THAT(page(), HasSubstr("| " + what + " | " + most + " |"));
  }
}

// The log's line and the span that the sender makes of it.
TEST_F(OtlpWorld, a_line_and_its_span_are_one_event) {
  const Event event = werf_event(1);
  const std::string line = to_json(event) + "\n";
  constexpr char kPath[] = "/v1/events?app=werf";
  EXPECT_EQ(ask(post(kPath, "application/x-ndjson", line)).body, "{}");
  EXPECT_EQ(ask(post(kPath, "application/x-ndjson", line + line)).body, "{}");
  const std::string spans = request_of({event}, OtlpEncoding::kProtobuf);
  EXPECT_EQ(ask(post("/v1/traces", kProtobufType, spans)).status, 200);
  EXPECT_THAT(stored_moments(), ::testing::ElementsAre(1));
}

}  // namespace
}  // namespace overt::testing

// Real SDKs send what werf sends; each event has to arrive in the store as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/temporary_directory.h"
#include "collector/pepper.h"
#include "model/event_json.h"
#include "model/page_examples.h"
#include "store/row.h"
#include "store/store.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using nlohmann::json;

constexpr char kOtel[] = OVERT_SOURCE "/tests/otel";

struct Sdk {
  const char* language;
  const char* encoding;
  const char* compression;
};

std::string name_of(const ::testing::TestParamInfo<Sdk>& sdk) {
  return std::string(sdk.param.language) + "_" + sdk.param.encoding + "_" + sdk.param.compression;
}

std::vector<Event> events_of_werf() {
  std::vector<Event> events = {page_started(), page_exited()};
  Event event = schema_2_event();
  event.execution_id.bytes[1] ^= 1;
  event.user_id = std::string(64, 'b');
  event.data = {{"commandOptions",
                 OptionList{{.name = "dev"}, {.name = "repo"}, {.name = "parallel-tasks-limit"}}}};
  events.push_back(event);
  event.execution_id.bytes[0] ^= 1;
  event.command = "werf bundle publish";
  event.project_id = "";
  event.data = {{"commandOptions", OptionList{}}};
  events.push_back(event);
  return events;
}

// What a row tells, as one line.
std::string line_of(const Row& row) {
  json line = {row.ts_ms,
               to_string(row.execution_id),
               std::to_string(row.project),
               row.command,
               row.event_type,
               row.schema_version,
               row.os,
               row.arch,
               row.version,
               row.ci_name,
               row.options};
  line.push_back(row.exit_code ? json(*row.exit_code) : json());
  line.push_back(row.duration_ms ? json(*row.duration_ms) : json());
  return line.dump();
}

class SdkTest : public ::testing::TestWithParam<Sdk> {
 protected:
  // Empty, and the test skipped, where the SDK is not.
  static std::vector<std::string> command() {
    const std::string language = GetParam().language;
    if (language == "javascript") return {"node", std::string(kOtel) + "/send_events.mjs"};
    if (language == "go") {
      if (*GO_SENDER == '\0') return {};
      return {GO_SENDER};
    }
    if (::access(PYTHON_WITH_SDK, X_OK) != 0) return {};
    return {PYTHON_WITH_SDK, std::string(kOtel) + "/send_events.py"};
  }

  std::vector<std::string> expected_lines() const {
    SystemRandom random;
    const auto pepper = Pepper::open_or_make(directory_.file("data/pepper"), random);
    EXPECT_TRUE(pepper);
    std::vector<std::string> lines;
    for (Event event : events_of_werf()) {
      pepper->key_ids(event);
      lines.push_back(line_of(row_from_event("werf", 0, event)));
    }
    return lines;
  }

  std::vector<std::string> stored_lines() const {
    const auto store = open_duckdb_store(directory_.file("data/store.duckdb"));
    EXPECT_TRUE(store);
    const auto result = (*store)->query(
        "SELECT ts_ms, execution_id::VARCHAR, project::VARCHAR, command, event_type, "
        "schema_version, "
        "os, arch, version, ci_name, to_json(option_names)::VARCHAR, exit_code, duration_ms "
        "FROM event ORDER BY received_ms",
        {});
    EXPECT_TRUE(result) << result.error().message;
    std::vector<std::string> lines;
    for (const auto& row : result->rows) {
      json line;
      for (const Cell& cell : row) line.push_back(json_of(cell));
      line[10] = json::parse(line[10].get<std::string>());
      lines.push_back(line.dump());
    }
    return lines;
  }

  static json json_of(const Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    return nullptr;
  }

  TemporaryDirectory directory_;
};

TEST_P(SdkTest, every_event_arrives_as_it_was) {
  std::vector<std::string> argv = command();
  if (argv.empty()) {
    GTEST_SKIP() << "OpenTelemetry's SDK for " << GetParam().language
                 << " is not here: tools/setup test gets it where go 1.19 or python3-venv is";
  }
  CollectorProcess collector(OVERT_PROGRAM,
                             {"--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
                              directory_.file("data")});
  std::string input;
  for (const Event& event : events_of_werf()) input += (input.empty() ? "[" : ",") + to_json(event);
  argv.insert(argv.end(),
              {GetParam().encoding, GetParam().compression,
               "http://127.0.0.1:" + std::to_string(collector.ingest_port()) + "/v1/traces"});
  const Outcome sent = run_program({.argv = argv, .input = input + "]"});
  EXPECT_EQ(sent.exit_code, 0);
  EXPECT_EQ(sent.err, "") << "a partial success would be a warning of the SDK";
  EXPECT_EQ(collector.end_by(SIGTERM), 0);
  EXPECT_THAT(stored_lines(), ::testing::UnorderedElementsAreArray(expected_lines()));
}

INSTANTIATE_TEST_SUITE_P(
    Of, SdkTest,
    ::testing::Values(Sdk{"javascript", "protobuf", "none"}, Sdk{"javascript", "protobuf", "gzip"},
                      Sdk{"javascript", "json", "none"}, Sdk{"javascript", "json", "gzip"},
                      Sdk{"python", "protobuf", "none"}, Sdk{"python", "protobuf", "gzip"},
                      Sdk{"go", "protobuf", "none"}, Sdk{"go", "protobuf", "gzip"}),
    name_of);

}  // namespace
}  // namespace overt::testing

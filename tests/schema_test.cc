// The JSON Schema of a contract says what the gate says: Ajv, a validator that others wrote, judges
// the same texts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "contract/gate.h"
#include "contract/load.h"
#include "model/event_json.h"
#include "model/page_examples.h"
#include "schema/event_texts.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr unsigned kSeed = 20'220'719;

// Of every contract, beside what changes of one kind there are.
constexpr int kGoodEvents = 3'000;
constexpr int kEventsChangedTwice = 6'000;

std::string path_of(const std::string& contract) {
  const bool is_of_this_house = contract == "git" || contract == "werf";
  return (is_of_this_house ? OVERT_CONTRACTS "/" : OVERT_SOURCE "/tests/schema/") + contract +
         ".toml";
}

LoadedContract load(const std::string& contract) {
  Result<LoadedContract> loaded = load_contract(path_of(contract));
  EXPECT_TRUE(loaded) << loaded.error().message;
  return *std::move(loaded);
}

std::string schema_of(const std::string& contract) {
  const Outcome outcome =
      run_program({.argv = {OVERT_PROGRAM, "contract", "schema", path_of(contract)}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out;
}

bool gate_lets_in(const Contract& contract, const std::string& text) {
  const Result<Event> event = event_from_json(text);
  return event && !check(contract, *event);
}

// Whether each text is valid, as Ajv sees it.
std::vector<bool> judge(const std::string& schema, const std::vector<std::string>& texts) {
  const TemporaryDirectory directory;
  std::ofstream(directory.file("schema.json")) << schema;
  std::string lines;
  for (const std::string& text : texts) lines += text + "\n";
  const Outcome outcome = run_program(
      {.argv = {"node", OVERT_SOURCE "/tests/schema/validate.mjs", directory.file("schema.json")},
       .input = std::move(lines)});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  std::vector<bool> verdicts;
  std::istringstream answers(outcome.out);
  for (std::string answer; std::getline(answers, answer);) verdicts.push_back(answer == "valid");
  EXPECT_EQ(verdicts.size(), texts.size());
  verdicts.resize(texts.size());
  return verdicts;
}

// Texts whose beginning is no JSON any more.
std::vector<std::string> beginnings(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t size = 0; size < text.size(); ++size) all.push_back(text.substr(0, size));
  return all;
}

std::vector<std::string> texts_for(const Contract& contract) {
  EventTexts events(contract, kSeed);
  std::vector<std::string> texts = events.changed_once();
  for (int i = 0; i < kGoodEvents; ++i) texts.push_back(events.good());
  for (int i = 0; i < kEventsChangedTwice; ++i) texts.push_back(events.changed_twice());
  for (std::string& text : beginnings(events.good())) texts.push_back(std::move(text));
  return texts;
}

class Schema : public ::testing::TestWithParam<const char*> {};

TEST_P(Schema, lets_in_what_the_gate_lets_in_and_nothing_else) {
  const LoadedContract contract = load(GetParam());
  const std::vector<std::string> texts = texts_for(*contract);
  const std::vector<bool> valid = judge(schema_of(GetParam()), texts);
  int accepted = 0;
  int different = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool let_in = gate_lets_in(*contract, texts[i]);
    accepted += let_in ? 1 : 0;
    if (let_in == valid[i]) continue;
    if (++different > 5) continue;
    ADD_FAILURE() << (let_in ? "only the gate lets in " : "only the schema lets in ") << texts[i];
  }
  EXPECT_EQ(different, 0) << "of " << texts.size();
  const auto refused = static_cast<int>(texts.size()) - accepted;
  RecordProperty("accepted", accepted);
  RecordProperty("refused", refused);
  EXPECT_GE(accepted, 2'500);
  EXPECT_GE(refused, 5'000);
}

TEST_P(Schema, good_events_are_let_in) {
  const LoadedContract contract = load(GetParam());
  EventTexts events(*contract, kSeed);
  for (int i = 0; i < 500; ++i) {
    const std::string text = events.good();
    EXPECT_TRUE(gate_lets_in(*contract, text)) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Contracts, Schema, ::testing::Values("git", "werf", "all_types", "bare"),
                         [](const auto& contract) { return std::string(contract.param); });

// Texts are judged one a line.
std::string without_lines(std::string_view text) { return nlohmann::json::parse(text).dump(); }

TEST(SchemaOfWerf, the_pages_examples_are_valid) {
  EXPECT_THAT(judge(schema_of("werf"), {without_lines(kPageStarted), without_lines(kPageExited)}),
              ElementsAre(true, true));
}

// The events that a page shows: what stands in its blocks of JSON.
std::vector<std::string> examples_on_page(const std::string& name) {
  const std::string page = *read_file(OVERT_SOURCE "/docs/telemetry/" + name, 1 << 20);
  constexpr std::string_view kBegin = "\n```json\n";
  std::vector<std::string> examples;
  for (auto at = page.find(kBegin); at != std::string::npos; at = page.find(kBegin, at)) {
    at += kBegin.size();
    examples.push_back(without_lines(std::string_view(page).substr(at, page.find("```", at) - at)));
  }
  return examples;
}

TEST(SchemaOfThisHouse, the_examples_on_its_pages_are_valid) {
  for (const std::string app : {"git", "werf"}) {
    for (const std::string language : {"en", "ru"}) {
      const std::vector<std::string> examples = examples_on_page(app + '.' + language + ".md");
      EXPECT_GE(examples.size(), 4U) << "both events of a run, in both schemas";
      EXPECT_THAT(judge(schema_of(app), examples), ::testing::Each(true)) << app << language;
    }
  }
}

// As docs/contract-format.md says: the schema is laxer here, and cannot be otherwise.
TEST(ContractSchema, cannot_refuse_numbers_without_a_fraction_and_keys_that_stand_twice) {
  const std::string event =
      R"({"ts":0,"executionID":"2f75d020-684e-4224-9013-35e95e1b7721","projectID":"",)"
      R"("command":"bare","attributes":{},"eventType":"Nothing","eventData":{},"schemaVersion":1})";
  const auto with_ts = [&](std::string_view ts) { return std::string(event).replace(1, 6, ts); };
  const std::vector<std::string> texts = {with_ts(R"("ts":0.0)"), with_ts(R"("ts":1e3)"),
                                          with_ts(R"("ts":0,"ts":1)")};
  EXPECT_THAT(judge(schema_of("bare"), texts), ElementsAre(true, true, true));
  const LoadedContract contract = load("bare");
  EXPECT_TRUE(gate_lets_in(*contract, with_ts(R"("ts":1)")));
  for (const std::string& text : texts) EXPECT_FALSE(gate_lets_in(*contract, text)) << text;
}

TEST(ContractSchema, says_what_each_field_is_for_and_what_becomes_of_it) {
  const std::string schema = schema_of("all_types");
  EXPECT_THAT(schema,
              HasSubstr(R"("$id": "urn:overt:event:all-types:all%20types%3A%20100%20%25")"));
  EXPECT_THAT(
      schema,
      HasSubstr(R"("description": "A test. Taken from the wire, never recorded, never stored.")"));
  EXPECT_THAT(schema, HasSubstr("in other ways. Recorded up to 2027-06-09 (UTC)."));
  EXPECT_THAT(schema_of("werf"), HasSubstr("Which processors werf has to be fast on."));
}

TEST(ContractSchema, a_contract_that_cannot_be_read_is_one_line_and_exit_code_2) {
  const Outcome outcome =
      run_program({.argv = {OVERT_PROGRAM, "contract", "schema", "/no/such.toml"}});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("/no/such.toml"));
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
}

}  // namespace
}  // namespace overt::testing

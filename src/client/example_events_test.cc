#include "client/example_events.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "client/example_text.h"
#include "client/log.h"
#include "client/session.h"
#include "contract/gate.h"
#include "contract/test_contract.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "model/page_examples.h"

namespace overt {
namespace {

class ExampleClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return unix; }
  std::int64_t steady_ms() const override { return steady; }

  std::int64_t unix = 1658231825280;
  std::int64_t steady = 0;
};

// Gives the bytes of one UUID.
class ExampleRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    const Uuid uuid = *parse_uuid("2f75d020-684e-4224-9013-35e95e1b7721");
    std::ranges::copy(uuid.bytes, bytes.begin());
  }
};

LoadedContract house_contract(const std::string& name) {
  return *load_contract(std::string(OVERT_CONTRACTS) + "/" + name);
}

const Event& event_of(const std::vector<Event>& events, std::string_view type) {
  return *std::ranges::find(events, type, &Event::event_type);
}

// The lines that a session writes for the run that the examples are of.
std::vector<std::string> lines_of_a_session(const Contract& contract, const Event& example,
                                            const ExampleRun& run) {
  const testing::TemporaryDirectory directory;
  ExampleClock clock;
  ExampleRandom random;
  const SessionOptions options{
      .state = {directory.file("state")}, .log_file = {}, .schema_version = example.schema_version};
  Session session(contract, options,
                  {.project_id = example.project_id,
                   .command = run.command,
                   .options = run.options,
                   .attributes = example.attributes},
                  clock, random);
  session.record_started();
  clock.unix = 1658231836102;
  clock.steady = 10827;
  session.record_exited(0);
  std::vector<std::string> lines;
  std::istringstream log(*read_file(options.state.events(), kLogBytesMax));
  for (std::string line; std::getline(log, line);) lines.push_back(line);
  return lines;
}

TEST(ExampleEvents, are_byte_for_byte_what_a_session_writes) {
  for (const char* name : {"werf.toml", "git.toml"}) {
    const LoadedContract contract = house_contract(name);
    for (const int schema_version : contract->schema_versions) {
      const ExampleRun run = example_run(*contract);
      const std::vector<Event> events = example_events(*contract, schema_version, run);
      const Event& started = event_of(events, kCommandStarted);
      const Event& exited = event_of(events, kCommandExited);
      EXPECT_EQ(lines_of_a_session(*contract, started, run),
                (std::vector{to_json(started), to_json(exited)}))
          << name;
    }
  }
}

TEST(ExampleEvents, of_werf_have_the_shape_of_its_own_page) {
  const LoadedContract contract = house_contract("werf.toml");
  const ExampleRun run{.command = "werf converge", .options = {{.name = "repo"}}};
  std::vector<Event> events = example_events(*contract, 1, run);
  ASSERT_EQ(events.size(), 2U);
  // All that is another's: the project and the version.
  for (Event& event : events) {
    EXPECT_NE(event.project_id, testing::page_event().project_id);
    event.project_id = testing::page_event().project_id;
    event.attributes = testing::page_event().attributes;
  }
  EXPECT_EQ(to_json(events[0], JsonStyle::kPage), testing::kPageStarted);
  EXPECT_EQ(to_json(events[1], JsonStyle::kPage), testing::kPageExited);
}

TEST(ExampleEvents, show_every_type_of_event_and_every_field_that_is_recorded) {
  const LoadedContract contract = house_contract("werf.toml");
  const std::vector<Event> events = example_events(*contract, 2, example_run(*contract));
  ASSERT_EQ(events.size(), contract->events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const EventSpec& spec = contract->events[i];
    EXPECT_EQ(events[i].event_type, spec.type);
    EXPECT_EQ(check(*contract, events[i]), std::nullopt);
    for (const FieldSpec& field : spec.fields) {
      const bool is_there = std::ranges::count(events[i].data, field.name, &Field::name) > 0;
      EXPECT_EQ(is_there, !field.discard) << spec.type << '.' << field.name;
    }
  }
}

TEST(ExampleEvents, have_a_value_for_every_type) {
  const LoadedContract contract =
      testing::contract_from(std::string(testing::kContractHead) + R"(commands = ["tool"]
[[attribute]]
name = "extra"
type = "map"
discard = true
why.en = "A test."
[[event]]
type = "All"
fields = [
  { name = "truth", type = "boolean", why.en = "A test." },
  { name = "number", type = "integer", min = 5, max = 9, why.en = "A test." },
  { name = "options", type = "options", optional = true, why.en = "A test." },
  { name = "word", type = "enum", values = ["", "b"], why.en = "A test." },
  { name = "release", type = "version", why.en = "A test." },
  { name = "id", type = "uuid", why.en = "A test." },
  { name = "text", type = "text", discard = true, why.en = "A test." },
  { name = "pattern", type = "pattern", pattern = '[b-d]{2}(x|y)?', characters_max = 2, why.en = "A test." },
]
)");
  const std::vector<Event> events = example_events(*contract, 2, example_run(*contract));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].command, "tool");
  EXPECT_EQ(events[0].project_id, "");
  EXPECT_EQ(to_json(events[0].attributes), R"({"extra":{}})");
  EXPECT_EQ(to_json(events[0].data),
            R"({"truth":true,"number":5,"word":"b","release":"1.2.3",)"
            R"("id":"2f75d020-684e-4224-9013-35e95e1b7721","pattern":"bb"})");
}

TEST(ExampleEvents, of_a_run_that_the_contract_does_not_know_there_are_none) {
  const LoadedContract contract = house_contract("git.toml");
  EXPECT_TRUE(example_events(*contract, 2, {.command = "svn commit", .options = {}}).empty());
  EXPECT_TRUE(example_events(*contract, 3, example_run(*contract)).empty());
}

TEST(ExampleText, is_one_that_the_pattern_matches) {
  for (const char* text : {"a", "abc", "a|b", "(ab|c)d", R"([a-z0-9\-]+)", R"([\]\-a]x)",
                           R"(\.\(\[)", "a?b*c+", "a{3}", "a{0,2}b", "(a(b|c){2,3})?",
                           "(v?[0-9]{1,3}(\\.[0-9]{1,4}){1,2}(-rc[0-9]{1,3})?)?", ""}) {
    const Pattern pattern(text, kPatternCharactersMax);
    ASSERT_EQ(pattern.problem(), "") << text;
    for (const std::size_t optional_times : {0U, 1U}) {
      const std::string example = example_text(pattern, optional_times);
      EXPECT_TRUE(pattern.matches(example)) << text << " gave " << example;
    }
  }
  EXPECT_EQ(example_text(Pattern("(a[x-z]{2}|b)?c*", 9), 1), "axxc");
  EXPECT_EQ(example_text(Pattern("(a[x-z]{2}|b)?c*", 9), 0), "");
}

}  // namespace
}  // namespace overt

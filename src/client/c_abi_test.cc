// What overt.h promises whatever it is given. Whole tools in C and other languages are in
// tests/c_abi/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "contract/compiled/write_compiled.h"
#include "contract/test_contract.h"
#include "overt/overt.h"

namespace overt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kToml = R"(
app = "tool"
env_prefix = "TOOL"
endpoint = "https://telemetry.example.com/v1/traces"
span_name = "telemetry.example.com"
schema_versions = [1]
default = "local"
commands = ["tool", "tool add", "tool add all"]
ignored_commands = ["tool help"]
options = [{ name = "verbose", spellings = ["-v"], env = "TOOL_VERBOSE" }]
[commands_to_come]
pattern = "[a-z ]+"
characters_max = 99
why.en = "A test."
[[attribute]]
name = "version"
type = "version"
why.en = "A test."
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
[[event]]
type = "CommandExited"
fields = [
  { name = "exitCode", type = "exit_code", why.en = "A test." },
  { name = "durationMs", type = "duration_ms", why.en = "A test." },
]
[[event]]
type = "Built"
fields = [
  { name = "success", type = "boolean", optional = true, why.en = "A test." },
  { name = "size", type = "enum", values = ["large", "small"], optional = true, why.en = "A test." },
]
)";

// One home of the test's own, and nothing else in the environment.
class CAbiInProcess : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"DO_NOT_TRACK", "TOOL_TELEMETRY", "TOOL_VERBOSE", "XDG_STATE_HOME", "XDG_CONFIG_HOME"}) {
      ::unsetenv(name);
    }
    ::setenv("HOME", directory_.path().c_str(), 1);
  }

  overt_run* open(const char* version = "1.2.3", const overt_options* options = nullptr) const {
    return overt_open(contract_.data(), contract_.size(), version, options);
  }

  // The lines of the log so far, from `"command"` on.
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::ifstream log(directory_.file(".local/state/overt/tool/events.ndjson"));
    for (std::string line; std::getline(log, line);)
      lines.push_back(line.substr(line.find("\"comm")));
    return lines;
  }

  testing::TemporaryDirectory directory_;
  std::string contract_ = write_compiled(*testing::contract_from(kToml));
};

std::string started(const std::string& command, const std::string& data = "{}") {
  return "\"command\":\"" + command +
         "\",\"attributes\":{\"version\":\"1.2.3\"},\"eventType\":\"CommandStarted\","
         "\"eventData\":" +
         data + ",\"schemaVersion\":1}";
}

TEST_F(CAbiInProcess, the_library_is_the_one_of_the_header) {
  EXPECT_EQ(overt_abi_version(), OVERT_ABI_VERSION);
  EXPECT_EQ(sizeof(overt_option_use), 24U) << "its form is for good";
  EXPECT_EQ(sizeof(overt_value), 16U);
  EXPECT_EQ(sizeof(overt_field), 24U);
  EXPECT_EQ(offsetof(overt_options, overt_program), sizeof(std::size_t));
}

TEST_F(CAbiInProcess, null_is_a_run_of_which_nothing_is_recorded) {
  const overt_option_use use{.name = "verbose"};
  const overt_field field{.name = "success", .value = overt_boolean(1)};
  EXPECT_EQ(overt_open(nullptr, 100, "1.2.3", nullptr), nullptr);
  EXPECT_EQ(overt_option_given(nullptr, "-v"), 0);
  overt_options_from_environment(nullptr);
  overt_command_started(nullptr, "tool", &use, 1);
  overt_event(nullptr, "Built", &field, 1);
  overt_command_exited(nullptr, 0);
  overt_close(nullptr);
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));
}

TEST_F(CAbiInProcess, null_for_a_name_is_harmless) {
  overt_run* const run = open(nullptr);
  ASSERT_NE(run, nullptr);
  const overt_option_use use{.name = nullptr, .count = 1};
  const overt_field field{.name = nullptr, .value = overt_boolean(1)};
  EXPECT_EQ(overt_option_given(run, nullptr), 0);
  overt_command_started(run, nullptr, &use, 1);
  EXPECT_THAT(lines(), IsEmpty());
  overt_command_started(run, "tool", &use, 1);
  overt_event(run, nullptr, &field, 1);
  overt_event(run, "Built", &field, 1);
  EXPECT_EQ(lines().size(), 1U) << "an event is recorded whole or not";
  overt_event(run, "Built", nullptr, 5);
  EXPECT_EQ(lines().size(), 2U) << "no fields";
  overt_close(run);
  EXPECT_THAT(lines()[0], HasSubstr("\"version\":\"unknown\""));
}

TEST_F(CAbiInProcess, bytes_that_are_no_compiled_contract_record_nothing) {
  EXPECT_EQ(overt_open(kToml.data(), kToml.size(), "1.2.3", nullptr), nullptr);
  EXPECT_EQ(overt_open("", 0, "1.2.3", nullptr), nullptr);
  EXPECT_EQ(overt_open(contract_.data(), contract_.size() - 1, "1.2.3", nullptr), nullptr);
  contract_[contract_.size() / 2] ^= 1;
  EXPECT_EQ(open(), nullptr);
}

TEST_F(CAbiInProcess, the_contracts_bytes_are_not_needed_once_it_is_open) {
  overt_run* const run = open();
  contract_.assign(contract_.size(), '\xFF');
  overt_command_started(run, "tool add", nullptr, 0);
  overt_close(run);
  EXPECT_THAT(lines(), ElementsAre(started("tool add")));
}

TEST_F(CAbiInProcess, a_contract_without_projects_records_in_a_repository_as_elsewhere) {
  std::filesystem::create_directories(directory_.file("repository/.git/objects"));
  std::filesystem::create_directories(directory_.file("repository/.git/refs"));
  std::ofstream(directory_.file("repository/.git/HEAD")) << "ref: refs/heads/main\n";
  std::ofstream(directory_.file("repository/.git/config"))
      << "[core]\nrepositoryformatversion = 0\n[remote \"origin\"]\nurl = https://a.example/b\n";
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.file("repository"));
  overt_run* const run = open();
  overt_command_started(run, "tool add", nullptr, 0);
  overt_close(run);
  std::filesystem::current_path(before);
  EXPECT_THAT(lines(), ElementsAre(started("tool add")));
}

TEST_F(CAbiInProcess, errno_is_as_it_was) {
  // No log can be made here: whatever is called meets errors.
  std::ofstream(directory_.file(".local")) << "a file where a directory should be";
  const overt_field field{.name = "success", .value = overt_boolean(1)};
  errno = EDOM;
  overt_run* const run = open();
  EXPECT_EQ(errno, EDOM);
  EXPECT_NE(run, nullptr);
  overt_option_given(run, "-v");
  overt_options_from_environment(run);
  EXPECT_EQ(errno, EDOM);
  overt_command_started(run, "tool", nullptr, 0);
  EXPECT_EQ(errno, EDOM);
  overt_event(run, "Built", &field, 1);
  EXPECT_EQ(errno, EDOM);
  overt_command_exited(run, 1);
  EXPECT_EQ(errno, EDOM);
  overt_close(run);
  EXPECT_EQ(errno, EDOM);
}

TEST_F(CAbiInProcess, nothing_is_recorded_and_nothing_made_when_telemetry_is_off) {
  ::setenv("TOOL_TELEMETRY", "0", 1);
  EXPECT_EQ(open(), nullptr);
  ::unsetenv("TOOL_TELEMETRY");
  EXPECT_EQ(open("dev"), nullptr);
  EXPECT_FALSE(std::filesystem::exists(directory_.file(".local")));
}

TEST_F(CAbiInProcess, a_version_that_is_none_is_not_recorded) {
  overt_run* const run = open("my laptop");
  overt_command_started(run, "tool", nullptr, 0);
  overt_close(run);
  EXPECT_THAT(lines(), ElementsAre(AllOf(HasSubstr("unknown"), Not(HasSubstr("laptop")))));
}

// A word that the contract does not name is not recorded, though its pattern for the wire fits.
TEST_F(CAbiInProcess, of_a_command_only_the_words_that_the_contract_names_are_recorded) {
  const auto command_of = [this](const char* command) -> std::string {
    std::filesystem::remove_all(directory_.file(".local"));
    overt_run* const run = open();
    overt_command_started(run, command, nullptr, 0);
    overt_close(run);
    const auto log = lines();
    return log.empty() ? "" : log[0].substr(0, log[0].find(','));
  };
  EXPECT_EQ(command_of("tool add all"), R"("command":"tool add all")");
  EXPECT_EQ(command_of("tool add secret"), R"("command":"tool add")");
  EXPECT_EQ(command_of("tool secret word"), R"("command":"tool")");
  EXPECT_EQ(command_of("tool help"), "");
  EXPECT_EQ(command_of("tool help secret"), "");
  EXPECT_EQ(command_of("secret"), "");
  EXPECT_EQ(command_of("toolbox add"), "");
  EXPECT_EQ(command_of(""), "");
}

TEST_F(CAbiInProcess, a_run_that_the_contract_ignores_stays_unrecorded) {
  overt_run* const run = open();
  overt_command_started(run, "tool help", nullptr, 0);
  overt_command_started(run, "tool add", nullptr, 0);
  overt_command_exited(run, 0);
  overt_close(run);
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(CAbiInProcess, only_the_first_beginning_and_the_first_end_count) {
  overt_run* const run = open();
  overt_command_exited(run, 1);
  overt_command_started(run, "tool add", nullptr, 0);
  overt_command_started(run, "nothing of it", nullptr, 0);
  overt_command_started(run, "tool", nullptr, 0);
  overt_command_exited(run, 256 + 7);
  overt_command_exited(run, 8);
  overt_close(run);
  EXPECT_THAT(lines(), ElementsAre(started("tool add"), HasSubstr("\"exitCode\":7,")));
}

TEST_F(CAbiInProcess, options_come_from_whoever_knows_of_them) {
  ::setenv("TOOL_VERBOSE", "1", 1);
  overt_run* const run = open();
  EXPECT_EQ(overt_option_given(run, "-v"), 1);
  EXPECT_EQ(overt_option_given(run, "-x"), 0);
  overt_options_from_environment(run);
  const overt_option_use uses[] = {{.name = "verbose", .count = 2, .as_cli = 1},
                                   {.name = "secret"}};
  overt_command_started(run, "tool", uses, 2);
  overt_close(run);
  EXPECT_THAT(lines(), ElementsAre(started("tool", R"({"commandOptions":[{"name":"verbose",)"
                                                   R"("asCli":true,"asEnv":true,"count":3}]})")));
}

TEST_F(CAbiInProcess, an_event_is_what_the_contract_closes_or_none) {
  overt_run* const run = open();
  overt_command_started(run, "tool", nullptr, 0);
  const auto data_of = [&](const char* type, std::vector<overt_field> fields) -> std::string {
    const auto before = lines().size();
    overt_event(run, type, fields.data(), fields.size());
    if (lines().size() == before) return "none";
    const std::string line = lines().back();
    const auto begin = line.find("\"eventData\":") + 12;
    return line.substr(begin, line.find(",\"schema") - begin);
  };
  const overt_field success{.name = "success", .value = overt_boolean(7)};
  const overt_field size{.name = "size", .value = overt_text("small")};
  EXPECT_EQ(data_of("Built", {success, size}), R"({"success":true,"size":"small"})");
  EXPECT_EQ(data_of("Built", {{.name = "size", .value = overt_text(nullptr)}}), "{}");
  EXPECT_EQ(data_of("Built", {{.name = "size", .value = {}}}), "{}");
  EXPECT_EQ(data_of("Built", {{.name = "size", .value = overt_text("tiny")}}), "none");
  EXPECT_EQ(data_of("Built", {{.name = "size", .value = overt_integer(1)}}), "none");
  EXPECT_EQ(data_of("Built", {{.name = "Size", .value = overt_text("small")}}), "none");
  EXPECT_EQ(data_of("Built", {size, size}), "none");
  EXPECT_EQ(data_of("Built", {{.name = "size", .value = {.type = 99, .as = {}}}}), "none");
  EXPECT_EQ(data_of("Built", std::vector<overt_field>(1000, success)), "none");
  EXPECT_EQ(data_of("Nothing", {}), "none");
  EXPECT_EQ(data_of("CommandStarted", {}), "none") << "overt's own";
  const overt_field exit_code{.name = "exitCode", .value = overt_integer(0)};
  const overt_field duration{.name = "durationMs", .value = overt_integer(1)};
  EXPECT_EQ(data_of("CommandExited", {exit_code, duration}), "none");
  overt_close(run);
}

TEST_F(CAbiInProcess, a_wrong_count_is_not_recorded) {
  overt_run* const run = open();
  const overt_option_use use{.name = "verbose", .count = std::numeric_limits<std::int64_t>::min()};
  overt_command_started(run, "tool", &use, 1);
  overt_close(run);
  EXPECT_THAT(lines(), IsEmpty());
}

// Options of a size that the library does not know: what is behind it was not there yet, or is not
// there any more.
TEST_F(CAbiInProcess, options_may_be_older_or_newer_than_the_library) {
  struct {
    overt_options known;
    char more[64];
  } newer{.known = {.struct_size = sizeof newer, .overt_program = "/nowhere/overt"}, .more = {1}};
  auto* const older = static_cast<std::size_t*>(std::malloc(sizeof(std::size_t)));
  for (const std::size_t size : {std::size_t{0}, sizeof(std::size_t)}) {
    *older = size;
    overt_run* const run = open("1.2.3", reinterpret_cast<const overt_options*>(older));
    EXPECT_NE(run, nullptr);
    overt_close(run);
  }
  std::free(older);
  overt_run* const run = open("1.2.3", &newer.known);
  EXPECT_NE(run, nullptr);
  overt_close(run);
}

}  // namespace
}  // namespace overt

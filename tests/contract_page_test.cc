// The telemetry page as the program writes it, and the pages of this house's contracts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/environment.h"
#include "client/consent.h"
#include "contract/load.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

struct HousePage {
  std::string tool;
  std::string language;
  std::string example;
};

const std::vector<HousePage> kPages = {
    {"git", "en", "git commit --message TEXT"},
    {"git", "ru", "git commit --message TEXT"},
    {"werf", "en", "werf converge --repo ADDRESS"},
    {"werf", "ru", "werf converge --repo ADDRESS"},
};

std::string contract_of(const std::string& tool) {
  return std::string(OVERT_CONTRACTS) + "/" + tool + ".toml";
}

Outcome page(const std::vector<std::string>& arguments) {
  Program program{.argv = {OVERT_PROGRAM, "contract", "page"}};
  program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
  return run_program(program);
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return std::move(text).str();
}

std::string checked_in(const std::string& tool, const std::string& language) {
  return text_of(std::string(OVERT_SOURCE) + "/docs/telemetry/" + tool + "." + language + ".md");
}

TEST(ContractPage, of_every_contract_of_this_house_is_current) {
  for (const HousePage& house : kPages) {
    const Outcome outcome =
        page({contract_of(house.tool), "--lang", house.language, "--example", house.example});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.out == checked_in(house.tool, house.language))
        << "docs/telemetry/" << house.tool << "." << house.language
        << ".md is not what the program writes. To make it anew: tools/generate " << OVERT_PROGRAM;
  }
}

// What werf's own page tells its users, as facts.
TEST(ContractPage, of_werf_tells_in_russian_all_that_werf_tells) {
  const std::string russian = checked_in("werf", "ru");
  for (const char* fact : {
           "анонимны",                            // not tied to anybody
           "\"ts\": 1658231825280",               // an example, and what each key is
           "| `ts` | Время события (timestamp)",  //
           "| `executionID` | Случайный UUID",    //
           "| `projectID` | Контрольная сумма SHA-256 от git origin URL",
           "\"command\": \"werf converge\"",
           "| `command` | ",
           "| `attributes` | ",
           "| `os` | ",
           "| `arch` | ",
           "| `groupChannel` | ",
           "`TRDL_USE_WERF_GROUP_CHANNEL`",  // trdl's group and channel
           "| `version` | ",
           "| `eventType` | Тип события, один из: `CommandStarted`, `CommandExited`",
           "| `eventData` | ",
           "\"commandOptions\": [",
           "\"name\": \"repo\"",
           "| `commandOptions` | Имена опций",
           "| `exitCode` | Код завершения (exit code)",
           "| `durationMs` | Целое число миллисекунд",
           "| `schemaVersion` | ",
           "\"schemaVersion\": 1\n",
           "<https://github.com/werf/werf/tree/main/pkg/telemetry>",  // see for yourself
           "`WERF_TELEMETRY_LOG_FILE`",
           "```shell\nexport WERF_TELEMETRY=0\n```",
       }) {
    EXPECT_THAT(russian, HasSubstr(fact));
  }
}

TEST(ContractPage, says_of_consent_what_the_client_does) {
  const LoadedContract contract = *load_contract(contract_of("werf"));
  const Environment environment;
  const Consent consent = decide_consent(
      read_consent_inputs(*contract, "1.2.3", environment, std::string(kPolicyDirectory)));
  for (const char* language : {"en", "ru"}) {
    const std::string text = checked_in("werf", language);
    std::size_t at = text.find("\n1. ");
    ASSERT_NE(at, std::string::npos);
    // What comes after are a file in a home, the version and the contract.
    for (std::size_t i = 0; i < 4; ++i) {
      const std::string source = "`" + consent.opinions[i].source + "`";
      const std::size_t found = text.find(source, at);
      EXPECT_NE(found, std::string::npos) << source << " does not come next";
      at = std::min(found, text.size());
    }
  }
}

TEST(ContractPage, has_an_example_that_nobody_has_to_name) {
  const Outcome outcome = page({contract_of("git")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("# Telemetry of git\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\"command\": \"git add\""));
}

TEST(ContractPage, shows_no_value_of_an_option_of_its_example) {
  const Outcome outcome =
      page({contract_of("git"), "--example", "git commit --message swordfish file"});
  EXPECT_THAT(outcome.out, HasSubstr("\"command\": \"git commit\""));
  EXPECT_THAT(outcome.out, HasSubstr("\"name\": \"message\""));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("swordfish")));
}

TEST(ContractPage, what_cannot_be_made_is_said_in_a_line) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{},
        {"missing.toml"},
        {contract_of("git"), "--lang", "de"},
        {contract_of("git"), "--example", "git version"},
        {contract_of("git"), "--example", "svn commit"},
        {contract_of("git"), "--example", " "}}) {
    const Outcome outcome = page(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments.size();
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, MatchesRegex("overt: [^\n]+\n"));
  }
}

}  // namespace
}  // namespace overt::testing

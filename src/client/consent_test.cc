#include "client/consent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

// Nobody has said anything, and the contract's default is on.
ConsentInputs silence() {
  return {.tool_variable = "WERF_TELEMETRY",
          .policies = {{.path = "/etc/overt/werf/consent"}, {.path = "/etc/overt/consent"}},
          .user_choice = {.path = "/home/a/.config/overt/werf/consent"},
          .tool_version = "1.2.3",
          .contract_default = ConsentDefault::kOn};
}

ConsentFile holding(const std::string& path, const std::string& content) {
  return {.path = path, .there = true, .content = content};
}

TEST(Consent, in_silence_the_contracts_default_decides) {
  struct Case {
    ConsentDefault contract_default;
    bool recording;
    bool sending;
  };
  for (const Case& c :
       {Case{ConsentDefault::kOn, true, true}, Case{ConsentDefault::kOff, false, false},
        Case{ConsentDefault::kLocal, true, false}}) {
    ConsentInputs inputs = silence();
    inputs.contract_default = c.contract_default;
    const Consent consent = decide_consent(inputs);
    EXPECT_EQ(consent.recording, c.recording);
    EXPECT_EQ(consent.sending, c.sending);
    EXPECT_EQ(consent.decision().source, "the contract's default");
  }
}

TEST(Consent, do_not_track_is_off_unless_it_is_empty_or_0) {
  struct Case {
    std::optional<std::string> value;
    bool recording;
  };
  for (const Case& c : {Case{std::nullopt, true}, Case{"", true}, Case{"0", true}, Case{"1", false},
                        Case{"true", false}, Case{"false", false}, Case{"00", false}}) {
    ConsentInputs inputs = silence();
    inputs.do_not_track = c.value;
    EXPECT_EQ(decide_consent(inputs).recording, c.recording) << c.value.value_or("(unset)");
  }
}

TEST(Consent, the_tools_variable_is_understood_exactly_or_is_off) {
  for (const char* value : {"1", "true", "yes"}) {
    ConsentInputs inputs = silence();
    inputs.contract_default = ConsentDefault::kOff;
    inputs.tool_value = value;
    EXPECT_TRUE(decide_consent(inputs).sending) << value;
  }
  for (const char* value : {"0", "false", "no", "", "off", "on", "TRUE", "Yes", " 1", "2"}) {
    ConsentInputs inputs = silence();
    inputs.tool_value = value;
    EXPECT_FALSE(decide_consent(inputs).recording) << value;
  }
}

TEST(Consent, a_value_that_is_not_understood_is_said_to_be_so_and_not_repeated) {
  ConsentInputs inputs = silence();
  inputs.tool_value = "secret";
  const Opinion opinion = decide_consent(inputs).decision();
  EXPECT_EQ(opinion.source, "WERF_TELEMETRY");
  EXPECT_THAT(opinion.reason, HasSubstr("something else than 1, true, yes"));
  EXPECT_THAT(opinion.reason, ::testing::Not(HasSubstr("secret")));
}

TEST(Consent, a_file_says_on_or_off_or_means_off) {
  for (const char* content : {"on", "on\n"}) {
    ConsentInputs inputs = silence();
    inputs.contract_default = ConsentDefault::kOff;
    inputs.user_choice = holding("choice", content);
    EXPECT_TRUE(decide_consent(inputs).sending) << content;
  }
  for (const char* content : {"off", "off\n", "", "\n", "ON", "on\n\n", " on", "yes"}) {
    ConsentInputs inputs = silence();
    inputs.user_choice = holding("choice", content);
    EXPECT_FALSE(decide_consent(inputs).recording) << content;
  }
  ConsentInputs inputs = silence();
  inputs.user_choice = {.path = "choice", .there = true};
  EXPECT_THAT(decide_consent(inputs).decision().reason, HasSubstr("cannot be read"));
}

TEST(Consent, development_versions_are_off_unless_someone_says_otherwise) {
  for (const char* version : {"dev", "0.0.0"}) {
    ConsentInputs inputs = silence();
    inputs.tool_version = version;
    EXPECT_FALSE(decide_consent(inputs).recording) << version;
    inputs.user_choice = holding("choice", "on\n");
    EXPECT_TRUE(decide_consent(inputs).sending) << version;
  }
  for (const char* version : {"unknown", "0.0.1", "1.0.0-dev"}) {
    ConsentInputs inputs = silence();
    inputs.tool_version = version;
    EXPECT_TRUE(decide_consent(inputs).recording) << version;
  }
}

// Everything that is asked after the variables says on here.
TEST(Consent, a_run_is_switched_off_by_variable_where_one_decides_for_off) {
  const std::vector<std::optional<std::string>> values = {std::nullopt, "",    "0",  "1",
                                                          "true",       "yes", "no", "maybe"};
  const Contract contract{.env_prefix = "WERF"};
  for (const auto& do_not_track : values) {
    for (const auto& tool_value : values) {
      ConsentInputs inputs = silence();
      inputs.do_not_track = do_not_track;
      inputs.tool_value = tool_value;
      inputs.user_choice = {.path = "/choice", .there = true, .content = "on"};
      std::vector<std::pair<std::string, std::string>> variables;
      if (do_not_track) variables.emplace_back("DO_NOT_TRACK", *do_not_track);
      if (tool_value) variables.emplace_back("WERF_TELEMETRY", *tool_value);
      EXPECT_EQ(switched_off_by_variable(contract, Environment(variables)),
                !decide_consent(inputs).recording)
          << do_not_track.value_or("(unset)") << ", " << tool_value.value_or("(unset)");
    }
  }
}

TEST(Consent, the_contracts_rule_for_ci_speaks_before_its_default_and_in_ci_only) {
  using enum ConsentDefault;
  struct Case {
    bool in_ci;
    std::optional<ConsentDefault> rule;
    ConsentDefault contract_default;
    Answer answer;
    std::string source;
  };
  const std::string rule = "the contract's rule for CI";
  const std::string default_ = "the contract's default";
  for (const Case& c :
       {Case{true, kOn, kOff, Answer::kOn, rule}, Case{true, kOff, kOn, Answer::kOff, rule},
        Case{true, kLocal, kOn, Answer::kLocal, rule}, Case{true, kOn, kOn, Answer::kOn, rule},
        Case{true, std::nullopt, kOn, Answer::kOn, default_},
        Case{false, kOn, kOff, Answer::kOff, default_},
        Case{false, kOff, kOn, Answer::kOn, default_},
        Case{false, std::nullopt, kLocal, Answer::kLocal, default_}}) {
    ConsentInputs inputs = silence();
    inputs.in_ci = c.in_ci;
    inputs.contract_in_ci = c.rule;
    inputs.contract_default = c.contract_default;
    const Consent consent = decide_consent(inputs);
    EXPECT_EQ(consent.decision().source, c.source);
    EXPECT_EQ(consent.decision().answer, c.answer);
    EXPECT_EQ(consent.recording, c.answer != Answer::kOff);
    EXPECT_EQ(consent.sending, c.answer == Answer::kOn);
    EXPECT_TRUE(consent.nobody_chose);
  }
}

TEST(Consent, the_rule_for_ci_says_why_it_is_silent) {
  ConsentInputs inputs = silence();
  const auto rule = [&inputs] { return decide_consent(inputs).opinions.end()[-2]; };
  EXPECT_EQ(rule().source, "the contract's rule for CI");
  EXPECT_EQ(rule().reason, "is not there");
  inputs.contract_in_ci = ConsentDefault::kOff;
  EXPECT_EQ(rule().reason, "is for CI only, and this is none");
  EXPECT_EQ(rule().answer, Answer::kSilent);
  inputs.in_ci = true;
  EXPECT_EQ(rule().reason, "is off");
}

// Each source in turn says the opposite of all that come after it.
TEST(Consent, the_first_source_that_speaks_decides) {
  ConsentInputs inputs = silence();
  inputs.in_ci = true;
  inputs.contract_in_ci = ConsentDefault::kOff;
  EXPECT_EQ(decide_consent(inputs).decision().source, "the contract's rule for CI");
  EXPECT_TRUE(decide_consent(inputs).nobody_chose);
  inputs.contract_default = ConsentDefault::kOff;
  inputs.contract_in_ci = ConsentDefault::kOn;
  EXPECT_TRUE(decide_consent(inputs).sending);
  inputs.tool_version = "dev";
  EXPECT_EQ(decide_consent(inputs).decision().source, "the tool's version");
  EXPECT_FALSE(decide_consent(inputs).nobody_chose);
  inputs.user_choice = holding("choice", "on");
  EXPECT_EQ(decide_consent(inputs).decision().source, "choice");
  inputs.policies[1] = holding("machine", "off");
  EXPECT_EQ(decide_consent(inputs).decision().source, "machine");
  inputs.policies[0] = holding("machine's for the tool", "on");
  EXPECT_EQ(decide_consent(inputs).decision().source, "machine's for the tool");
  inputs.tool_value = "0";
  EXPECT_EQ(decide_consent(inputs).decision().source, "WERF_TELEMETRY");
  inputs.tool_value = "1";
  EXPECT_TRUE(decide_consent(inputs).sending);
  inputs.do_not_track = "1";
  const Consent consent = decide_consent(inputs);
  EXPECT_EQ(consent.decision().source, "DO_NOT_TRACK");
  EXPECT_FALSE(consent.recording);
  EXPECT_FALSE(consent.sending);
  EXPECT_FALSE(consent.nobody_chose);
  EXPECT_EQ(consent.opinions.size(), 8U);
}

class ConsentInputsOnDisk : public ::testing::Test {
 protected:
  ConsentInputs read(std::vector<std::pair<std::string, std::string>> variables) {
    variables.emplace_back("HOME", directory_.file("home"));
    return read_consent_inputs(contract_, "1.0.0", Environment(std::move(variables)), policies_);
  }
  void write(const std::string& path, std::string_view content) const {
    ASSERT_TRUE(make_directories(std::filesystem::path(path).parent_path()));
    ASSERT_TRUE(write_file_atomically(path, content));
  }

  testing::TemporaryDirectory directory_;
  std::string policies_ = directory_.file("etc/overt");
  std::string choice_ = directory_.file("home/.config/overt/werf/consent");
  Contract contract_{.app = "werf", .env_prefix = "WERF", .consent_default = ConsentDefault::kOn};
};

TEST_F(ConsentInputsOnDisk, every_source_is_read_from_its_place) {
  write(policies_ + "/consent", "off\n");
  write(policies_ + "/werf/consent", "on\n");
  write(choice_, "off\n");
  const ConsentInputs inputs = read({{"DO_NOT_TRACK", "0"}, {"WERF_TELEMETRY", "yes"}});
  EXPECT_EQ(inputs.do_not_track, "0");
  EXPECT_EQ(inputs.tool_variable, "WERF_TELEMETRY");
  EXPECT_EQ(inputs.tool_value, "yes");
  ASSERT_EQ(inputs.policies.size(), 2U);
  EXPECT_EQ(inputs.policies[0].content, "on\n");
  EXPECT_EQ(inputs.policies[1].content, "off\n");
  EXPECT_EQ(inputs.user_choice.content, "off\n");
  EXPECT_EQ(inputs.tool_version, "1.0.0");
}

TEST_F(ConsentInputsOnDisk, that_a_run_is_in_ci_is_read_where_the_contract_has_a_rule_for_it) {
  EXPECT_FALSE(read({{"CI", "true"}}).in_ci);
  contract_.consent_in_ci = ConsentDefault::kLocal;
  EXPECT_EQ(read({}).contract_in_ci, ConsentDefault::kLocal);
  EXPECT_FALSE(read({}).in_ci);
  EXPECT_FALSE(read({{"CI", "false"}, {"JENKINS_URL", ""}}).in_ci);
  EXPECT_TRUE(read({{"CI", "true"}}).in_ci);
  EXPECT_TRUE(read({{"JENKINS_URL", "https://ci.example.com"}}).in_ci) << "known by name only";
}

TEST_F(ConsentInputsOnDisk, missing_files_are_silent_and_nothing_is_made) {
  EXPECT_TRUE(decide_consent(read({})).sending);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ConsentInputsOnDisk, a_file_that_cannot_be_read_means_off) {
  ASSERT_TRUE(make_directories(choice_));
  EXPECT_FALSE(decide_consent(read({})).recording) << "a directory";
  std::filesystem::remove(choice_);
  std::filesystem::create_symlink("nowhere", choice_);
  EXPECT_FALSE(decide_consent(read({})).recording) << "a symlink that leads nowhere";
  std::filesystem::remove(choice_);
  write(choice_, "on\n" + std::string(kConsentFileBytesMax, '\n'));
  EXPECT_FALSE(decide_consent(read({})).recording) << "a large file";
}

TEST_F(ConsentInputsOnDisk, without_a_home_the_users_choice_is_unknown_and_means_off) {
  const ConsentInputs inputs = read_consent_inputs(contract_, "1.0.0", Environment(), policies_);
  EXPECT_FALSE(decide_consent(inputs).recording);
}

}  // namespace
}  // namespace overt

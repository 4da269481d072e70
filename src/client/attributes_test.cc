#include "client/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/event_json.h"

namespace overt {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kCiNames[] = {"buddy", "circleci", "github-actions", "gitlab",
                                         "gocd",  "jenkins",  "teamcity",       "travis"};
constexpr std::string_view kOsNames[] = {"darwin", "linux"};
constexpr std::string_view kArchNames[] = {"amd64", "arm64"};
constexpr std::string_view kGroupChannels[] = {"1.2 stable", "2 alpha"};
constexpr std::string_view kPlan9[] = {"plan9"};
constexpr std::string_view kBash[] = {"bash"};

FieldSpec spec(std::string_view name, FieldType type) { return {.name = name, .type = type}; }

FieldSpec of_words(std::string_view name, std::span<const std::string_view> values) {
  return {.name = name, .type = FieldType::kEnum, .values = values};
}

FieldSpec since_2(FieldSpec spec) {
  spec.since_schema = 2;
  return spec;
}

FieldSpec from(std::string_view variable, FieldSpec spec) {
  spec.env = variable;
  return spec;
}

// The attributes of werf's telemetry.
std::vector<FieldSpec> werf() {
  FieldSpec extra = since_2(spec("extra", FieldType::kMap));
  extra.discard = true;
  return {
      spec("version", FieldType::kVersion),
      of_words("os", kOsNames),
      of_words("arch", kArchNames),
      since_2(spec("ci", FieldType::kBoolean)),
      since_2(of_words("ciName", kCiNames)),
      extra,
      from("TRDL_USE_WERF_GROUP_CHANNEL", of_words("groupChannel", kGroupChannels)),
  };
}

// What a contract with these attributes makes of an environment.
Fields attributes(const std::vector<FieldSpec>& specs, const Environment& environment,
                  std::string_view version, int schema_version) {
  return environment_attributes(Contract{.attributes = specs}, environment, version,
                                schema_version);
}

Environment with(std::string variable, std::string value) {
  return Environment({{std::move(variable), std::move(value)}});
}

std::vector<std::string> names(const Fields& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

// The one attribute of a contract with this spec, as JSON.
std::string read(FieldSpec spec, const std::string& value) {
  return to_json(attributes({from("VARIABLE", spec)}, with("VARIABLE", value), "1.0", 1));
}

std::string ci_name(std::vector<std::pair<std::string, std::string>> variables) {
  const Environment environment(std::move(variables));
  const Fields fields = attributes(werf(), environment, "1.0", 2);
  const auto* const name = find_field<std::string>(fields, field::kCiName);
  return name == nullptr ? "" : *name;
}

TEST(Attributes, of_schema_1_are_those_of_the_telemetry_page) {
  const Fields fields = attributes(werf(), Environment(), "dev", 1);
  EXPECT_THAT(names(fields), ElementsAre("arch", "os", "version"));
  EXPECT_EQ(*find_field<std::string>(fields, "version"), "dev");
}

TEST(Attributes, of_schema_2_always_have_an_empty_extra) {
  const Environment environment = with("WERF_TELEMETRY_EXTRA_ATTRIBUTE_A", "k=v");
  const Fields fields = attributes(werf(), environment, "1.2.3", 2);
  EXPECT_THAT(names(fields), ElementsAre("arch", "extra", "os", "version"));
  EXPECT_TRUE(find_field<StringMap>(fields, "extra")->empty());
}

TEST(Attributes, name_this_machine_as_go_does) {
  const Fields fields = attributes(werf(), Environment(), "dev", 1);
  struct utsname machine{};
  ASSERT_EQ(::uname(&machine), 0);
  EXPECT_EQ(*find_field<std::string>(fields, "os"), "linux");
  const std::string arch = std::string(machine.machine) == "x86_64" ? "amd64" : "arm64";
  EXPECT_EQ(*find_field<std::string>(fields, "arch"), arch);
}

TEST(Attributes, that_the_contract_does_not_name_are_not_there) {
  EXPECT_TRUE(attributes({}, with("CI", "1"), "dev", 2).empty());
}

TEST(Attributes, that_the_contract_does_not_close_are_left_out) {
  std::vector<FieldSpec> specs = werf();
  specs[1].values = kPlan9;
  const Fields fields = attributes(specs, Environment(), "my own build", 1);
  EXPECT_THAT(names(fields), ElementsAre("arch"));
}

TEST(Attributes, that_are_discarded_are_not_recorded) {
  std::vector<FieldSpec> specs = werf();
  specs[0].discard = true;
  EXPECT_THAT(names(attributes(specs, Environment(), "dev", 1)), ElementsAre("arch", "os"));
}

TEST(Attributes, say_ci_or_nothing) {
  for (const std::string yes : {"1", "true", "yes"}) {
    const Fields fields = attributes(werf(), with("CI", yes), "dev", 2);
    ASSERT_NE(find_field<bool>(fields, field::kCi), nullptr) << yes;
    EXPECT_TRUE(*find_field<bool>(fields, field::kCi));
  }
  for (const std::string no : {"", "0", "false", "no", "TRUE", "on"}) {
    const Fields fields = attributes(werf(), with("CI", no), "dev", 2);
    EXPECT_EQ(find_field<bool>(fields, field::kCi), nullptr) << no;
  }
}

TEST(Attributes, name_the_ci_system) {
  EXPECT_EQ(ci_name({}), "");
  EXPECT_EQ(ci_name({{"GITLAB_CI", "true"}}), "gitlab");
  EXPECT_EQ(ci_name({{"JENKINS_URL", "http://ci"}}), "jenkins");
  EXPECT_EQ(ci_name({{"TRAVIS", "yes"}}), "travis");
  EXPECT_EQ(ci_name({{"GITHUB_ACTIONS", "true"}}), "github-actions");
  EXPECT_EQ(ci_name({{"CIRCLECI", "1"}}), "circleci");
  EXPECT_EQ(ci_name({{"TEAMCITY_VERSION", "2023"}}), "teamcity");
  EXPECT_EQ(ci_name({{"BUDDY", "true"}}), "buddy");
  EXPECT_EQ(ci_name({{"GO_SERVER_URL", "x"}}), "gocd");
}

TEST(Attributes, of_several_ci_systems_name_the_last) {
  EXPECT_EQ(ci_name({{"GO_SERVER_URL", "x"}, {"GITLAB_CI", "1"}, {"BUDDY", "1"}}), "gocd");
  EXPECT_EQ(ci_name({{"TRAVIS", "1"}, {"JENKINS_URL", "x"}}), "travis");
}

TEST(Attributes, of_ci_systems_that_say_no_are_not_there) {
  EXPECT_EQ(ci_name({{"GITLAB_CI", "false"}, {"JENKINS_URL", ""}, {"BUDDY", "maybe"}}), "");
}

TEST(Attributes, read_from_a_variable_are_exact) {
  const FieldSpec channel = of_words("a", kGroupChannels);
  EXPECT_EQ(read(channel, "1.2 stable"), R"({"a":"1.2 stable"})");
  EXPECT_EQ(read(channel, "1.2 Stable"), "{}");
  EXPECT_EQ(read(channel, ""), "{}");
  EXPECT_EQ(read(spec("a", FieldType::kBoolean), "no"), R"({"a":false})");
  EXPECT_EQ(read(spec("a", FieldType::kBoolean), "No"), "{}");
  EXPECT_EQ(read(spec("a", FieldType::kVersion), "v1.2.3+x"), R"({"a":"v1.2.3+x"})");
  EXPECT_EQ(read(spec("a", FieldType::kVersion), "/home/ann"), "{}");
  EXPECT_EQ(read(spec("a", FieldType::kText), "secret"), "{}");
  EXPECT_EQ(read(spec("a", FieldType::kMap), "secret"), "{}");
}

TEST(Attributes, read_from_a_variable_keep_their_range) {
  FieldSpec number = spec("a", FieldType::kInteger);
  number.min = -1;
  number.max = 8;
  EXPECT_EQ(read(number, "8"), R"({"a":8})");
  EXPECT_EQ(read(number, "-1"), R"({"a":-1})");
  for (const std::string other : {"9", "-2", "", "8x", " 8", "+8", "99999999999999999999"}) {
    EXPECT_EQ(read(number, other), "{}") << other;
  }
  EXPECT_EQ(read(spec("a", FieldType::kExitCode), "255"), R"({"a":255})");
  EXPECT_EQ(read(spec("a", FieldType::kExitCode), "256"), "{}");
}

TEST(Attributes, that_no_one_knows_are_left_out) {
  EXPECT_TRUE(attributes({of_words("shell", kBash)}, with("shell", "bash"), "1", 1).empty());
}

}  // namespace
}  // namespace overt

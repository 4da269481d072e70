// What a user of a tool can put a text into.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "canary_world.h"
#include "support/process.h"

namespace overt::testing {
namespace {

// A name that a directory can have.
std::string as_file_name(std::string text) {
  std::ranges::replace(text, '/', '_');
  return text;
}

}  // namespace

// `overt exec -- git ARGUMENTS` where everything around it holds canaries.
void CanaryTest::run_command(int variant, const std::vector<std::string>& arguments) {
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

// A version that is none is refused, before anything is recorded.
void CanaryTest::run_with_version(int variant) {
  const std::string version = plant_version(variant, "the tool's version");
  const Outcome refused =
      run_program({.argv = {OVERT_PROGRAM, "exec", "--contract", contract_, "--tool-version",
                            version, "--", "true"},
                   .environment = {{"PATH=/usr/bin:/bin", "HOME=" + directory_.file("home"),
                                    "XDG_STATE_HOME=" + state_}}});
  EXPECT_EQ(refused.exit_code, has_the_form_of_a_version(version) ? 0 : 2) << version;
}

void CanaryTest::run_commands() {
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
    run_with_version(variant);
  }
  send_what_waits();
}

void CanaryTest::send_what_waits() const {
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

}  // namespace overt::testing

// Tools in C, Python, Go and Rust record the same run, and what they load shows nothing but
// overt.h.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

Words words_of(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// What the runs of all probes leave, but for the options.
constexpr const char* kLine =
    R"({"ts":T,"executionID":"ID","userID":"","projectID":"","command":"probe build",)"
    R"("attributes":{"version":"1.2.3"},)";

std::string line(const std::string& type, const std::string& data) {
  return std::string(kLine) + "\"eventType\":\"" + type + "\",\"eventData\":" + data +
         ",\"schemaVersion\":2}";
}

std::string option(const std::string& name, bool as_cli, bool as_env, int count) {
  const auto truth = [](bool value) { return value ? "true" : "false"; };
  return "{\"name\":\"" + name + "\",\"asCli\":" + truth(as_cli) + ",\"asEnv\":" + truth(as_env) +
         ",\"count\":" + std::to_string(count) + "}";
}

Words lines_of_a_run(const std::string& options, int exit_code) {
  return {
      line("CommandStarted", options.empty() ? "{}" : "{\"commandOptions\":[" + options + "]}"),
      line("CacheMissed", "{}"),
      line("BuildFinished",
           R"({"success":true,"imagesCount":7,"class":"small","stage":"install"})"),
      line("CommandExited", "{\"exitCode\":" + std::to_string(exit_code) + ",\"durationMs\":MS}")};
}

class CAbi : public ::testing::Test {
 protected:
  void SetUp() override {
    if (*SANITIZERS != '\0') GTEST_SKIP() << "a program without sanitizers cannot load the library";
    make({"contract", "header", "--lang", "c", kContract}, "probe_telemetry.h");
    make({"contract", "compile", kContract}, "probe.contract");
  }

  // Keeps what `overt` writes as a file.
  void make(Words arguments, const std::string& name) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    const Outcome outcome = run_program({.argv = std::move(arguments)});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    std::ofstream(directory_.file(name)) << outcome.out;
  }

  // Runs a compiler with the environment of the test.
  void build(const Words& argv) const {
    const Outcome outcome = run_program({.argv = argv, .directory = directory_.path()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  }

  Words compile_c(const std::string& compiler, const std::string& standard) const {
    return {compiler,
            "-std=" + standard,
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Wconversion",
            "-Wshadow",
            "-Werror",
            "-I" OVERT_SOURCE "/include",
            "-I" + directory_.path()};
  }

  void build_c() const {
    Words argv = compile_c(C_COMPILER, "c11");
    argv.insert(argv.end(), {OVERT_SOURCE "/tests/c_abi/probe.c", "-o", directory_.file("probe")});
    for (const std::string& library : words_of(STATIC_LIBRARIES)) argv.push_back(library);
    argv.insert(argv.end(), {"-lsodium", "-lstdc++"});
    build(argv);
  }

  // Runs a tool and returns the lines of its log, without what each run has of its own.
  Words log_of(Words argv, Words environment = {}, int exit_code = 0) const {
    environment.insert(environment.end(), {"HOME=" + directory_.file("home"), "PATH=/usr/bin:/bin",
                                           "LD_LIBRARY_PATH=" SHARED_LIBRARY_DIR});
    const Outcome outcome = run_program({.argv = std::move(argv),
                                         .environment = std::move(environment),
                                         .directory = directory_.path()});
    EXPECT_EQ(outcome.out + outcome.err, "");
    EXPECT_EQ(outcome.exit_code, exit_code);
    Words lines;
    std::ifstream log(directory_.file("home/.local/state/overt/c-probe/events.ndjson"));
    for (std::string text; std::getline(log, text);) {
      text = std::regex_replace(text, std::regex("\"ts\":[0-9]{13},"), "\"ts\":T,");
      text = std::regex_replace(text, std::regex("[0-9a-f]{8}-[0-9a-f-]{27}"), "ID");
      lines.push_back(
          std::regex_replace(text, std::regex("\"durationMs\":[0-9]+}"), "\"durationMs\":MS}"));
    }
    return lines;
  }

  static constexpr const char* kContract = OVERT_SOURCE "/tests/c_abi/probe.toml";
  TemporaryDirectory directory_;
};

TEST_F(CAbi, a_tool_in_c_records_a_run) {
  build_c();
  EXPECT_EQ(log_of({directory_.file("probe"), "a", "b"}, {}, 2), lines_of_a_run("", 2));
}

TEST_F(CAbi, getopt_long_notes_what_was_given_however_it_is_spelt) {
  build_c();
  // -l is a letter of the contract and a word of the tool, --output the other way round.
  EXPECT_EQ(log_of({directory_.file("probe"), "-vvl", "--verb", "--letter", "-o", "secret",
                    "-osecret", "--out=secret", "word", "--verbose", "--", "-v"},
                   {"PROBE_OUTPUT=secret", "PROBE_DRY_RUN=1"}, 2),
            lines_of_a_run(
                option("dry-run", false, true, 0) + "," + option("letter", true, false, 2) + "," +
                    option("output", true, true, 3) + "," + option("verbose", true, false, 4),
                2));
}

TEST_F(CAbi, getopt_long_leaves_no_trace_of_what_the_contract_does_not_name) {
  build_c();
  // Known to the tool alone, without its value, to nobody, and to nobody for sure.
  EXPECT_EQ(log_of({directory_.file("probe"), "--password=secret", "-psecret", "--verify", "--nope",
                    "-x", "--ver", "-p"},
                   {"PROBE_OUTPUT="}),
            lines_of_a_run("", 0));
}

TEST_F(CAbi, a_tool_in_c_records_nothing_when_telemetry_is_off) {
  build_c();
  EXPECT_THAT(log_of({directory_.file("probe"), "-v"}, {"DO_NOT_TRACK=1"}), IsEmpty());
}

TEST_F(CAbi, the_headers_compile_as_cpp_and_a_misspelt_name_does_not_compile) {
  const auto compile = [this](const std::string& body, bool as_cpp) {
    const std::string file = directory_.file(as_cpp ? "use.cc" : "use.c");
    std::ofstream(file) << "#include <overt/adapters/getopt_long.h>\n#include "
                           "\"probe_telemetry.h\"\nvoid use(overt_run* run);\n"
                           "void use(overt_run* run) {" +
                               body + "}\n";
    Words argv = as_cpp ? compile_c(CXX_COMPILER, "c++20") : compile_c(C_COMPILER, "c11");
    argv.insert(argv.end(), {"-fsyntax-only", file});
    return run_program({.argv = argv}).exit_code == 0;
  };
  for (const bool as_cpp : {false, true}) {
    const auto compiles = [&](const std::string& body) { return compile(body, as_cpp); };
    EXPECT_TRUE(
        compiles("overt_command_started(run, C_PROBE_TELEMETRY_COMMAND_BUILD_ALL, NULL, 0);"));
    EXPECT_FALSE(compiles("overt_command_started(run, C_PROBE_TELEMETRY_COMMAND_BIULD, NULL, 0);"));
    EXPECT_TRUE(
        compiles("overt_option_use use = {C_PROBE_TELEMETRY_OPTION_DRY_RUN, 1, 1, 0};"
                 "overt_command_started(run, \"probe\", &use, 1);"));
    EXPECT_FALSE(
        compiles("overt_option_use use = {C_PROBE_TELEMETRY_OPTION_WET_RUN, 1, 1, 0};"
                 "overt_command_started(run, \"probe\", &use, 1);"));
    EXPECT_TRUE(compiles("c_probe_telemetry_cache_missed(run);"));
    EXPECT_FALSE(compiles("c_probe_telemetry_cache_mist(run);"));
    const std::string event = "c_probe_telemetry_build_finished_event event;";
    EXPECT_TRUE(compiles(event + "event.images_count = overt_integer(1); (void)event; (void)run;"));
    EXPECT_FALSE(compiles(event + "event.images = overt_integer(1); (void)event; (void)run;"));
    EXPECT_FALSE(compiles(event + "event.image = overt_text(\"\"); (void)event; (void)run;"));
    EXPECT_FALSE(compiles(event + "event.images_count = 1; (void)event; (void)run;"));
  }
}

TEST_F(CAbi, a_tool_in_python_records_a_run) {
  EXPECT_EQ(log_of({PYTHON, OVERT_SOURCE "/tests/c_abi/probe.py", SHARED_LIBRARY,
                    directory_.file("probe.contract")}),
            lines_of_a_run(option("verbose", true, false, 2), 0));
}

TEST_F(CAbi, a_tool_in_go_records_a_run) {
  if (*GO_PROBE == '\0') GTEST_SKIP() << "no go is here";
  EXPECT_EQ(log_of({GO_PROBE, directory_.file("probe.contract")}),
            lines_of_a_run(option("verbose", true, false, 2), 0));
}

TEST_F(CAbi, a_tool_in_rust_records_a_run) {
  if (*RUSTC == '\0') GTEST_SKIP() << "no rustc is here";
  build({RUSTC, "--edition=2021", "-L" SHARED_LIBRARY_DIR, "-o", directory_.file("probe"),
         OVERT_SOURCE "/tests/c_abi/probe.rs"});
  EXPECT_EQ(log_of({directory_.file("probe"), directory_.file("probe.contract")}),
            lines_of_a_run(option("verbose", true, false, 2), 0));
}

TEST_F(CAbi, the_library_shows_nothing_but_overts_own_functions) {
  const Outcome symbols = run_program({.argv = {"nm", "-D", "--defined-only", SHARED_LIBRARY}});
  ASSERT_EQ(symbols.exit_code, 0) << symbols.err;
  Words names;
  for (const std::string& word : words_of(symbols.out)) {
    if (word.find("@@OVERT_1") != std::string::npos)
      names.push_back(word.substr(0, word.find('@')));
  }
  EXPECT_THAT(names, Each(StartsWith("overt_")));
  // Three words a line; the version's own name has no @@.
  EXPECT_EQ(names.size() + 1, words_of(symbols.out).size() / 3) << symbols.out;
  // Every function that the header declares is there.
  std::ostringstream header;
  header << std::ifstream(OVERT_SOURCE "/include/overt/overt.h").rdbuf();
  const std::string text = header.str();
  const std::regex declaration("OVERT_API [^(]*?(overt_\\w+)\\(");
  Words declared;
  for (std::sregex_iterator it(text.begin(), text.end(), declaration), end; it != end; ++it) {
    declared.push_back((*it)[1]);
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(declared));
}

TEST_F(CAbi, the_library_needs_the_systems_libraries_only) {
  const Outcome dynamic = run_program({.argv = {"readelf", "-d", SHARED_LIBRARY}});
  ASSERT_EQ(dynamic.exit_code, 0) << dynamic.err;
  const std::regex needed(R"(\((NEEDED|SONAME)\)[^\[]*\[([a-z_+]+)\.so)");
  Words names;
  for (std::sregex_iterator it(dynamic.out.begin(), dynamic.out.end(), needed), end; it != end;
       ++it) {
    names.push_back((*it)[2]);
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::erase(names, "libm");
  EXPECT_THAT(names, ElementsAre("libc", "libgcc_s", "libovert", "libstdc++"));
}

TEST_F(CAbi, a_compiled_contract_is_not_written_to_a_terminal_and_mistakes_are_one_line) {
  const auto compile = [](const Words& rest) {
    Words argv = {OVERT_PROGRAM, "contract", "compile"};
    argv.insert(argv.end(), rest.begin(), rest.end());
    return run_program({.argv = argv});
  };
  const Outcome missing = compile({"/nowhere/tool.toml"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, StartsWith("overt: cannot read /nowhere/tool.toml: "));
  EXPECT_EQ(compile({}).exit_code, 2);
  const std::string to_terminal = std::string(OVERT_PROGRAM) + " contract compile " + kContract;
  const Outcome terminal = run_program({.argv = {"script", "-qec", to_terminal, "/dev/null"}});
  EXPECT_EQ(terminal.exit_code, 2);
  EXPECT_THAT(terminal.out, StartsWith("overt: a compiled contract is no text: "));
}

}  // namespace
}  // namespace overt::testing

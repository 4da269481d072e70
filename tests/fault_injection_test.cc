// Each system call that telemetry makes in the tool of tests/host, and in the process between it
// and the sender, fails in turn; so does each allocation. The tool does not notice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "client/log.h"
#include "hostile/world.h"
#include "support/long_run.h"

namespace overt::testing {
namespace {

constexpr const char* kStrace = "/usr/bin/strace";
constexpr std::array kErrors = {"EACCES", "EINTR", "EIO", "EMFILE", "ENOENT", "ENOMEM", "ENOSPC"};

// These do not come back, or are the beginning of a program.
// brk() and umask() have no errors: the number would be taken for an address or a mask.
const std::set<std::string> kNotToFail = {"brk",          "execve", "exit",    "exit_group",
                                          "rt_sigreturn", "umask",  "write 1", "write 2"};

// What undoes something cannot be replaced: a descriptor stays open, a signal blocked or
// handled, a child there.
const std::set<std::string> kUndoing = {"close", "rt_sigaction", "rt_sigprocmask", "wait4"};

// The `number`th call of this name in its process.
struct Call {
  std::string name;
  int number = 0;

  friend auto operator<=>(const Call&, const Call&) = default;
};

// One line of strace -f: "123 openat(AT_FDCWD, …". Nothing for the rest of an earlier line, a
// signal or an end.
struct TraceLine {
  std::string process;
  std::string name;
  std::string arguments;
};

std::optional<TraceLine> parse(const std::string& line) {
  const auto space = line.find_first_not_of(' ', line.find(' '));
  const auto parenthesis = line.find('(');
  if (space == std::string::npos || parenthesis == std::string::npos) return std::nullopt;
  if (line[space] == '<' || line[space] == '+' || line[space] == '-') return std::nullopt;
  return TraceLine{.process = line.substr(0, line.find(' ')),
                   .name = line.substr(space, parenthesis - space),
                   .arguments = line.substr(parenthesis + 1)};
}

// The calls of telemetry: those of the tool between its own two lines, and those of the processes
// that it makes until they become the sender.
std::vector<Call> calls_of_telemetry(const std::string& trace) {
  std::vector<Call> calls;
  std::map<std::string, std::map<std::string, int>> counts;  // by process and name
  std::set<std::string> over;                                // processes that are the sender's
  std::string tool;
  bool at_work = false;
  std::ifstream lines(trace);
  for (std::string text; std::getline(lines, text);) {
    const std::optional<TraceLine> line = parse(text);
    if (!line) continue;
    if (tool.empty()) tool = line->process;
    const int number = ++counts[line->process][line->name];
    const bool of_tool = line->process == tool;
    if (of_tool && line->arguments.starts_with("1, \"host: built")) at_work = false;
    if (line->name == "execve" && !of_tool) over.insert(line->process);
    // Where the tool's loader makes as many, it is the one that would fail.
    const bool is_free = of_tool ? at_work : counts[tool][line->name] < number;
    const bool is_candidate = is_free && !over.contains(line->process);
    if (is_candidate && !kNotToFail.contains(line->name)) calls.push_back({line->name, number});
    if (of_tool && line->arguments.starts_with("2, \"host: a warning")) at_work = true;
  }
  return calls;
}

class Traced : public ::testing::Test {
 protected:
  Outcome run_under_strace(const std::vector<std::string>& options) {
    Confined program = world_.tool("host");
    program.argv = {"strace", "-f", "-qq", "-e", "signal=none", "-o", trace_};
    program.argv.insert(program.argv.end(), options.begin(), options.end());
    program.argv.insert(program.argv.end(), {program.executable, "3", "2"});
    program.executable = kStrace;
    return run_confined(program).outcome;
  }

  TemporaryDirectory directory_;
  std::string trace_ = directory_.file("trace");
  World world_;
};

TEST_F(Traced, a_run_that_a_variable_switches_off_makes_no_system_call) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer makes some of its own";
  for (const auto& [name, value] : {std::pair{"DO_NOT_TRACK", "1"}, {"HOST_TELEMETRY", "no"}}) {
    world_.set(name, value);
    ASSERT_EQ(run_under_strace({}).exit_code, 3);
    std::vector<std::string> names;
    for (const Call& call : calls_of_telemetry(trace_)) names.push_back(call.name);
    EXPECT_THAT(names, ::testing::IsEmpty()) << name;
    world_.unset(name);
  }
}

// Where the run begins.
struct Scene {
  const char* name;
  std::function<void(World&)> arrange;
};

void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }

class FaultInjection : public Traced, public ::testing::WithParamInterface<Scene> {
 protected:
  FaultInjection() {
    // A sender that held the tool's output would be heard.
    world_.write(world_.path("bin/sender"), "#!/bin/sh\necho heard; echo heard >&2\n");
    std::filesystem::permissions(world_.path("bin/sender"), std::filesystem::perms(0755));
    world_.set("HOST_OVERT", world_.path("bin/sender"));
  }

  void begin_anew() {
    std::filesystem::remove_all(world_.home);
    world_.make_directory(world_.home);
    GetParam().arrange(world_);
  }

  // One call, or with "+" that one and all after it, fails.
  void expect_unnoticed(const Call& call, const std::string& error, const std::string& more) {
    begin_anew();
    const auto before = world_.listing();
    const std::string injection =
        call.name + ":error=" + error + ":when=" + std::to_string(call.number) + more;
    SCOPED_TRACE(injection);
    const Outcome outcome = run_under_strace(
        {"--seccomp-bpf", "-e", "trace=" + call.name, "-e", "inject=" + injection});
    const auto state =
        kUndoing.contains(call.name) ? plain_.out.find("descriptors:") : plain_.out.size();
    EXPECT_EQ(outcome.out.substr(0, state), plain_.out.substr(0, state));
    EXPECT_EQ(outcome.err, plain_.err);
    EXPECT_EQ(outcome.exit_code, plain_.exit_code) << "signal " << outcome.signal;
    EXPECT_FALSE(outcome.hung);
    EXPECT_EQ(world_.listing(), before);
  }

  Outcome plain_ = run_confined(world_.tool("host_plain")).outcome;
};

TEST_P(FaultInjection, no_failing_system_call_is_noticed) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer's own system calls would fail";
  begin_anew();
  ASSERT_EQ(run_under_strace({}).exit_code, 3);
  const std::vector<Call> calls = calls_of_telemetry(trace_);
  ASSERT_GT(calls.size(), 50U);
  std::set<std::string> names;
  for (const Call& call : calls) names.insert(call.name);
  for (const char* expected :
       {"openat", "write", "getrandom", "clone", "setsid", "dup3", "chdir"}) {
    EXPECT_TRUE(names.contains(expected)) << expected;
  }

  // Each call fails in one way; where there is time, in all of them.
  for (std::size_t i = 0; i < calls.size() && !HasFailure(); ++i) {
    for (std::size_t j = 0; j < kErrors.size(); ++j) {
      if (is_long_run() || i % kErrors.size() == j) expect_unnoticed(calls[i], kErrors[j], "");
    }
  }
}

TEST_P(FaultInjection, a_system_call_that_fails_from_some_moment_on_is_not_noticed) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer's own system calls would fail";
  begin_anew();
  ASSERT_EQ(run_under_strace({}).exit_code, 3);
  std::map<std::string, int> first;
  for (const Call& call : calls_of_telemetry(trace_)) first.emplace(call.name, call.number);
  // The tool itself needs these, or a loop around them may rightly wait for the end of
  // interruptions.
  for (const char* needed :
       {"write", "rt_sigaction", "rt_sigprocmask", "wait4", "fcntl", "getcwd"}) {
    first.erase(needed);
  }
  for (const auto& [name, number] : first) {
    for (const char* error : {"EACCES", "EMFILE", "EIO"})
      expect_unnoticed({name, number}, error, "+");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Scenes, FaultInjection,
    ::testing::Values(Scene{"first_run", [](World&) {}},
                      Scene{"run_that_rotates_the_log",
                            [](World& world) {
                              world.write(world.state + "/events.ndjson",
                                          std::string(kLogSegmentBytesMax, 'x'));
                              world.write(world.state + "/events.4.ndjson", "x\n");
                              world.write(world.state + "/cursor.json", "{}");
                              world.write(world.home + "/.config/overt/host/consent", "on\n");
                            }},
                      Scene{"run_with_a_file_of_the_users_own",
                            [](World& world) {
                              world.make_directory(world.state);
                              world.set("HOST_TELEMETRY_LOG_FILE", world.state + "/own");
                            }}),
    [](const auto& scene) { return std::string(scene.param.name); });

// How many of the run's four lines are in the log.
std::ptrdiff_t lines_of(const World& world) { return std::ranges::count(world.log(), '\n'); }

TEST(FailingAllocations, none_is_noticed) {
  World world;
  const Outcome plain = run_confined(world.tool("host_plain")).outcome;
  const int step = is_long_run() ? 1 : 3;
  std::ptrdiff_t lines = 0;
  for (int number = 1; lines < 4; number += step) {
    ASSERT_LT(number, 1000);
    for (const char* lasting : {"", "+"}) {
      std::filesystem::remove_all(world.home);
      world.make_directory(world.home);
      world.set("HOST_FAIL_ALLOCATION", std::to_string(number) + lasting);
      SCOPED_TRACE(number);
      const Outcome outcome = run_confined(world.tool("host")).outcome;
      ASSERT_EQ(outcome.out, plain.out);
      ASSERT_EQ(outcome.err, plain.err);
      ASSERT_EQ(outcome.exit_code, plain.exit_code);
      lines = lines_of(world);
    }
  }
}

}  // namespace
}  // namespace overt::testing

#include "storm/collected_world.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/exec_texts.h"
#include "client/cursor.h"
#include "client/log_segments.h"
#include "store/store.h"

namespace overt::testing {
namespace {

using nlohmann::json;

EventName name_of(const std::string& run, const std::string& type, std::int64_t step) {
  return run + " " + type + (type == "StepDone" ? " " + std::to_string(step) : "");
}

std::int64_t bytes_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

void add_lines_of(const std::string& path, std::map<EventName, int>& events) {
  std::ifstream lines(path);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const json event = json::parse(line, nullptr, false);
    if (event.is_discarded()) {
      ++events["torn"];
      continue;
    }
    ++events[name_of(event["executionID"], event["eventType"],
                     event["eventData"].value("durationMs", std::int64_t{0}))];
  }
}

}  // namespace

CollectedWorld::CollectedWorld() {
  world_.set("HOST_TELEMETRY_TRACE_URL",
             "http://127.0.0.1:" + std::to_string(collector_.ingest_port()) + "/v1/traces");
}

Confined CollectedWorld::tool(int steps, const std::string& sender) const {
  Confined program = world_.tool("host");
  program.argv = {"host", "0", std::to_string(steps)};
  program.environment.push_back("HOST_OVERT=" + sender);
  std::erase(program.environment, "HOST_OVERT=/bin/true");
  return program;
}

Confined CollectedWorld::sender() const {
  Confined program = world_.tool("host");
  program.executable = OVERT_PROGRAM;
  program.argv = {"overt", "send", "--app", "host", "--now"};
  return program;
}

pid_t CollectedWorld::start(const Confined& program) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {0, 1, 2}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_addchdir_np(&actions, program.directory.c_str());
  const std::vector<char*> argv = exec_texts(program.argv);
  const std::vector<char*> environment = exec_texts(program.environment);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.executable.c_str(), &actions, nullptr, argv.data(),
                                  environment.data());
  posix_spawn_file_actions_destroy(&actions);
  // Whoever kills what was not started, by a number below 1, kills everybody else.
  if (error != 0 || pid <= 1) {
    throw std::system_error(error, std::generic_category(), program.executable);
  }
  return pid;
}

std::int64_t CollectedWorld::waiting_bytes() const {
  const LogPosition position = load_cursor(state_.cursor()).position;
  std::int64_t bytes = 0;
  const auto finished = finished_segments(state_);
  std::int64_t last = 0;
  for (const std::int64_t number : *finished) {
    if (number >= position.segment) bytes += bytes_of(finished_segment_path(state_, number));
    last = number;
  }
  bytes += bytes_of(state_.events());
  const bool is_within =
      position.segment > last || std::ranges::count(*finished, position.segment) > 0;
  return is_within ? bytes - position.offset : bytes;
}

bool CollectedWorld::send_the_rest() const {
  const auto deadline = std::chrono::steady_clock::now() + kProcessDeadline;
  const Confined program = sender();
  while (std::chrono::steady_clock::now() < deadline) {
    std::vector<std::string> argv = program.argv;
    argv[0] = program.executable;
    const Outcome sent = run_program({.argv = argv, .environment = program.environment});
    if (sent.out == "nothing waits to be sent\n") return true;
  }
  return false;
}

std::int64_t CollectedWorld::receipted(const std::string& key) const {
  std::int64_t sum = 0;
  for (const std::string& path : {state_.path + "/receipts.old.ndjson", state_.receipts()}) {
    std::ifstream lines(path);
    for (std::string line; std::getline(lines, line);) {
      const json receipt = json::parse(line, nullptr, false);
      if (receipt.is_object()) sum += receipt.value(key, std::int64_t{0});
    }
  }
  return sum;
}

std::map<EventName, int> CollectedWorld::recorded() const {
  std::map<EventName, int> events;
  const auto finished = finished_segments(state_);
  for (const std::int64_t number : *finished) {
    add_lines_of(finished_segment_path(state_, number), events);
  }
  add_lines_of(state_.events(), events);
  return events;
}

std::map<EventName, int> CollectedWorld::collected() {
  EXPECT_EQ(collector_.end_by(SIGTERM), 0);
  std::map<EventName, int> events;
  const auto store = open_duckdb_store(directory_.file("data") + "/store.duckdb");
  EXPECT_TRUE(store);
  if (!store) return events;
  const auto result = (*store)->query(
      "SELECT CAST(execution_id AS VARCHAR), event_type, coalesce(duration_ms, 0) FROM event", {});
  EXPECT_TRUE(result);
  if (!result) return events;
  for (const auto& row : result->rows) {
    ++events[name_of(std::get<std::string>(row[0]), std::get<std::string>(row[1]),
                     std::get<std::int64_t>(row[2]))];
  }
  return events;
}

}  // namespace overt::testing

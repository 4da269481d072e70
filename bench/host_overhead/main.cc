// What telemetry adds to the wall time of a tool that does nothing, beside the same tool in Go with
// the OpenTelemetry SDK. All rows are run in turn, in an order drawn anew for each round, so that
// whatever else the machine does meets all alike. Prints Markdown.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "endpoints.h"
#include "table.h"
#include "timed_run.h"

namespace overt::bench {
namespace {

struct Options {
  std::size_t runs = 2000;
  std::size_t slow_runs = 20;    // of the peer, where it waits for an endpoint
  std::size_t dropped_runs = 0;  // with the kernel's caches dropped before each
};

constexpr std::string_view kUsage =
    "usage: bench/host_overhead/run [--runs N] [--slow-runs N] [--dropped-runs N]\n"
    "  --runs N          rounds of each table, 2000 unless told otherwise\n"
    "  --slow-runs N     runs of the peer where it waits for an endpoint, 20\n"
    "  --dropped-runs N  rounds of a table with the kernel's caches dropped before each run,\n"
    "                    which slows the whole machine; as root; 0, none\n";

constexpr std::string_view kPlain = "C++ without telemetry";
constexpr std::string_view kPlainStatic = "C++ with -static, without telemetry";
constexpr std::string_view kPlainGo = "Go without telemetry";
constexpr std::string_view kPlainWorkingGo = "Go, 5 ms of work, without telemetry";

struct Row {
  Times times;
  Command command;
  std::size_t runs_max = SIZE_MAX;
  bool starts_sender = false;  // each run, since the one before's is ended
};

// Where all of this happens: the endpoints, a repository that the tool works in, homes.
class World {
 public:
  World() {
    adopt_senders();
    const std::string git = directory_.file("repository/.git");
    for (const char* folder : {"/objects", "/refs"}) {
      std::filesystem::create_directories(git + folder);
    }
    std::ofstream(git + "/HEAD") << "ref: refs/heads/main\n";
    std::ofstream(git + "/config") << "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
                                      "[remote \"origin\"]\n"
                                      "\turl = git@example.com:group/project.git\n"
                                      "\tfetch = +refs/heads/*:refs/remotes/origin/*\n";
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { end_senders(endpoints_.server()); }

  const Endpoints& endpoints() const { return endpoints_; }

  // A run of `program` in a home of its own, with the same environment but for what is told.
  Command command(const std::string& program, const std::string& home, const std::string& url,
                  std::vector<std::string> more) const {
    std::vector<std::string> environment = {"HOME=" + directory_.file(home), "PATH=/usr/bin:/bin",
                                            "WERF_TELEMETRY_TRACE_URL=" + url};
    for (std::string& variable : more) environment.push_back(std::move(variable));
    std::filesystem::create_directories(directory_.file(home));
    return {.program = std::string(OVERT_BIN) + "/" + program,
            .environment = std::move(environment),
            .directory = directory_.file("repository")};
  }

 private:
  testing::TemporaryDirectory directory_;
  Endpoints endpoints_;
};

std::string home_of(const Row& row) { return row.command.environment.front().substr(5); }

class Rows {
 public:
  Rows(const World& world, std::string language) : world_(world), language_(std::move(language)) {}

  void add(std::string name, std::string_view compared_with, const std::string& program,
           const std::string& url, std::vector<std::string> more = {}) {
    const std::string home = language_ + std::to_string(rows_.size());
    rows_.push_back(
        {.times = {.name = std::move(name), .compared_with = std::string(compared_with)},
         .command = world_.command(program, home, url, std::move(more))});
  }

  Row& back() { return rows_.back(); }

  std::vector<Row> take() { return std::move(rows_); }

 private:
  const World& world_;
  std::string language_;  // homes are named after it
  std::vector<Row> rows_;
};

enum class Linked { kAsUsual, kStatically };

std::vector<Row> cpp_rows(const World& world, Linked linked) {
  const bool is_static = linked == Linked::kStatically;
  const std::string program_end = is_static ? "_static" : "";
  const std::string overt = is_static ? "overt with -static" : "overt";
  const std::string_view plain = is_static ? kPlainStatic : kPlain;
  const auto url = [&](Manner manner) { return world.endpoints().url(manner); };
  const std::string answers = url(Manner::kAnswers);
  Rows rows(world, "cpp" + program_end);
  const auto add = [&](std::string name, const std::string& program, const std::string& endpoint,
                       std::vector<std::string> more) {
    rows.add(std::move(name), plain, "host_overhead_" + program + program_end, endpoint,
             std::move(more));
  };
  rows.add(std::string(plain), "", "host_overhead_plain" + program_end, answers);
  add("the same once more", "plain", answers, {});
  add("posix_spawn() of /bin/true, two lines", "spawn", answers, {});
  add(overt + ", off", "tool", answers, {"DO_NOT_TRACK=1"});
  for (const Manner manner : kManners) {
    add(fmt::format("{}, endpoint {}", overt, name_of(manner)), "tool", url(manner),
        {"WERF_TELEMETRY=1"});
  }
  add(overt + ", endpoint answers, a sender started by each run", "tool", answers,
      {"WERF_TELEMETRY=1"});
  rows.back().starts_sender = true;
  for (const Manner manner : kManners) {
    add(fmt::format("{} in CI, endpoint {}", overt, name_of(manner)), "tool_in_ci", url(manner),
        {"WERF_TELEMETRY=1", "CI=true"});
  }
  return rows.take();
}

bool waits_in_go(Manner manner) {
  return manner != Manner::kAnswers && manner != Manner::kRefuses && manner != Manner::kHasNoName;
}

// Both events of a command that does nothing leave in one export; those of one that works for 5 ms
// in two, each of which may hold the exit.
std::vector<Row> go_rows(const World& world, const Options& options) {
  Rows rows(world, "go");
  const std::string answers = world.endpoints().url(Manner::kAnswers);
  for (const bool works : {false, true}) {
    const std::string_view plain = works ? kPlainWorkingGo : kPlainGo;
    rows.add(std::string(plain), "", "host_overhead_go_plain", answers);
    if (works) rows.back().command.arguments = {"work"};
    for (const Manner manner : kManners) {
      if (works && !waits_in_go(manner)) continue;
      rows.add(fmt::format("Go{} and OpenTelemetry, endpoint {}", works ? ", 5 ms of work," : "",
                           name_of(manner)),
               plain, "host_overhead_go_otel", world.endpoints().url(manner));
      if (works) rows.back().command.arguments = {"work"};
      if (waits_in_go(manner)) rows.back().runs_max = options.slow_runs;
    }
  }
  return rows.take();
}

enum class Temperature {
  kWarm,     // each row has a home, where runs before have left a log
  kCold,     // each run has a fresh one
  kDropped,  // and nothing of the program is in memory
};

void make_cold(const Row& row, Temperature temperature) {
  if (temperature == Temperature::kWarm) return;
  std::filesystem::remove_all(home_of(row));
  std::filesystem::create_directories(home_of(row));
  if (temperature != Temperature::kDropped) return;
  ::sync();
  std::ofstream drop("/proc/sys/vm/drop_caches");
  if (!(drop << "3" << std::flush))
    throw std::runtime_error("caches cannot be dropped: run as root");
}

void run_round(const World& world, std::vector<Row>& rows, std::size_t round,
               Temperature temperature, std::mt19937& random) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (round < rows[i].runs_max) order.push_back(i);
  }
  std::ranges::shuffle(order, random);
  const pid_t server = world.endpoints().server();
  for (const std::size_t i : order) {
    Row& row = rows[i];
    make_cold(row, temperature);
    row.times.wall_ns.push_back(timed_run_ns(row.command));
    const std::size_t alive = settle_senders(server, home_of(row));
    row.times.senders_max = std::max(row.times.senders_max, alive);
    if (temperature != Temperature::kWarm) end_senders(server);
    if (row.starts_sender) end_senders(server, home_of(row));
  }
  for (const std::size_t i : order) {
    Times& times = rows[i].times;
    if (times.compared_with.empty()) continue;
    const auto baseline =
        std::ranges::find(rows, times.compared_with, [](const Row& row) { return row.times.name; });
    times.added_ns.push_back(times.wall_ns.back() - baseline->times.wall_ns.back());
  }
}

void run_table(std::string_view heading, const World& world, std::vector<Row> rows,
               std::size_t rounds, Temperature temperature) {
  std::mt19937 random(1);
  // The first round brings everything into memory, and is not counted.
  std::vector<Row> ignored = rows;
  for (Row& row : ignored) row.runs_max = row.runs_max == SIZE_MAX ? 1 : 0;
  run_round(world, ignored, 0, temperature, random);
  for (std::size_t round = 0; round < rounds; ++round) {
    run_round(world, rows, round, temperature, random);
  }
  std::vector<Times> times;
  for (Row& row : rows) times.push_back(std::move(row.times));
  fmt::print("{}", markdown(heading, times));
  std::fflush(stdout);
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc{} || end != text.end()) {
    throw std::invalid_argument(fmt::format("'{}' is no number\n{}", text, kUsage));
  }
  return value;
}

Options options_of(std::vector<std::string_view> words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string_view value = i + 1 < words.size() ? words[i + 1] : "";
    if (words[i] == "--runs") {
      options.runs = number(value);
    } else if (words[i] == "--slow-runs") {
      options.slow_runs = number(value);
    } else if (words[i] == "--dropped-runs") {
      options.dropped_runs = number(value);
    } else {
      throw std::invalid_argument(std::string(kUsage));
    }
  }
  return options;
}

void run(const Options& options) {
  const World world;
  std::vector<Row> cpp = cpp_rows(world, Linked::kAsUsual);
  for (Row& row : cpp_rows(world, Linked::kStatically)) cpp.push_back(std::move(row));
  std::vector<Row> all = cpp;
  if (std::filesystem::exists(OVERT_BIN "/host_overhead_go_otel")) {
    for (Row& row : go_rows(world, options)) all.push_back(std::move(row));
  }
  run_table("Warm: a home where runs before have left a log", world, all, options.runs,
            Temperature::kWarm);
  run_table("Cold: a home that is empty", world, cpp, options.runs, Temperature::kCold);
  if (options.dropped_runs > 0) {
    run_table("Dropped: an empty home, and the kernel's caches emptied", world, all,
              options.dropped_runs, Temperature::kDropped);
  }
}

}  // namespace
}  // namespace overt::bench

int main(int argc, char** argv) try {
  overt::bench::run(overt::bench::options_of({argv + 1, argv + argc}));
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "host_overhead: {}\n", error.what());
  return 2;
}

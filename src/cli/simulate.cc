// `overt simulate`: events of users that there are not, for benchmarks, tests and trials.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/simulate_outputs.h"
#include "cli/stop_signal.h"
#include "simulate/model.h"
#include "simulate/simulation.h"
#include "simulate/synthetic_contract.h"
#include "simulate/tally.h"
#include "simulate/truth.h"

namespace overt::cli {
namespace {

using simulate::Arrival;
using simulate::Model;

struct SimulateCommand {
  std::string contract_path;
  std::string write_contract_path;
  std::int64_t seed = 1;
  std::string first_day;
  std::int64_t days = simulate::kDaysDefault;
  std::int64_t projects = simulate::kProjectsPerDayDefault;
  std::int64_t events = 0;  // 0: all of them
  std::string out_path;
  std::string url;
  std::string data_directory;
  std::string truth_path;
};

// Whoever waits longer wants to know for what.
constexpr std::int64_t kProgressMs = 1'000;

// The clock is asked after so many events, some milliseconds' worth.
constexpr std::int64_t kEventsBetweenLooks = 4096;

// One line of a terminal that is written again and again.
class Progress {
 public:
  explicit Progress(const Model& model) : model_(model), is_shown_(::isatty(STDERR_FILENO) != 0) {}

  void look(std::int64_t events, std::int64_t received_ms) {
    const std::int64_t now_ms = clock_.steady_ms();
    if (!is_shown_ || now_ms - last_ms_ < kProgressMs) return;
    last_ms_ = now_ms;
    constexpr std::int64_t kDayMs = 86'400'000;
    const std::int64_t first = model_.first_day.time_since_epoch().count();
    fmt::print(stderr, "\rovert: day {} of {}, {} events ", received_ms / kDayMs - first + 1,
               model_.days, format_count(events));
    has_line_ = true;
  }

  void clear() const {
    if (has_line_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  const Model& model_;
  const bool is_shown_;
  SystemClock clock_;
  std::int64_t last_ms_ = clock_.steady_ms();
  bool has_line_ = false;
};

// Projects are older than the first day, and a century may follow: all of it has times that an
// event may have.
constexpr int kYearMin = 1980;
constexpr int kYearMax = 2100;

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  constexpr std::string_view kForm = "2006-01-02";
  if (text.size() != kForm.size() || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&text](std::size_t from, std::size_t size) {
    int value = -1;
    const char* const end = text.data() + from + size;
    const auto [stopped, error] = std::from_chars(text.data() + from, end, value);
    return error == std::errc{} && stopped == end ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || year < kYearMin || year > kYearMax) return std::nullopt;
  return std::chrono::sys_days(date);
}

Result<Model> model_of(const SimulateCommand& command, const Contract& contract) {
  Model model = simulate::default_model(contract);
  if (!command.first_day.empty()) {
    const auto day = parse_day(command.first_day);
    if (!day) return Error{"--first-day: must be a day between 1980 and 2100, such as 2026-01-05"};
    model.first_day = *day;
  }
  if (command.days < 1 || command.days > simulate::kDaysMax) {
    return Error{fmt::format("--days: must be from 1 to {}", simulate::kDaysMax)};
  }
  if (command.projects < 0 || command.projects > simulate::kProjectsPerDayMax) {
    return Error{fmt::format("--projects: must be from 0 to {}", simulate::kProjectsPerDayMax)};
  }
  model.days = static_cast<int>(command.days);
  model.projects_per_day = static_cast<double>(command.projects);
  if (const Status checked = simulate::check_model(model, contract); !checked) {
    return checked.error();
  }
  return model;
}

Result<std::unique_ptr<SimulationOutput>> output_of(const SimulateCommand& command,
                                                    const LoadedContract& contract) {
  if (!command.url.empty()) {
    return collector_output(command.url, contract, Environment::of_this_process());
  }
  if (!command.data_directory.empty()) return store_output(command.data_directory, contract);
  return lines_output(command.out_path);
}

struct Simulated {
  std::int64_t events = 0;
  simulate::Tally tally;
};

// Until its end, the wanted number of events, or a signal.
Result<Simulated> run_simulation(const SimulateCommand& command, const Model& model,
                                 const Contract& contract, SimulationOutput& output) {
  simulate::Simulation simulation(model, contract, static_cast<std::uint64_t>(command.seed));
  Simulated simulated{.tally = simulate::Tally(model, simulation.end_ms())};
  Progress progress(model);
  while (!is_told_to_stop() && (command.events == 0 || simulated.events < command.events)) {
    const Arrival* const arrival = simulation.next();
    if (arrival == nullptr) break;
    if (!command.truth_path.empty()) simulated.tally.add(*arrival);
    if (const Status added = output.add(*arrival); !added) {
      progress.clear();
      return added.error();
    }
    if (++simulated.events % kEventsBetweenLooks == 0) {
      progress.look(simulated.events, arrival->received_ms);
    }
  }
  progress.clear();
  if (const Status finished = output.finish(); !finished) return finished.error();
  return simulated;
}

Status write_text(const std::string& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "we");
  if (file == nullptr) return errno_error("write", path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return errno_error("write", path);
  return Ok{};
}

int tell_of_stop(std::int64_t events) {
  fmt::print(stderr, "overt: stopped after {} synthetic events; no truth is written of a part\n",
             format_count(events));
  return end_by_signal();
}

int simulate_events(const SimulateCommand& command, const LoadedContract& contract) {
  const auto model = model_of(command, *contract);
  if (!model) return fail(model.error().message);
  const auto output = output_of(command, contract);
  if (!output) return fail(output.error().message);
  stop_on_signals();
  const auto simulated = run_simulation(command, *model, *contract, **output);
  if (!simulated) return fail(simulated.error().message);
  if (is_told_to_stop()) return tell_of_stop(simulated->events);
  if (!command.truth_path.empty()) {
    const std::string truth = truth_json(
        *model, contract->app, static_cast<std::uint64_t>(command.seed), simulated->tally);
    if (const Status written = write_text(command.truth_path, truth); !written) {
      return fail(written.error().message);
    }
  }
  fmt::print(stderr, "overt: {} synthetic events of {}; seed {}\n", format_count(simulated->events),
             contract->app, command.seed);
  return 0;
}

int run(const SimulateCommand& command) {
  const int outputs = static_cast<int>(!command.out_path.empty()) +
                      static_cast<int>(!command.url.empty()) +
                      static_cast<int>(!command.data_directory.empty());
  if (outputs > 1) return fail("--out, --send and --store: give one of them");
  if (command.seed < 0 || command.events < 0) {
    return fail("--seed and --events: must not be below 0");
  }
  const auto tool = read_file(command.contract_path, kContractBytesMax);
  if (!tool) return fail(tool.error().message + "; a contract is a TOML file");
  const auto text = simulate::synthetic_contract(*tool, command.contract_path);
  if (!text) return fail(text.error().message);
  if (!command.write_contract_path.empty()) {
    const Status written = write_text(command.write_contract_path, *text);
    return written ? 0 : fail(written.error().message);
  }
  const auto contract = parse_contract(*text, command.contract_path);
  if (!contract) return fail(contract.error().message);
  return simulate_events(command, *contract);
}

std::vector<Option> options_of(SimulateCommand& command) {
  return {{.name = "--contract",
           .value = &command.contract_path,
           .help = "The tool's own contract, a TOML file",
           .value_name = "FILE",
           .required = true},
          {.name = "--write-contract",
           .value = &command.write_contract_path,
           .help = "Only write the contract that the events go by, for `overt serve`",
           .value_name = "FILE"},
          {.name = "--seed",
           .value = &command.seed,
           .help = "The same seed gives the same events",
           .value_name = "NUMBER",
           .shows_default = true},
          {.name = "--first-day",
           .value = &command.first_day,
           .help = "Of the time that is simulated; 2026-01-05 if left out",
           .value_name = "DATE"},
          {.name = "--days",
           .value = &command.days,
           .help = "How many of them",
           .value_name = "NUMBER",
           .shows_default = true},
          {.name = "--projects",
           .value = &command.projects,
           .help = "Projects that begin on a day; 120 times as many are there at a time",
           .value_name = "NUMBER",
           .shows_default = true},
          {.name = "--events",
           .value = &command.events,
           .help = "End after so many",
           .value_name = "NUMBER"},
          {.name = "--out",
           .value = &command.out_path,
           .help = "Write the lines to a file instead of stdout",
           .value_name = "FILE"},
          {.name = "--send",
           .value = &command.url,
           .help = "Send the events to a collector instead, as fast as it takes them",
           .value_name = "URL"},
          {.name = "--store",
           .value = &command.data_directory,
           .help = "Fill the store of a new data directory instead, with the times simulated",
           .value_name = "DIR"},
          {.name = "--truth",
           .value = &command.truth_path,
           .help = "Write what reports should find to a file, as JSON",
           .value_name = "FILE",
           .excludes = "--events"}};
}

constexpr const char* kFooter =
    "Everything simulated is of the application synthetic-NAME, in every table and report. A model "
    "of users\n"
    "makes it: docs/simulation.md has its numbers. To a collector all of it comes now; only "
    "--store "
    "has the\n"
    "days that are simulated.\n\n"
    "Examples:\n"
    "  overt simulate --contract contracts/werf.toml | head\n"
    "  overt simulate --contract contracts/werf.toml --store ./data --truth truth.json \\\n"
    "    --first-day $(date --utc --date '90 days ago' +%F) --days 90\n"
    "  overt report --data ./data --since 90d\n"
    "  overt simulate --contract contracts/werf.toml --write-contract synthetic-werf.toml\n"
    "  overt serve --contract synthetic-werf.toml --data ./served &\n"
    "  overt simulate --contract contracts/werf.toml --send http://127.0.0.1:4318 --events 100000";

}  // namespace

Command simulate_command() {
  const auto command = std::make_shared<SimulateCommand>();
  return {.name = "simulate",
          .summary = kSimulateSummary,
          .options = options_of(*command),
          .footer = kFooter,
          .run = [command] { return run(*command); }};
}

}  // namespace overt::cli

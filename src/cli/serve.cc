#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <system_error>

#include "base/clock.h"
#include "base/random.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/serve_options.h"
#include "cli/telemetry_page_of.h"
#include "collector/admin_access.h"
#include "collector/collector.h"
#include "collector/server_log.h"

namespace overt::cli {
namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set{};
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

// The signals that the collector acts on: SIGHUP to read its contracts anew, the others to stop.
// Blocked before the first thread is made, so that every thread leaves them to next().
class Signals {
 public:
  Signals() { pthread_sigmask(SIG_BLOCK, &all_, nullptr); }

  // Waits for one.
  int next() const {
    int signal = 0;
    sigwait(&all_, &signal);
    return signal;
  }

  // The next one to stop ends the process at once: what was acknowledged is on disk.
  void unblock_stop() const { pthread_sigmask(SIG_UNBLOCK, &stop_, nullptr); }

 private:
  sigset_t stop_ = set_of({SIGINT, SIGTERM});
  sigset_t all_ = set_of({SIGHUP, SIGINT, SIGTERM});
};

// Names the settings that differ and that only a new start changes.
void warn_of_restart(const ServeSettings& now, const ServeSettings& next, ServerLog& log) {
  std::string keys;
  for (const Setting& setting : serve_settings()) {
    if (setting.on_signal == OnSignal::kTakesIt || same_value(now, next, setting)) continue;
    keys += (keys.empty() ? "" : ", ") + std::string(setting.key);
  }
  if (!keys.empty()) {
    log.warning("settings changed that need a restart", {{.name = "settings", .value = keys}});
  }
}

// Everything or nothing: half of it would be a configuration that nobody has written.
Status reload(const ServeFlags& flags, const ServeSettings& now, Collector& collector,
              ServerLog& log) {
  auto next = read_config_of_this_process(flags);
  if (!next) return next.error();
  auto options = collector_options(next->settings);
  if (!options) return options.error();
  if (const Status checked = check_admin_access(now.admin, options->admin_token); !checked) {
    return checked;
  }
  if (const Status taken = collector.reload(std::move(options->contracts)); !taken) return taken;
  if (const Status set = collector.set_admin_token(options->admin_token); !set) return set;
  log.set_level(*log_level_from(next->settings.log_level));
  warn_of_restart(now, next->settings, log);
  log.info("settings read anew");
  return Ok{};
}

int run_collector(const ServeFlags& flags, const ServeSettings& settings,
                  CollectorOptions options) {
  const Signals signals;
  // Who reads the log may go away, and a file may reach its limit: errors, and no reason to end.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Whatever file a library makes is this user's alone.
  ::umask(077);
  const SystemClock clock;
  SystemRandom random;
  ServerLog log(clock, write_to_stderr);
  log.set_level(*log_level_from(settings.log_level));
  const auto collector = Collector::start(std::move(options), clock, random, log);
  if (!collector) return fail(collector.error().message);

  fmt::print("overt: ingest on {}://{}\novert: admin on http://{}\n",
             settings.tls_key.empty() ? "http" : "https", to_string((*collector)->ingest_address()),
             to_string((*collector)->admin_address()));
  std::fflush(stdout);
  // This process never changes its directory, so a path leads to where it led at the start.
  while (signals.next() == SIGHUP) {
    const Status reloaded = reload(flags, settings, **collector, log);
    if (!reloaded) {
      log.error("the settings stay as they were",
                {{.name = "reason", .value = reloaded.error().message}});
    }
  }
  signals.unblock_stop();
  log.info("stopping");
  (*collector)->stop();
  log.info("stopped");
  return 0;
}

struct ServeCommand {
  ServeArguments arguments;
  bool print_config = false;
  bool print_settings_table = false;
};

int serve(const ServeCommand& command) {
  if (command.print_settings_table) return print(settings_as_markdown(), "the settings");
  const ServeFlags flags = command.arguments.flags();
  const auto config = read_config_of_this_process(flags);
  if (!config) return fail(config.error().message);
  if (command.print_config) return print(config_text(*config), "the settings");
  auto options = collector_options(config->settings);
  if (!options) return fail(options.error().message);
  // Another store would have what comes from now on, and reports would be of that alone.
  std::error_code ignored;
  if (!options->clickhouse &&
      std::filesystem::exists(collector_id_path(options->data_directory), ignored)) {
    return fail(fmt::format("the store of the collector in {} is ClickHouse; name it with --store",
                            options->data_directory));
  }
  options->page_of = [](const Contract& contract, std::string_view language) {
    return telemetry_page_of(contract, example_run(contract), language);
  };
  return run_collector(flags, config->settings, *std::move(options));
}

}  // namespace

Command serve_command() {
  const auto command = std::make_shared<ServeCommand>();
  std::vector<Option> options = command->arguments.options();
  options.push_back({.name = "--print-config",
                     .value = &command->print_config,
                     .help = "Show the settings in force, and where each comes from, instead"});
  // For tools/generate.
  options.push_back(
      {.name = "--print-settings-table", .value = &command->print_settings_table, .hidden = true});
  return {.name = "serve",
          .summary = kServeSummary,
          .options = std::move(options),
          .footer =
              "A flag comes before its variable, that before the file. SIGHUP reads contracts, "
              "certificates,\n"
              "keys, token and log level anew; if something is broken all stays as it was, and "
              "stderr says "
              "what is wrong where.\n\n"
              "Example: overt serve --contract contracts/git.toml --contract contracts/werf.toml "
              "--data "
              "./data",
          .run = [command] { return serve(*command); }};
}

}  // namespace overt::cli

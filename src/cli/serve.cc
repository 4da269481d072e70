#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "collector/collector.h"
#include "collector/listen_address.h"
#include "collector/server_log.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

struct ServeArguments {
  std::vector<std::string> contracts;
  std::string data;
  std::string listen = "127.0.0.1:4318";
  std::string admin = "127.0.0.1:4319";
};

Result<std::vector<LoadedContract>> load_contracts(const std::vector<std::string>& paths) {
  std::vector<LoadedContract> contracts;
  for (const std::string& path : paths) {
    auto contract = load_contract(path);
    if (!contract) return contract.error();
    contracts.push_back(*std::move(contract));
  }
  return contracts;
}

Result<CollectorOptions> read_arguments(const ServeArguments& arguments) {
  CollectorOptions options;
  auto contracts = load_contracts(arguments.contracts);
  if (!contracts) return contracts.error();
  options.contracts = *std::move(contracts);
  const auto listen = parse_listen_address(arguments.listen);
  if (!listen) return Error{"--listen: " + listen.error().message};
  const auto admin = parse_listen_address(arguments.admin);
  if (!admin) return Error{"--admin: " + admin.error().message};
  options.ingest = *listen;
  options.admin = *admin;
  options.data_directory = arguments.data;
  if (arguments.data.empty()) {
    const auto directory = default_data_directory(Environment::of_this_process());
    if (!directory) return directory.error();
    options.data_directory = *directory;
  }
  return options;
}

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

// All files or none: half of them would be a set of contracts that nobody has written.
void reload(const std::vector<std::string>& paths, Collector& collector, ServerLog& log) {
  auto contracts = load_contracts(paths);
  const Status reloaded =
      contracts ? collector.reload(*std::move(contracts)) : Status(contracts.error());
  if (!reloaded) {
    log.error("the contracts stay as they were",
              {{.name = "reason", .value = reloaded.error().message}});
  }
}

int serve(const ServeArguments& arguments) {
  auto options = read_arguments(arguments);
  if (!options) return fail(options.error().message);

  const Signals signals;
  // Who reads the log may go away, and a file may reach its limit: errors, and no reason to end.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Whatever file a library makes is this user's alone.
  ::umask(077);
  const SystemClock clock;
  SystemRandom random;
  ServerLog log(clock, write_to_stderr);
  const auto collector = Collector::start(*std::move(options), clock, random, log);
  if (!collector) return fail(collector.error().message);

  fmt::print("overt: ingest on http://{}\novert: admin on http://{}\n",
             to_string((*collector)->ingest_address()), to_string((*collector)->admin_address()));
  std::fflush(stdout);
  // This process never changes its directory, so a path leads to where it led at the start.
  while (signals.next() == SIGHUP) reload(arguments.contracts, **collector, log);
  signals.unblock_stop();
  log.info("stopping");
  (*collector)->stop();
  log.info("stopped");
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, Run& run) {
  CLI::App& command = *app.add_subcommand("serve", kServeSummary);
  const auto arguments = std::make_shared<ServeArguments>();
  command
      .add_option("--contract", arguments->contracts,
                  "Contract of a tool to collect for; one for each tool")
      ->type_name("FILE");
  command
      .add_option("--data", arguments->data,
                  "Where events are kept (default: ${XDG_DATA_HOME:-~/.local/share}/overt)")
      ->type_name("DIR");
  command.add_option("--listen", arguments->listen, "Where tools send to")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  command.add_option("--admin", arguments->admin, "Where reports are read; this machine only")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  command.footer(
      "SIGHUP reads all contracts anew. If a file is broken, the old ones stay, and stderr says "
      "what is\n"
      "wrong where.\n\n"
      "Example: overt serve --contract contracts/git.toml --contract contracts/werf.toml --data "
      "./data");
  command.callback([&run, arguments] { run = [arguments] { return serve(*arguments); }; });
}

}  // namespace overt::cli

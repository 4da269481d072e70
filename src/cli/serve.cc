#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
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

Result<CollectorOptions> read_arguments(const ServeArguments& arguments) {
  CollectorOptions options;
  for (const std::string& path : arguments.contracts) {
    auto contract = load_contract(path);
    if (!contract) return contract.error();
    options.contracts.push_back(*std::move(contract));
  }
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

// The signals that ask the collector to stop. Blocked before the first thread is made, so that
// every thread leaves them to wait().
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  // After the first, the next one ends the process at once: what was acknowledged is on disk.
  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }

 private:
  sigset_t signals_{};
};

int serve(const ServeArguments& arguments) {
  auto options = read_arguments(arguments);
  if (!options) return fail(options.error().message);

  const StopSignals stop_signals;
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
  stop_signals.wait();
  log.info("stopping");
  (*collector)->stop();
  log.info("stopped");
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, Run& run) {
  CLI::App& command = *app.add_subcommand("serve", "Collect events and answer for them");
  const auto arguments = std::make_shared<ServeArguments>();
  command
      .add_option("--contract", arguments->contracts, "Contract of a tool to collect for; repeat")
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
  command.footer("Example: overt serve --contract contracts/git.toml --data ./data");
  command.callback([&run, arguments] { run = [arguments] { return serve(*arguments); }; });
}

}  // namespace overt::cli

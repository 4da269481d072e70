// A tool that parses with CLI11 in most of the ways CLI11 has, and says nothing.
#include <overt/adapters/cli11.hpp>
#include <string>
#include <utility>
#include <vector>

#include "probe_telemetry.hpp"

namespace {

struct Settings {
  bool force = false;
  bool color = true;
  int verbose = 0;
  int level = 3;
  std::string secret;
  std::vector<std::string> files;
  std::vector<std::string> labels;
  std::pair<int, int> point;
};

void describe(CLI::App& app, Settings& settings) {
  app.add_flag("-v,--verbose", settings.verbose)->envname("PROBE_VERBOSE");
  app.add_flag("--color,!--no-color", settings.color);
  app.add_option("--level", settings.level)->envname("PROBE_LEVEL")->capture_default_str();
  app.add_option("--secret", settings.secret)->envname("PROBE_SECRET");
  app.set_config("--config");
  CLI::App* const remote = app.add_subcommand("remote");
  CLI::App* const add = remote->add_subcommand("add");
  remote->fallthrough();
  add->fallthrough();
  add->add_option("-f,--file", settings.files);
  add->add_option("--label", settings.labels)->allow_extra_args(false);
  add->add_option_group("Where")->add_option("--point", settings.point);
  for (CLI::App* const with_force : {remote, add}) with_force->add_flag("--force", settings.force);
  app.add_subcommand("other")->add_flag("--force", settings.force)->envname("PROBE_FORCE");
  app.add_subcommand("version");
}

}  // namespace

int main(int argc, char** argv) {
  adapters_probe_telemetry::Telemetry telemetry("1.2.3");
  Settings settings;
  CLI::App app;
  describe(app, settings);
  CLI11_PARSE(app, argc, argv);
  overt::cli11::command_started(telemetry, app);
  telemetry.command_exited(0);
}

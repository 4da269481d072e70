// parcel: a tool that parses its command line with CLI11 and records its runs with overt.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <overt/adapters/cli11.hpp>
#include <string>

#include "parcel_telemetry.hpp"

namespace {

struct Settings {
  bool verbose = false;
  std::string label;
  std::string address;
  bool is_default = false;
};

void describe(CLI::App& app, Settings& settings) {
  app.require_subcommand(1);
  app.add_flag("-v,--verbose", settings.verbose, "Say what is done");

  CLI::App* const pack = app.add_subcommand("pack", "Pack a parcel");
  pack->add_option("-l,--label", settings.label, "What to write on it");

  CLI::App* const remote = app.add_subcommand("remote", "Those who get parcels");
  CLI::App* const add = remote->add_subcommand("add", "Somebody more");
  add->add_option("address", settings.address)->required();
  add->add_flag("--default", settings.is_default, "Who gets what is for nobody else");
}

int work(const Settings& settings) {
  if (settings.verbose) std::printf("parcel: working\n");
  return settings.address == "nowhere" ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  parcel_telemetry::Telemetry telemetry("1.0.0");

  CLI::App app("Packs parcels");
  Settings settings;
  describe(app, settings);
  CLI11_PARSE(app, argc, argv);
  overt::cli11::command_started(telemetry, app);

  const int exit_code = work(settings);
  telemetry.command_exited(exit_code);
  return exit_code;
}

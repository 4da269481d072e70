// A tool that parses with Boost.Program_options, its first words as the command, and says nothing.
#include <boost/program_options.hpp>
#include <overt/adapters/boost_program_options.hpp>
#include <string>
#include <vector>

#include "probe_telemetry.hpp"

namespace po = boost::program_options;

int main(int argc, char** argv) {
  adapters_probe_telemetry::Telemetry telemetry("1.2.3");
  using Words = std::vector<std::string>;
  po::options_description described;
  po::options_description_easy_init add = described.add_options();
  add("verbose,v", po::bool_switch());
  add("file,f", po::value<Words>()->multitoken());
  add("definition,D", po::value<Words>());
  add("level", po::value<int>()->default_value(3));
  add("secret", po::value<std::string>());
  add("force", po::bool_switch());
  add("command", po::value<Words>());
  po::positional_options_description positional;
  positional.add("command", -1);

  const auto by_line = po::command_line_parser(argc, argv)
                           .options(described)
                           .positional(positional)
                           .allow_unregistered()
                           .run();
  const auto by_variables = po::parse_environment(described, "PROBE_");
  po::variables_map values;
  po::store(by_line, values);
  po::store(by_variables, values);
  const Words command = values.count("command") != 0 ? values["command"].as<Words>() : Words();
  overt::boost_program_options::command_started(telemetry, command, by_line, by_variables);
  telemetry.command_exited(0);
}

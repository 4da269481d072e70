// lamp: a tool without a library for its command line, whose options may also come from environment
// variables. It says itself how each of them was used, and records an event of its own.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

#include "lamp_telemetry.hpp"

namespace {

using lamp_telemetry::BulbWarmedUp;
using lamp_telemetry::Command;
using lamp_telemetry::Option;
using lamp_telemetry::Telemetry;

// One of lamp's options: how it is written, and what was found of it.
struct Setting {
  Option option;
  std::string_view spelling;
  const char* variable;
  std::string_view value = {};
  int times_on_the_command_line = 0;
  bool is_set_by_variable = false;
};

using Settings = std::array<Setting, 2>;

void read_environment(Settings& settings) {
  for (Setting& setting : settings) {
    const char* const value = std::getenv(setting.variable);
    if (value == nullptr || *value == '\0') continue;
    setting.value = value;
    setting.is_set_by_variable = true;
  }
}

// True if `words` are options with their values; these win over variables.
bool read_command_line(const std::vector<std::string_view>& words, Settings& settings) {
  for (std::size_t i = 0; i < words.size(); i += 2) {
    bool known = false;
    for (Setting& setting : settings) {
      if (setting.spelling != words[i] || i + 1 == words.size()) continue;
      setting.value = words[i + 1];
      ++setting.times_on_the_command_line;
      known = true;
    }
    if (!known) return false;
  }
  return true;
}

// What is recorded of the options: that they were used, where, how often, and never their value.
std::vector<Telemetry::Use> uses_of(const Settings& settings) {
  std::vector<Telemetry::Use> uses;
  for (const Setting& setting : settings) {
    const int times = setting.times_on_the_command_line;
    if (times == 0 && !setting.is_set_by_variable) continue;
    uses.push_back({.option = setting.option,
                    .as_cli = times > 0,
                    .as_env = setting.is_set_by_variable,
                    .count = times});
  }
  return uses;
}

int light(const Settings& settings, Telemetry& telemetry) {
  const std::string_view text = settings[0].value;
  int brightness = 50;
  std::from_chars(text.data(), text.data() + text.size(), brightness);
  std::printf("The lamp is on, brightness %d.\n", brightness);
  telemetry.bulb_warmed_up({.brightness = brightness > 50 ? BulbWarmedUp::Brightness::kBright
                                                          : BulbWarmedUp::Brightness::kDim,
                            .warm_up_ms = std::chrono::milliseconds(3)});
  return 0;
}

std::optional<Command> command_named(std::string_view name) {
  if (name == "on") return Command::kOn;
  if (name == "off") return Command::kOff;
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  Telemetry telemetry("1.0.0", {.overt_program = OVERT_PROGRAM});

  Settings settings = {
      {{.option = Option::kBrightness, .spelling = "--brightness", .variable = "LAMP_BRIGHTNESS"},
       {.option = Option::kColour, .spelling = "--colour", .variable = "LAMP_COLOUR"}}};
  read_environment(settings);
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  const auto command = command_named(words.empty() ? "" : words.front());
  if (!command || !read_command_line({words.begin() + 1, words.end()}, settings)) {
    std::fprintf(stderr, "usage: lamp on|off [--brightness N] [--colour NAME]\n");
    return 2;
  }
  telemetry.command_started(*command, uses_of(settings));

  const int exit_code = *command == Command::kOn ? light(settings, telemetry) : 0;
  telemetry.command_exited(exit_code);
  return exit_code;
}

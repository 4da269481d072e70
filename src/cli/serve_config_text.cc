// The settings as people read them: --print-config, the help, and docs/operations.md.
#include <fmt/format.h>

#include "base/printable.h"
#include "cli/serve_config.h"

namespace overt::cli {
namespace {

bool is_secret(const Setting& setting) { return setting.kind == SettingKind::kSecret; }

std::string default_of(const Setting& setting) {
  if (!setting.fallback_note.empty()) return std::string(setting.fallback_note);
  return toml_value(ServeSettings{}, setting);
}

std::string_view on_signal_of(const Setting& setting) {
  switch (setting.on_signal) {
    case OnSignal::kNothing:
      break;
    case OnSignal::kReadsFile:
      return "reads the file anew";
    case OnSignal::kTakesIt:
      return "takes it";
  }
  return "needs a restart";
}

std::string line_of(const ServeConfig& config, const Setting& setting, const std::string& origin) {
  if (is_secret(setting)) {
    const bool is_set = origin != "default";
    return fmt::format("# {}: {}\n", setting.key,
                       is_set ? "set by " + origin + ", and not shown" : "not set");
  }
  const std::string value = toml_value(config.settings, setting);
  if (value.empty()) return fmt::format("# {}: not set, {}\n", setting.key, setting.fallback_note);
  return fmt::format("{} = {}  # {}\n", setting.key, value, printable(origin));
}

}  // namespace

std::string config_text(const ServeConfig& config) {
  std::string text =
      "# The settings in force. Flags come before the environment, that before the file, that\n"
      "# before the defaults.\n";
  std::size_t index = 0;
  for (const Setting& setting : serve_settings()) {
    text += line_of(config, setting, config.origins.at(index++));
  }
  return text;
}

std::string settings_as_markdown() {
  std::string text =
      "| in the file | flag | environment | default | SIGHUP | what it is |\n"
      "|---|---|---|---|---|---|\n";
  for (const Setting& setting : serve_settings()) {
    text += fmt::format(
        "| {} | {} | `{}` | {} | {} | {} |\n",
        is_secret(setting) ? "never" : fmt::format("`{}`", setting.key),
        setting.flag.empty() ? "never" : fmt::format("`--{} {}`", setting.flag, setting.value_name),
        environment_name(setting), "`" + default_of(setting) + "`", on_signal_of(setting),
        setting.help);
  }
  return text;
}

std::string help_of(const Setting& setting) {
  return fmt::format("{} [{}; default: {}]", setting.help, environment_name(setting),
                     default_of(setting));
}

}  // namespace overt::cli

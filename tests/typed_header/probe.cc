// A tool that records by the header made of probe.toml: `probe WORD` builds, and says nothing;
// `probe killed` does not come to its end.
#include <csignal>
#include <string_view>
#include <vector>

#include "probe_telemetry.hpp"

using typed_probe_telemetry::BuildFinished;
using typed_probe_telemetry::Command;
using typed_probe_telemetry::Option;
using typed_probe_telemetry::Telemetry;

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  Telemetry telemetry("1.2.3");
  if (word == "uses") {
    const std::vector<Telemetry::Use> uses = {{.option = Option::kRepo, .as_cli = true, .count = 2},
                                              {.option = Option::kC, .as_env = true}};
    telemetry.command_started(Command::kBundlePublish, uses);
  } else {
    telemetry.command_started(Command::kConverge, {Option::kRepo});
  }
  if (word == "killed") std::raise(SIGTERM);
  telemetry.cache_missed();
  telemetry.build_finished({.success = true,
                            .images_count = word.size(),
                            .duration_ms = std::chrono::seconds(2),
                            .class_ = BuildFinished::Class::kSmall,
                            .stage = BuildFinished::Stage::from(word)});
  telemetry.command_exited(word == "uses" ? 256 + 3 : 0);
}

// What must not compile against the header of a contract, each beside its twin that does: compiled
// with CASE=N and MISUSE=0 or 1, see CMakeLists.txt.
#include "probe_telemetry.hpp"

using typed_probe_telemetry::BuildFinished;
using typed_probe_telemetry::Command;
using typed_probe_telemetry::Option;
using typed_probe_telemetry::Telemetry;

#if MISUSE
#define EITHER(twin, misuse) misuse
#else
#define EITHER(twin, misuse) twin
#endif

void record([[maybe_unused]] Telemetry& telemetry, [[maybe_unused]] char** argv,
            [[maybe_unused]] BuildFinished event) {
#if CASE == 1  // a word of argv as the command
  telemetry.command_started(EITHER(Command::kConverge, argv[1]));
#elif CASE == 2   // a free string as the command
  telemetry.command_started(EITHER(Command::kConverge, "probe converge"));
#elif CASE == 3   // a word of argv as an option
  telemetry.command_started(Command::kConverge, {EITHER(Option::kRepo, argv[1])});
#elif CASE == 4   // a free string as an option
  telemetry.command_started(Command::kConverge, {EITHER(Option::kRepo, "repo")});
#elif CASE == 5   // all of argv as options
  telemetry.command_started(Command::kConverge, EITHER({Option::kRepo}, argv));
#elif CASE == 6   // a command that the contract does not name
  telemetry.command_started(EITHER(Command::kConverge, Command::kDeploy));
#elif CASE == 7   // an option that the contract does not name
  telemetry.command_started(Command::kConverge, {EITHER(Option::kRepo, Option::kPassword)});
#elif CASE == 8   // a number as the command
  telemetry.command_started(EITHER(Command::kConverge, 1));
#elif CASE == 9   // an option of another kind
  telemetry.command_started(Command::kConverge, {EITHER(Option::kRepo, Command::kProbe)});
#elif CASE == 10  // a field that the contract does not name
  EITHER(event.images_count, event.user) = 3;
#elif CASE == 11  // a field that is discarded
  EITHER(event.class_, event.image) = BuildFinished::Class::kLarge;
#elif CASE == 12  // a required field left out
  telemetry.build_finished({.success = true,
                            .images_count = 1,
                            .duration_ms = std::chrono::seconds(1),
                            EITHER(.class_ = BuildFinished::Class::kLarge, .child_exit = 1)});
#elif CASE == 13  // a free string where an enum is
  event.class_ = EITHER(BuildFinished::Class::kLarge, "large");
#elif CASE == 14  // a free string where a pattern is
  event.stage = EITHER(BuildFinished::Stage::from(argv[1]), argv[1]);
#elif CASE == 15  // a pointer where a truth value is
  event.success = EITHER(argv[1] != nullptr, argv[1]);
#elif CASE == 16  // a character where a number is
  event.images_count = EITHER(7, argv[1][0]);
#elif CASE == 17  // a number without its unit where a duration is
  event.duration_ms = EITHER(std::chrono::milliseconds(5), 5);
#elif CASE == 18  // a word of argv as the version
  Telemetry other(EITHER("1.2.3", argv[1]));
#elif CASE == 19  // a version that is none
  Telemetry other(EITHER("1.2.3", "my laptop"));
#elif CASE == 20  // a word of argv as the exit code
  telemetry.command_exited(EITHER(1, argv[1]));
#elif CASE == 21  // an event that the contract does not name
  telemetry.EITHER(cache_missed, logged_in)();
#elif CASE == 22  // a free event
  EITHER(telemetry.cache_missed(), telemetry.record(3, {}));
#endif
}

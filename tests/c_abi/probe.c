// A tool in C, as its makers would write it: `probe [OPTION]... [WORD]...` says nothing, and exits
// with the number of its words.
#include <overt/adapters/getopt_long.h>
#include <stdbool.h>

#include "probe_telemetry.h"

static const struct option kOptions[] = {
    {"verbose", no_argument, NULL, 'v'},        {"verify", no_argument, NULL, 1000},
    {"output", required_argument, NULL, 'o'},   {"letter", no_argument, NULL, 'l'},
    {"password", required_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};

int main(int argc, char** argv) {
  overt_run* run = c_probe_telemetry_open("1.2.3", NULL);
  opterr = 0;
  while (overt_getopt_long(run, argc, argv, "vo:lp:", kOptions, NULL) != -1) {
  }
  overt_command_started(run, C_PROBE_TELEMETRY_COMMAND_BUILD, NULL, 0);
  c_probe_telemetry_cache_missed(run);
  c_probe_telemetry_build_finished(run, (c_probe_telemetry_build_finished_event){
                                            .success = overt_boolean(true),
                                            .images_count = overt_integer(7),
                                            .class_ = C_PROBE_TELEMETRY_BUILD_FINISHED_CLASS_SMALL,
                                            .stage = overt_text("install"),
                                        });
  const int exit_code = argc - optind;
  overt_command_exited(run, exit_code);
  overt_close(run);
  return exit_code;
}

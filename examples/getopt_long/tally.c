// tally: a tool in C that reads its command line with getopt_long() and records its runs with
// overt.
#include <getopt.h>
#include <overt/adapters/getopt_long.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally_telemetry.h"

struct settings {
  long max;
  int is_quiet;
};

static const struct option kOptions[] = {
    {"max", required_argument, NULL, 'm'},
    {"quiet", no_argument, NULL, 'q'},
    {NULL, 0, NULL, 0},
};

// 0 if there is an option that tally does not know.
static int read_options(int argc, char** argv, struct settings* settings, overt_run* run) {
  int letter;
  while ((letter = overt_getopt_long(run, argc, argv, "m:q", kOptions, NULL)) != -1) {
    if (letter == 'm') settings->max = strtol(optarg, NULL, 10);
    if (letter == 'q') settings->is_quiet = 1;
    if (letter == '?') return 0;
  }
  return 1;
}

static int tally(int counts_lines, const struct settings* settings, overt_run* run) {
  long count = 0;
  int c;
  while ((c = getchar()) != EOF) count += !counts_lines || c == '\n';
  const tally_telemetry_input_read_event event = {
      .size = count > 1000 ? TALLY_TELEMETRY_INPUT_READ_SIZE_LARGE
                           : TALLY_TELEMETRY_INPUT_READ_SIZE_SMALL,
  };
  tally_telemetry_input_read(run, event);
  if (!settings->is_quiet) printf("%ld\n", count);
  return settings->max != 0 && count > settings->max;
}

int main(int argc, char** argv) {
  overt_run* const run = tally_telemetry_open("1.0.0", NULL);

  struct settings settings = {0, 0};
  const int is_understood = read_options(argc, argv, &settings, run);
  const char* const command = optind < argc ? argv[optind] : "";
  const int counts_lines = strcmp(command, "lines") == 0;
  if (!is_understood || (!counts_lines && strcmp(command, "bytes") != 0)) {
    fprintf(stderr, "usage: tally lines|bytes [--quiet] [--max N]\n");
    overt_close(run);
    return 2;
  }
  overt_command_started(
      run, counts_lines ? TALLY_TELEMETRY_COMMAND_LINES : TALLY_TELEMETRY_COMMAND_BYTES, NULL, 0);

  const int exit_code = tally(counts_lines, &settings, run);
  overt_command_exited(run, exit_code);
  overt_close(run);
  return exit_code;
}

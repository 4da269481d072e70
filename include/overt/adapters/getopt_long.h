// getopt_long(3) for tools that record their runs: it notes which options were given, never a
// value. A tool calls it in place of getopt_long(), and everything else stays as it was:
//
//   overt_run* run = my_tool_telemetry_open("1.2.3", NULL);
//   while ((c = overt_getopt_long(run, argc, argv, "vo:", long_options, NULL)) != -1) {
//     ...
//   }
//   overt_command_started(run, MY_TOOL_TELEMETRY_COMMAND_BUILD, NULL, 0);
//
// `--verbose`, its short form `-v` and its beginning `--verb` are one option if the contract lists
// one of the spellings. What it does not list leaves no trace. When the options end, those that the
// environment sets are noted as well.
#pragma once

#include <getopt.h>
#include <overt/overt.h>
#include <stddef.h>
#include <string.h>

// No spelling in a contract is longer.
#define OVERT_SPELLING_MAX 128

static inline int overt_long_option_given(overt_run* run, const char* name) {
  char spelling[OVERT_SPELLING_MAX + 1] = "--";
  const size_t length = strlen(name);
  if (length > OVERT_SPELLING_MAX - 2) return 0;
  memcpy(spelling + 2, name, length + 1);
  return overt_option_given(run, spelling);
}

// `letter` is what getopt_long() returned or would have: only printable ones are letters.
static inline int overt_short_option_given(overt_run* run, int letter) {
  const char spelling[] = {'-', (char)letter, '\0'};
  return letter > ' ' && letter <= '~' && overt_option_given(run, spelling);
}

// `result` and `index` are what getopt_long() gave; `index` is -1 for a short option.
static inline void overt_getopt_result(overt_run* run, int result,
                                       const struct option* long_options, int index) {
  const struct option* option;
  if (index >= 0) {
    option = &long_options[index];
    if (overt_long_option_given(run, option->name) || option->flag != NULL) return;
    (void)overt_short_option_given(run, option->val);
    return;
  }
  // Not an option, or one that the tool does not have.
  if (result == '?' || result == ':') return;
  if (overt_short_option_given(run, result) || long_options == NULL) return;
  for (option = long_options; option->name != NULL; ++option) {
    const int is_its_letter = option->flag == NULL && option->val == result;
    if (is_its_letter && overt_long_option_given(run, option->name)) return;
  }
}

static inline int overt_getopt_long(overt_run* run, int argc, char* const argv[],
                                    const char* short_options, const struct option* long_options,
                                    int* long_index) {
  int index = -1;
  const int result = getopt_long(argc, argv, short_options, long_options, &index);
  if (index >= 0 && long_index != NULL) *long_index = index;
  if (result == -1) {
    overt_options_from_environment(run);
  } else {
    overt_getopt_result(run, result, long_options, index);
  }
  return result;
}

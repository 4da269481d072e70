// Records the runs of a command-line tool, from C and from every language that can call C. What may
// be recorded is what the tool's contract names: `overt contract compile` makes the bytes that
// overt_open() takes, and `overt contract header --lang c` a header that holds them, with a
// constant for each name. docs/c-abi.md shows it from C, Go, Rust and Python.
//
// Whatever happens, these functions are silent and harmless: they print nothing, wait for nobody,
// throw nothing and leave errno as it was. What cannot be recorded, or may not, is not recorded,
// and nobody is told. Texts end with a zero byte and are not needed after the call.
//
// Threads: one run is used by one thread at a time. overt_open() reads the environment; as for
// getenv(), no other thread may change it meanwhile.
#pragma once

#include <stddef.h>
#include <stdint.h>

// It is C: what C++ has instead is not to be had.
// NOLINTBEGIN(cppcoreguidelines-macro-usage,modernize-deprecated-headers,modernize-use-using)

#if defined(__GNUC__)
#define OVERT_API __attribute__((visibility("default")))
#else
#define OVERT_API
#endif

#ifdef __cplusplus
#define OVERT_NOEXCEPT noexcept
extern "C" {
#else
#define OVERT_NOEXCEPT
#endif

// Grows with each thing that is added here. What is here stays as it is: the day something had to
// change or go, the library would get another name (libovert.so.2).
#define OVERT_ABI_VERSION 1

// OVERT_ABI_VERSION of the library that runs.
OVERT_API uint32_t overt_abi_version(void) OVERT_NOEXCEPT;

// One run of a tool. A null pointer stands for a run of which nothing is recorded; every function
// takes it and does nothing.
typedef struct overt_run overt_run;

// May grow at its end. Whoever fills it in sets everything else to zero, which says nothing.
typedef struct overt_options {
  size_t struct_size;  // sizeof(overt_options)
  // Absolute path of the program `overt`, which sends what was recorded. A null pointer: where
  // overt stood when this library was built. If it is not there, the log is kept and nothing is
  // sent.
  const char* overt_program;
} overt_options;

// A run begins: call it where main() begins. A null pointer if the run may not be recorded, or if
// `contract` is not a compiled contract. The bytes of `contract` are not needed after the call.
// `tool_version` is the tool's own, such as "1.2.3"; one that is no version counts as "unknown".
// `options` may be a null pointer.
OVERT_API overt_run* overt_open(const void* contract, size_t contract_bytes,
                                const char* tool_version,
                                const overt_options* options) OVERT_NOEXCEPT;

// How an option was used. All zero but the name says that it was used, and no more.
typedef struct overt_option_use {
  const char* name;  // as the contract names it; one that it does not name leaves no trace
  int64_t count;     // how often it was given on the command line
  int32_t as_cli;    // not 0: given on the command line
  int32_t as_env;    // not 0: given by an environment variable
} overt_option_use;

// The option with that spelling, "--verbose" or "-v", was given on the command line once more. Goes
// into the next overt_command_started(). Returns 1 if the contract knows it, else 0 and no trace.
OVERT_API int overt_option_given(overt_run* run, const char* spelling) OVERT_NOEXCEPT;

// The options whose environment variable, as the contract names it, is set and not empty, were
// given by it. Goes into the next overt_command_started().
OVERT_API void overt_options_from_environment(overt_run* run) OVERT_NOEXCEPT;

// The run of a command begins, "my-tool remote add": call it as early as the command is known, a
// run's duration counts from here. Of words that the contract does not name only those before them
// count; a command that it ignores, or of which it names no word, makes a run of which nothing is
// recorded. Only the first call counts. `uses` are options beside those noted before; uses of one
// option are added up.
OVERT_API void overt_command_started(overt_run* run, const char* command,
                                     const overt_option_use* uses, size_t use_count) OVERT_NOEXCEPT;

// What overt_value.type says. One that stands for nothing leaves its field out.
enum {
  OVERT_ABSENT = 0,
  OVERT_BOOLEAN = 1,
  OVERT_INTEGER = 2,
  OVERT_TEXT = 3,
};

// What a field of an event holds; the contract closes it.
typedef struct overt_value {
  int32_t type;
  union {
    int32_t boolean;   // 0 is false
    int64_t integer;   // also a duration in milliseconds and an exit code
    const char* text;  // UTF-8; a null pointer is OVERT_ABSENT
  } as;
} overt_value;

typedef struct overt_field {
  const char* name;
  overt_value value;
} overt_field;

static inline overt_value overt_boolean(int truth) {
  overt_value value;
  value.type = OVERT_BOOLEAN;
  value.as.integer = 0;  // every byte of it is known
  value.as.boolean = truth != 0 ? 1 : 0;
  return value;
}

static inline overt_value overt_integer(int64_t number) {
  overt_value value;
  value.type = OVERT_INTEGER;
  value.as.integer = number;
  return value;
}

static inline overt_value overt_text(const char* text) {
  overt_value value;
  value.type = OVERT_TEXT;
  value.as.text = text;
  return value;
}

// An event of the run. Recorded if the contract names the event and each of these fields, closes
// each value, and needs no field that is not here. Nothing before overt_command_started(). The
// events CommandStarted and CommandExited are not given this way.
OVERT_API void overt_event(overt_run* run, const char* type, const overt_field* fields,
                           size_t field_count) OVERT_NOEXCEPT;

// The run ends; its duration is known. `exit_code` is what main() returns. What was recorded is
// sent by a process of its own, for which nobody waits; in CI and containers for at most the
// contract's ci_wait_ms, and only if its connection is live. Only the first call counts.
OVERT_API void overt_command_exited(overt_run* run, int exit_code) OVERT_NOEXCEPT;

// Gives back the memory of a run, and records nothing: a run that ends before
// overt_command_exited() is one that did not come to its end.
OVERT_API void overt_close(overt_run* run) OVERT_NOEXCEPT;

#ifdef __cplusplus
}
#endif

// NOLINTEND(cppcoreguidelines-macro-usage,modernize-deprecated-headers,modernize-use-using)

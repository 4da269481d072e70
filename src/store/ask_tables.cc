#include "store/ask.h"

namespace overt {
namespace {

const std::vector<AskTable>& all_tables() {
  static const std::vector<AskTable> kTables = {
      {.name = "run",
       .meaning = "one row a run of a command",
       .columns = {{"app", "VARCHAR", "the tool"},
                   {"command", "VARCHAR", "its command, words joined by spaces"},
                   {"version", "VARCHAR", "of the tool"},
                   {"version_order", "VARCHAR", "a text by which versions sort as versions do"},
                   {"day", "DATE", "on which it was first heard of, UTC, by the collector's clock"},
                   {"received", "TIMESTAMP", "when it was first heard of"},
                   {"started", "BOOLEAN", "CommandStarted has arrived"},
                   {"ended", "BOOLEAN", "CommandExited has arrived"},
                   {"exit_code", "BIGINT", "NULL if it is not known to have ended"},
                   {"duration_ms", "BIGINT", "as above"},
                   {"options", "VARCHAR[]", "names of the options that were given"},
                   {"project", "UBIGINT", "a number for the project; NULL if there is none"},
                   {"user_id", "UBIGINT", "a number for the user; NULL as a rule"},
                   {"ci", "BOOLEAN", "it ran in CI"},
                   {"ci_name", "VARCHAR", "in which one"},
                   {"os", "VARCHAR", "linux, darwin, windows"},
                   {"arch", "VARCHAR", "amd64, arm64"},
                   {"group_channel", "VARCHAR", "the release channel"},
                   {"execution_id", "UUID", "of this run alone"}}},
      {.name = "run_option",
       .meaning = "one row an option of a run",
       .columns = {{"app", "VARCHAR", "the tool"},
                   {"command", "VARCHAR", "its command"},
                   {"option", "VARCHAR", "the option's name, never its value"},
                   {"as_cli", "BOOLEAN", "given on the command line"},
                   {"as_env", "BOOLEAN", "given by an environment variable"},
                   {"count", "BIGINT", "how often on the command line"},
                   {"version", "VARCHAR", "of the tool"},
                   {"day", "DATE", "of the run"},
                   {"project", "UBIGINT", "as in run"},
                   {"ci", "BOOLEAN", "as in run"},
                   {"execution_id", "UUID", "of the run"}}},
      {.name = "event",
       .meaning = "one row an event, as it arrived",
       .columns = {{"app", "VARCHAR", "the tool"},
                   {"command", "VARCHAR", "its command"},
                   {"event_type", "VARCHAR", "CommandStarted, CommandExited and others"},
                   {"day", "DATE", "on which it arrived, UTC"},
                   {"received", "TIMESTAMP", "when it arrived"},
                   {"happened", "TIMESTAMP", "by the clock of the machine where it happened"},
                   {"version", "VARCHAR", "of the tool"},
                   {"exit_code", "BIGINT", "of CommandExited"},
                   {"duration_ms", "BIGINT", "of CommandExited"},
                   {"project", "UBIGINT", "as in run"},
                   {"user_id", "UBIGINT", "as in run"},
                   {"ci", "BOOLEAN", "as in run"},
                   {"ci_name", "VARCHAR", "as in run"},
                   {"os", "VARCHAR", "as in run"},
                   {"arch", "VARCHAR", "as in run"},
                   {"group_channel", "VARCHAR", "as in run"},
                   {"schema_version", "INTEGER", "of the event"},
                   {"execution_id", "UUID", "of the run"}}},
      {.name = "refused",
       .meaning = "what did not become events: counts, never a value that was sent",
       .columns = {{"day", "DATE", "by the collector's clock, UTC"},
                   {"app", "VARCHAR", "the tool; empty if it is not known"},
                   {"reason", "VARCHAR", "a word, as in the report quality"},
                   {"version", "VARCHAR", "of the tool; empty if it is not known"},
                   {"events", "BIGINT", "how many"}}}};
  return kTables;
}

}  // namespace

std::span<const AskTable> ask_tables() { return all_tables(); }

}  // namespace overt

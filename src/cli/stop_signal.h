// SIGINT and SIGTERM for commands that take their time: what they are at is finished or undone.
#pragma once

namespace overt::cli {

// From now on the first of the two signals is noted, and the next one ends the process.
void stop_on_signals();

// Whether one was noted. Threads: any.
bool is_told_to_stop();

// Ends the process as the signal would have, so that a shell knows. Only if one was noted.
int end_by_signal();

}  // namespace overt::cli

// The form of the inbox's file: made, checked, and brought up from what earlier versions made.
#pragma once

#include <string>

#include "base/result.h"
#include "inbox/sqlite.h"

namespace overt {

// How long a connection waits for another process's transaction. The only other process is a
// report on the same directory, which reads.
inline constexpr int kBusyTimeoutMs = 5000;

// Makes an empty file at `path` if there is none. SQLite would make it with the mode of the umask;
// what is in it is for its owner only. The files it makes beside it (-wal, -shm) take over this
// mode.
Status make_inbox_file(const std::string& path);

// Says that the inbox at `path` cannot be opened, and why.
Error cannot_open_inbox(const std::string& path, const Error& reason);

// A connection to the file at `path`, which has the tables afterwards. Nothing of a file that is
// not an inbox is changed.
Result<SqliteConnection> connect_to_inbox(const std::string& path);

// For the connection that writes. A commit is in the WAL, on the disk, before it is answered.
Status prepare_to_write(SqliteConnection& connection);

}  // namespace overt

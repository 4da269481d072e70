// The segments of a log as files; what the writer and the reader of the log both know.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "client/state.h"

namespace overt {

// Which file a descriptor or a path leads to.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// `events.N.ndjson` in full.
std::string finished_segment_path(const StateDirectory& state, std::int64_t number);

// The numbers of the finished segments, ascending; none if there is no directory.
Result<std::vector<std::int64_t>> finished_segments(const StateDirectory& state);

// An open segment, known to be a regular file.
struct OpenSegment {
  UniqueFd fd;
  FileIdentity identity;
  std::int64_t bytes = 0;  // when it was opened
};

// Opens `path` as open(2) does with `flags`; follows no symlink, waits for nobody. Nothing if there
// is no such file or, with O_CREAT, no directory for it. An error for anything that is not a
// regular file and, where it is to be written, not this user's under this name alone.
Result<std::optional<OpenSegment>> open_segment(const std::string& path, int flags);

// Whoever holds it may change which segments there are; nobody waits for it, so it is held for as
// short as can be. An error if another process holds it, or it cannot be made.
Result<UniqueFd> try_to_lock_log(const StateDirectory& state);

// True if `path` leads to that file now.
bool leads_to(const std::string& path, const FileIdentity& identity);

}  // namespace overt

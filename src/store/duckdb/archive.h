// The archive: a Parquet file for each day, from which a store that is gone is filled. Its form is
// that of the tables: every row of the file is a row of one of them, in the column of its name.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/duckdb/archive_folder.h"
#include "store/duckdb/handles.h"
#include "store/run_row.h"

namespace overt::duckdb {

// Days that ended together, most often one: those after `after_day` up to `day`. They have all that
// was settled on them; what was loaded from the inbox after `after_position` and up to `position`.
struct EndedDays {
  std::int32_t after_day = kNoDay;
  std::int64_t after_position = 0;
  std::int32_t day = kNoDay;
  std::int64_t position = 0;
};

struct ArchiveFile {
  std::string path;
  std::int32_t day = 0;        // on which what is in it was settled
  EndedDays ended;             // which days it was written with; after_day is not known
  bool is_as_written = false;  // its checksum was compared
};

struct ArchiveFiles {
  std::vector<ArchiveFile> files;           // that count, from the oldest day on
  std::vector<std::string> damaged;         // that cannot be read
  std::vector<std::string> without_digest;  // of `files`, if they were compared: what should be
                                            // their checksum is none
};

// A text as SQL has it, quotes and all.
std::string sql_text(std::string_view text);

// Days that write_days() writes before it lets others have their turn: a few seconds of a million
// runs a day.
inline constexpr int kDaysAtOnce = 8;

// Writes a file for each of the days that has rows and none yet, and for the last one in any case:
// a file counts only if that one is there. Each is durable under its name, with its checksum, or
// not there; mode 0600. False if there is more to write.
Result<bool> write_days(const Connection& connection, const std::string& folder,
                        const EndedDays& days);

// Writes the file of one day; of halves, those in `archive_half`.
Status write_day(const Connection& connection, const std::string& folder, std::int32_t day,
                 const EndedDays& ended);

// Whether files are compared with their checksums: all of them are read for that.
enum class Sums { kCompared, kLeft };

// What is in the folder, which need not be there. `tell` is called before each file with how many
// are done, of how many. An error if a file is of a newer version of overt.
Result<ArchiveFiles> list_archive(
    const Connection& connection, const std::string& folder, Sums sums,
    const std::function<void(std::int64_t, std::int64_t)>& tell = [](std::int64_t, std::int64_t) {
    });

}  // namespace overt::duckdb

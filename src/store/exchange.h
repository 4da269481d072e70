// Files of events: out of a store, and into another one. docs/exchange.md has their form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace overt {

enum class FileFormat { kParquet, kCsv, kNdjson };

struct ExportRequest {
  std::string output;  // a file, which is replaced
  FileFormat format = FileFormat::kParquet;
  bool runs = false;           // one row a run; else one an event
  std::string app;             // empty for all
  std::int32_t first_day = 0;  // since 1970-01-01, UTC
  std::int32_t end_day = 0;    // the one after the last
};

// Called every few tenths of a second with how much is done, from 0 to 1, or -1 if that is not
// known; false ends the work with an error.
using TellShare = std::function<bool(double share)>;

// Writes rows of the store at `path`, which nobody may have open: beside the output first, and in
// its place when the file is whole and on disk. Mode 0600. Whatever ends it meanwhile leaves what
// was there; a next export takes the place of what is left beside it.
Status export_duckdb_store(const std::string& path, const ExportRequest& request,
                           const TellShare& tell);

// Makes a Parquet file of a CSV file with a line of names, in its place when it is whole.
Status parquet_of_csv(const std::string& csv, const std::string& parquet);

// A row of a file of events. Its ids are keyed already.
struct ExportedEvent {
  std::string app;
  std::int64_t received_ms = 0;
  Event event;
};

// Some rows of a file, one after the other.
struct EventRows {
  std::int64_t rows = 0;  // 0 at the end
  std::vector<ExportedEvent> events;
  std::int64_t refused = 0;  // rows that are no events
  std::string why;           // of the first of them, with its number
};

class EventFile {
 public:
  virtual ~EventFile() = default;

  // How many rows the file has.
  virtual std::int64_t rows() const = 0;

  // The next rows, some thousands more than `rows_wanted` at most, in the order in which they
  // arrived.
  virtual Result<EventRows> next(std::size_t rows_wanted) = 0;
};

// A file that export_duckdb_store() wrote, from the row after the first `skip` on. An error if it
// is none.
Result<std::unique_ptr<EventFile>> open_event_file(const std::string& path, FileFormat format,
                                                   std::int64_t skip);

}  // namespace overt

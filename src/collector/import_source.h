// Where the events of an import come from: a file that another store was exported to, or the log of
// a tool.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "collector/admission.h"
#include "collector/pepper.h"
#include "inbox/inbox.h"
#include "store/exchange.h"

namespace overt {

struct ImportBatch {
  std::vector<AcceptedEvent> events;
  std::int64_t rows = 0;  // of the file that it has come to; 0 at the end
  std::int64_t refused = 0;
  std::string why;  // the first of them
};

// One caller at a time.
class ImportSource {
 public:
  virtual ~ImportSource() = default;

  virtual std::int64_t rows() const = 0;

  // The next rows, some thousands.
  virtual Result<ImportBatch> next() = 0;
};

// Ids stay as they are in the file: they were keyed where it was exported. `pepper` is borrowed.
Result<std::unique_ptr<ImportSource>> exported_events(const std::string& path, FileFormat format,
                                                      std::int64_t skip, const Pepper& pepper);

// Lines are let in at `door`, which is borrowed, as a sender's are, at the time `received_ms`.
Result<std::unique_ptr<ImportSource>> log_lines(const std::string& path, const std::string& app,
                                                std::int64_t skip, const Door& door,
                                                std::int64_t received_ms);

}  // namespace overt

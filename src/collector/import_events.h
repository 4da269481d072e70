// Brings the rows of a file into a store through the inbox, each once, however often it is begun.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "collector/import_source.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// How much of a file has been imported, in a file of the data directory that its content names.
// What was submitted after the last note the inbox knows: it is a batch, and the inbox knows
// millions.
class ImportNotes {
 public:
  // `folder` is made if it is missing.
  static Result<ImportNotes> open(const std::string& folder, const Sha256& content);

  bool is_begun() const { return is_begun_; }
  std::int64_t rows() const { return rows_; }

  // Durable when it returns.
  Status note(std::int64_t rows);

 private:
  explicit ImportNotes(std::string path) : path_(std::move(path)) {}

  std::string path_;
  bool is_begun_ = false;
  std::int64_t rows_ = 0;
};

struct Imported {
  std::int64_t rows = 0;  // of the file, those of earlier times too
  std::int64_t refused = 0;
  std::string why;
  bool is_whole = false;  // false if `tell` ended it
};

// `tell` is called after each batch with the rows that are done; false ends the import there.
// Everything is borrowed, and nobody else may use it meanwhile.
Result<Imported> import_events(ImportSource& source, ImportNotes& notes, Inbox& inbox, Store& store,
                               const std::function<bool(std::int64_t rows)>& tell);

}  // namespace overt

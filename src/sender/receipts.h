// Receipts: what was sent, to whom, and what came back, as text that the user can read. One line an
// attempt, appended to receipts.ndjson; the lines before them are in receipts.old.ndjson.
#pragma once

#include <string>

#include "base/file.h"
#include "base/result.h"
#include "client/receipt.h"

namespace overt {

// Receipts open for writing. Threads: one; processes: the one that holds sender.lock.
class Receipts {
 public:
  // Opens or makes the file (mode 0600); follows no symlink, takes regular files only.
  static Result<Receipts> open(const std::string& path);

  // Writes the line whole and moves full files on; the error says what stands in the way.
  Status append(const Receipt& receipt);

 private:
  Receipts(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  UniqueFd fd_;
};

}  // namespace overt

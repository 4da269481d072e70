// The directory a collector owns: what is where in it, and the lock that makes it one collector's.
#pragma once

#include <string>

#include "base/file.h"
#include "base/result.h"

namespace overt {

class DataDirectory {
 public:
  // Makes the directory at `path` (0700) if it is missing and takes its lock, which is held until
  // this object or its process ends. The error names what stands in the way; another collector, if
  // one holds the lock.
  static Result<DataDirectory> claim(const std::string& path);

  const std::string& path() const { return path_; }
  std::string inbox() const { return path_ + "/inbox.sqlite"; }
  std::string store() const { return path_ + "/store.duckdb"; }
  std::string collector_id() const { return path_ + "/collector-id"; }
  std::string migration_id() const { return path_ + "/migration-id"; }
  std::string pepper() const { return path_ + "/pepper"; }

 private:
  DataDirectory(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  UniqueFd lock_;
};

}  // namespace overt

// A store's file that is filled beside the one it will replace, and put in its place when it is
// whole: whatever ends the process meanwhile leaves what was there.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

class NewStore {
 public:
  // For the file at `path`: makes one at PATH.new, with tables and no rows. What an earlier one
  // that was killed left there is removed.
  static Result<NewStore> make(const std::string& path);

  // The same; what is filled from may be in `folder` instead of the archive.
  static Result<NewStore> make(const std::string& path, const std::string& folder);

  // Removes what make() made, unless it was put in place.
  ~NewStore();
  NewStore(NewStore&& other) noexcept
      : path_(std::exchange(other.path_, {})),
        database_(std::move(other.database_)),
        connection_(std::move(other.connection_)) {}
  NewStore& operator=(NewStore&&) = delete;
  NewStore(const NewStore&) = delete;
  NewStore& operator=(const NewStore&) = delete;

  const Connection& connection() const { return connection_; }

  // Takes the connection away; it is to be closed before put_in_place().
  Connection take_connection() { return std::move(connection_); }

  // Closes the file and renames it. What it replaces must be closed; its log goes.
  Status put_in_place();

 private:
  explicit NewStore(std::string path) : path_(std::move(path)) {}

  std::string path_;  // that it will have; empty once it has it
  DatabaseHandle database_;
  Connection connection_;
};

}  // namespace overt::duckdb

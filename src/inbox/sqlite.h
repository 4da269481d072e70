// SQLite's C API, owned and with failures as values. For this room only.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

// A prepared statement. Must go before its connection does.
class SqliteStatement {
 public:
  // Parameters and columns count as SQLite counts them: parameters from 1, columns from 0. Bound
  // bytes are borrowed until reset().
  void bind(int parameter, std::int64_t number);
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::span<const std::uint8_t> blob);

  // True if there is a row, false at the end.
  Result<bool> step();
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  // As the row has them; borrowed until the next step() or reset().
  std::string_view bytes(int column) const;

  // Ready to be bound and run again. Also ends a read transaction that step() began.
  void reset();

 private:
  friend class SqliteConnection;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// A connection. One thread at a time.
class SqliteConnection {
 public:
  // Opens an existing file for reading and writing.
  static Result<SqliteConnection> open(const std::string& path);

  // Runs statements that answer nothing.
  Status execute(const char* sql);
  Result<SqliteStatement> prepare(std::string_view sql);

  // The first column of the first row of `sql`; an error if there is none.
  Result<std::int64_t> integer(std::string_view sql);

  // Else the last connection to close moves what is in the WAL into the database.
  void keep_wal_at_close() {
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }

  // How many rows the last statement changed.
  std::int64_t changes() const { return sqlite3_changes64(connection_.get()); }
  bool in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  explicit SqliteConnection(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
};

// Makes what has been done since BEGIN undone, unless commit() was called.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction();

  // Takes the write lock at once, so that nothing fails half-way for want of it.
  Status begin() { return connection_.execute("BEGIN IMMEDIATE"); }
  Status commit() { return connection_.execute("COMMIT"); }

 private:
  SqliteConnection& connection_;
};

}  // namespace overt

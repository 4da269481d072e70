#include <fmt/format.h>

#include <cstdio>

#include "base/file.h"
#include "store/duckdb/database.h"
#include "store/duckdb/exchange_database.h"
#include "store/exchange.h"

namespace overt {

Status parquet_of_csv(const std::string& csv, const std::string& parquet) {
  const auto database = duckdb::open_exchange_database("");
  if (!database) return database.error();
  const auto connection = duckdb::connect(*database);
  if (!connection) return connection.error();
  const std::string beside = parquet + ".part";
  const std::string sql = fmt::format(
      "COPY (FROM read_csv({}, header = true, sample_size = -1)) TO {} "
      "(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
      duckdb::sql_literal(csv), duckdb::sql_literal(beside));
  Status written = duckdb::execute(*connection, sql.c_str());
  if (written && std::rename(beside.c_str(), parquet.c_str()) != 0) {
    written = errno_error("write", parquet);
  }
  if (!written) std::remove(beside.c_str());
  return written;
}

}  // namespace overt

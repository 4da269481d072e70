// The tables in ClickHouse, made and brought up by overt itself.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/clickhouse/address.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// The form of the tables. Raised when they change, with what changes them.
inline constexpr int kSchemaVersion = 1;

// What a server has that 18.16, the oldest that serves, has not (or calls experimental).
struct ServerFeatures {
  bool low_cardinality = false;
  bool codecs = false;
};

Result<ServerFeatures> features_of(Server& server);

// The statements that make every table, in order; they do nothing where it is there.
std::vector<std::string> schema_statements(const Address& address, const ServerFeatures& features);

// Makes database and tables. An error if they are of a newer version of overt.
Status make_tables(Server& server, const Address& address);

// Every table that has rows of days, without what a cluster adds to the name.
std::span<const std::string_view> tables_of_days();

// The table of a server itself: that of the name, in a cluster what the Distributed one leads to.
std::string local_table(const Address& address, std::string_view table);

// " ON CLUSTER name" where there is one.
std::string on_cluster(const Address& address);

}  // namespace overt::clickhouse

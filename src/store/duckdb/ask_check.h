// Holds a statement of a person against ask_rules.h, by DuckDB's own syntax tree of it. What passes
// reads nothing but ask_tables(), and cannot take long or much at once; the rest ask.cc watches.
#pragma once

#include <string>

#include "base/result.h"
#include "store/duckdb/handles.h"

namespace overt::duckdb {

struct CheckedStatement {
  std::string refusal;  // why it is not run, in words for who wrote it; empty if it may be
  std::string sql;      // the same written anew from its tree: what runs is what was checked
};

// An error only if DuckDB fails. On `connection` nothing is run but the reading of the text.
Result<CheckedStatement> check_statement(const Connection& connection, const std::string& sql);

}  // namespace overt::duckdb

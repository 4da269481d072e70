// The reports there are. Each is a .sql file of this folder; its first comment says what it is:
//
//   -- title: Failures
//   -- question: Which commands fail, and how often?
//   -- column: command text
//   -- column: failed share
//
// for a report about one thing also `-- about: option`, what it has to be told, and for one that
// answers in a sentence `-- answer: removal`, the rule of answers.h; and then, after a line `--`,
// by which rules it counts. The statement answers with those columns in that order. A cell of some
// kinds takes several of the statement's: a share `x` has `x` and `x_of`, the part and the whole;
// sql_columns() names all of them. It reads the relations of usage.sql, which run_report() puts
// before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reports/report.h"

namespace overt {

struct ReportQuery {
  std::string name;
  std::string title;
  std::string question;
  std::string rules;   // by which it counts: sentences, paragraphs apart by a newline
  std::string about;   // "option" or "version" of a report about one; empty of the others
  std::string answer;  // the rule of its answers; empty for none
  std::vector<Column> columns;
  std::string sql;
};

// All reports, in the order in which they are shown.
std::vector<ReportQuery> report_catalogue();

// The error lists the names that there are.
Result<ReportQuery> find_report(std::string_view name);

// usage.sql, coverage.sql and latest-events.sql; of the last the twin in a store's dialect.
std::string_view usage_sql();
std::string_view coverage_sql();
std::string_view latest_events_sql(std::string_view dialect);

// NAME.sql, or its twin NAME.DIALECT.sql, which must be there.
std::string_view sql_of(std::string_view name, std::string_view dialect = "");

// A statement without its lines that begin with `--`.
std::string without_comments(std::string_view sql);

// The columns with which a statement answers for `column`.
std::vector<std::string> sql_columns(const Column& column);

// "text", "count", "share", "duration_ms", …: as the .sql files and the JSON name them.
std::string_view to_string(ColumnKind kind);
Result<ColumnKind> column_kind_from_string(std::string_view name);

}  // namespace overt

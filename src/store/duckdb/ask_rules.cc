#include "store/duckdb/ask_rules.h"

#include <algorithm>
#include <array>
#include <span>

namespace overt::duckdb {
namespace {

using Words = std::span<const std::string_view>;

bool is_one_of(std::string_view word, Words words) {
  return std::ranges::find(words, word) != words.end();
}

// Each gives a value no larger than what it is given, in a time that grows with that alone, and
// reads nothing else. So no repeat(), no `||`, no list that is made here.
constexpr std::string_view kFree[] = {
    // Numbers
    "+", "-", "*", "/", "//", "%", "**", "^", "&", "|", "<<", ">>", "abs", "ceil", "ceiling", "exp",
    "floor", "greatest", "isfinite", "isinf", "isnan", "least", "ln", "log", "log10", "log2", "mod",
    "nullif", "pow", "power", "round", "sign", "sqrt", "trunc",
    // Texts
    "contains", "ends_with", "instr", "lcase", "left", "len", "length", "lower", "ltrim",
    "position", "prefix", "right", "rtrim", "split_part", "starts_with", "strlen", "strpos",
    "substr", "substring", "suffix", "trim", "ucase", "upper",
    // Lists that are in a table
    "array_contains", "array_has", "list_contains", "list_has", "unnest",
    // Days and moments
    "date_add", "date_diff", "date_part", "date_sub", "date_trunc", "datediff", "datepart",
    "datetrunc", "day", "dayname", "dayofmonth", "dayofweek", "dayofyear", "epoch", "epoch_ms",
    "hour", "isodow", "isoyear", "last_day", "make_date", "make_timestamp", "minute", "month",
    "monthname", "now", "quarter", "second", "to_days", "to_hours", "to_minutes", "to_months",
    "to_seconds", "to_weeks", "to_years", "today", "week", "weekday", "weekofyear", "year",
    // Over many rows
    "any_value", "approx_count_distinct", "avg", "bool_and", "bool_or", "corr", "count", "count_if",
    "count_star", "countif", "first", "last", "mean", "stddev", "stddev_pop", "stddev_samp", "sum",
    "var_pop", "var_samp", "variance",
    // Over a window
    "cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile",
    "percent_rank", "rank", "row_number"};

constexpr std::string_view kNotOverWindow[] = {
    "approx_quantile", "mad", "median", "mode", "quantile", "quantile_cont", "quantile_disc"};
constexpr std::string_view kOneArgument[] = {"max", "min"};
constexpr std::string_view kTwoArguments[] = {"arg_max", "arg_min", "argmax",
                                              "argmin",  "max_by",  "min_by"};
constexpr std::string_view kLikePattern[] = {"~~", "!~~", "~~*", "!~~*"};
constexpr std::string_view kRegexPattern[] = {"regexp_extract", "regexp_full_match",
                                              "regexp_matches"};
constexpr std::string_view kFormat[] = {"strftime"};

struct FunctionSet {
  FunctionUse use;
  Words names;
};

constexpr std::array<FunctionSet, 7> kFunctions = {{{FunctionUse::kFree, kFree},
                                                    {FunctionUse::kNotOverWindow, kNotOverWindow},
                                                    {FunctionUse::kOneArgument, kOneArgument},
                                                    {FunctionUse::kTwoArguments, kTwoArguments},
                                                    {FunctionUse::kLikePattern, kLikePattern},
                                                    {FunctionUse::kRegexPattern, kRegexPattern},
                                                    {FunctionUse::kFormat, kFormat}}};

// Not among them: RECURSIVE_CTE_NODE, PIVOT, SHOW_REF, LAMBDA, VALUE_PARAMETER, ARRAY_CONSTRUCTOR
// and whatever a later DuckDB knows.
constexpr std::string_view kNodes[] = {
    "SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE",
    // What FROM names
    "BASE_TABLE", "EMPTY", "EXPRESSION_LIST", "JOIN", "SUBQUERY", "TABLE_FUNCTION",
    // What stands after it
    "ASCENDING", "DESCENDING", "DISTINCT_MODIFIER", "LIMIT_MODIFIER", "ORDER_DEFAULT",
    "ORDER_MODIFIER",
    // Expressions
    "ARRAY_EXTRACT", "CASE_EXPR", "COLUMN_REF", "COMPARE_BETWEEN", "COMPARE_DISTINCT_FROM",
    "COMPARE_EQUAL", "COMPARE_GREATERTHAN", "COMPARE_GREATERTHANOREQUALTO", "COMPARE_IN",
    "COMPARE_LESSTHAN", "COMPARE_LESSTHANOREQUALTO", "COMPARE_NOT_BETWEEN",
    "COMPARE_NOT_DISTINCT_FROM", "COMPARE_NOT_IN", "COMPARE_NOTEQUAL", "CONJUNCTION_AND",
    "CONJUNCTION_OR", "FUNCTION", "GROUPING_FUNCTION", "OPERATOR_CAST", "OPERATOR_COALESCE",
    "OPERATOR_IS_NOT_NULL", "OPERATOR_IS_NULL", "OPERATOR_NOT", "OPERATOR_NULLIF", "STAR",
    "VALUE_CONSTANT", "WINDOW_AGGREGATE", "WINDOW_CUME_DIST", "WINDOW_FIRST_VALUE", "WINDOW_LAG",
    "WINDOW_LAST_VALUE", "WINDOW_LEAD", "WINDOW_NTH_VALUE", "WINDOW_NTILE", "WINDOW_PERCENT_RANK",
    "WINDOW_RANK", "WINDOW_RANK_DENSE", "WINDOW_ROW_NUMBER",
    // Of types
    "DECIMAL_TYPE_INFO", "STRING_TYPE_INFO"};

// Types whose values have a size, and VARCHAR. No list, no array: of those a cast makes large ones.
constexpr std::string_view kTypes[] = {"BIGINT",    "BOOLEAN",
                                       "DATE",      "DECIMAL",
                                       "DOUBLE",    "FLOAT",
                                       "HUGEINT",   "INTEGER",
                                       "INTERVAL",  "NULL",
                                       "SMALLINT",  "TIME",
                                       "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
                                       "TINYINT",   "UBIGINT",
                                       "UINTEGER",  "USMALLINT",
                                       "UTINYINT",  "UUID",
                                       "VARCHAR"};

}  // namespace

FunctionUse use_of_function(std::string_view name) {
  for (const FunctionSet& set : kFunctions) {
    if (is_one_of(name, set.names)) return set.use;
  }
  return FunctionUse::kRefused;
}

bool is_plain_like_pattern(std::string_view pattern) {
  while (pattern.starts_with('%')) pattern.remove_prefix(1);
  while (pattern.ends_with('%')) pattern.remove_suffix(1);
  return pattern.find('%') == std::string_view::npos;
}

bool is_plain_regex(std::string_view pattern) {
  return pattern.find('{') == std::string_view::npos;
}

bool is_known_node(std::string_view word) { return is_one_of(word, kNodes); }

bool is_known_type(std::string_view word) { return is_one_of(word, kTypes); }

}  // namespace overt::duckdb

#include "store/duckdb/ask_check.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "store/ask.h"
#include "store/duckdb/ask_rules.h"
#include "store/duckdb/database.h"
#include "store/duckdb/read_result.h"

namespace overt::duckdb {
namespace {

namespace dom = simdjson::dom;

// As DuckDB serializes it. `error` is true for everything but SELECT.
constexpr const char* kReadTree = "SELECT json_serialize_sql(CAST($1 AS VARCHAR))";
constexpr const char* kWriteTree = "SELECT json_deserialize_sql(CAST($1 AS JSON))";

// Everything that a name may already mean. A WITH that took such a name would not hide the thing
// everywhere: not in the WITHs before it.
constexpr const char* kReadTakenNames =
    "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()";

std::string_view text_at(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// What is quoted may be any bytes and any length.
std::string shown(std::string_view name) {
  constexpr std::size_t kShown = 40;
  std::string text(name.substr(0, kShown));
  std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return name.size() > kShown ? text + "..." : text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

// The text that the argument `index` of a call is, if it is written there.
bool literal_argument(const dom::object& call, std::size_t index, std::string_view& text) {
  return call["children"].at(index)["value"]["value"].get(text) == simdjson::SUCCESS;
}

std::size_t argument_count(const dom::object& call) {
  dom::array children;
  return call["children"].get(children) == simdjson::SUCCESS ? children.size() : 0;
}

// One walk over a tree; stops at the first thing that is refused.
class Walk {
 public:
  bool visit(const dom::element& element) {
    dom::object object;
    if (element.get(object) == simdjson::SUCCESS) return visit_object(object);
    dom::array array;
    if (element.get(array) != simdjson::SUCCESS) return true;
    return std::ranges::all_of(array, [this](const dom::element& item) { return visit(item); });
  }

  const std::string& refusal() const { return refusal_; }
  const std::set<std::string>& tables() const { return tables_; }
  const std::set<std::string>& withs() const { return withs_; }
  // Names that an expression means, without what stands before their last point.
  const std::set<std::string>& columns() const { return columns_; }
  const std::set<std::string>& aliases() const { return aliases_; }

 private:
  bool refuse(std::string why) {
    refusal_ = std::move(why);
    return false;
  }

  bool visit_object(const dom::object& object) {
    if (!check_node(object) || !check_call(object) || !check_table(object)) return false;
    return std::ranges::all_of(object, [this](const dom::key_value_pair& part) {
      return check_part(part.key, part.value) && visit(part.value);
    });
  }

  bool check_node(const dom::object& object) {
    const std::string_view node = text_at(object, "type");
    if (!node.empty() && !is_known_node(node)) {
      return refuse(fmt::format("it has a part of a kind that is not taken: {}", shown(node)));
    }
    if (node == "STAR" && ++stars_ > kStarsMax) {
      return refuse(fmt::format("it has more than {} `*`", kStarsMax));
    }
    std::string_view type;
    if (object["type"]["id"].get(type) == simdjson::SUCCESS) {
      const bool is_long = type == "VARCHAR" && text_at(object, "value").size() > kTextBytesMax;
      if (is_long) return refuse(fmt::format("a text is longer than {} bytes", kTextBytesMax));
    }
    return true;
  }

  bool check_call(const dom::object& object) {
    std::string_view name;
    if (object["function_name"].get(name) != simdjson::SUCCESS) return true;
    const std::string_view schema = text_at(object, "schema");
    if (!text_at(object, "catalog").empty() || !(schema.empty() || schema == "main")) {
      return refuse(fmt::format("{}: functions have no prefix here", shown(name)));
    }
    const bool over_window = text_at(object, "class") == "WINDOW";
    switch (use_of_function(name)) {
      case FunctionUse::kRefused:
        return refuse(
            fmt::format("the function {} is not among those that may be used", shown(name)));
      case FunctionUse::kFree:
        return true;
      case FunctionUse::kNotOverWindow:
        return !over_window || refuse(fmt::format("{} does not go with OVER here", name));
      case FunctionUse::kOneArgument:
        return argument_count(object) <= 1 || refuse(fmt::format("{} takes one argument", name));
      case FunctionUse::kTwoArguments:
        return argument_count(object) <= 2 || refuse(fmt::format("{} takes two arguments", name));
      default:
        return check_pattern(object, name);
    }
  }

  bool check_pattern(const dom::object& call, std::string_view name) {
    std::string_view pattern;
    if (!literal_argument(call, 1, pattern)) {
      return refuse(
          fmt::format("the pattern or format of {} must be a text that is written in the "
                      "statement",
                      name));
    }
    const FunctionUse use = use_of_function(name);
    if (use == FunctionUse::kLikePattern && !is_plain_like_pattern(pattern)) {
      return refuse("LIKE takes % only at the ends of its pattern; use regexp_matches");
    }
    if (use == FunctionUse::kRegexPattern && !is_plain_regex(pattern)) {
      return refuse("a regular expression may not have {} here");
    }
    return true;
  }

  bool check_table(const dom::object& object) {
    const std::string_view node = text_at(object, "type");
    if (node == "COLUMN_REF") note_column(object);
    // What has a class is an expression, whose alias names no table.
    if (text_at(object, "class").empty()) aliases_.insert(lower(text_at(object, "alias")));
    const bool is_use = node == "BASE_TABLE" || node == "TABLE_FUNCTION";
    if (is_use && ++table_uses_ > kTableUsesMax) {
      return refuse(fmt::format("it reads tables in more than {} places", kTableUsesMax));
    }
    if (node == "TABLE_FUNCTION" &&
        object["function"].at_key("function_name").error() != simdjson::SUCCESS) {
      return refuse("FROM takes tables, subqueries and unnest()");
    }
    std::string_view name;
    if (object["table_name"].get(name) != simdjson::SUCCESS) return true;
    if (!text_at(object, "schema_name").empty() || !text_at(object, "catalog_name").empty()) {
      return refuse(fmt::format("{}: tables have no prefix here", shown(name)));
    }
    tables_.emplace(name);
    return true;
  }

  void note_column(const dom::object& column) {
    dom::array names;
    if (column["column_names"].get(names) != simdjson::SUCCESS || names.size() == 0) return;
    std::string_view last;
    if (names.at(names.size() - 1).get(last) == simdjson::SUCCESS) columns_.insert(lower(last));
  }

  bool check_part(std::string_view key, const dom::element& value) {
    if (key == "id" && value.is_string() && !is_known_type(value.get_string().value_unsafe())) {
      return refuse(
          fmt::format("the type {} is not taken", shown(value.get_string().value_unsafe())));
    }
    if ((key == "sample" || key == "at_clause") && !value.is_null()) {
      return refuse("SAMPLE and AT are not taken");
    }
    dom::array items;
    if (key == "group_sets" && value.get(items) == simdjson::SUCCESS &&
        items.size() > kGroupingSetsMax) {
      return refuse(fmt::format("it groups by more than {} sets", kGroupingSetsMax));
    }
    if (key == "cte_map" && value["map"].get(items) == simdjson::SUCCESS) {
      for (const dom::element& item : items) {
        std::string_view name;
        if (item["key"].get(name) == simdjson::SUCCESS) withs_.emplace(name);
      }
    }
    return true;
  }

  std::string refusal_;
  std::size_t stars_ = 0;
  std::size_t table_uses_ = 0;
  std::set<std::string> tables_;
  std::set<std::string> withs_;
  std::set<std::string> columns_;
  std::set<std::string> aliases_;
};

bool is_ask_table(std::string_view name) {
  return std::ranges::any_of(ask_tables(),
                             [name](const AskTable& table) { return table.name == name; });
}

// A table's name that stands for a value is a whole row of it, and a row as a text is longer than
// each text in it: what is made of it can be made again.
std::string refusal_of_rows(const Walk& walk) {
  for (const std::string& column : walk.columns()) {
    const auto is_it = [&column](const std::string& name) { return lower(name) == column; };
    // What DuckDB calls a subquery and VALUES that have no name.
    const bool is_unnamed = column.starts_with("unnamed_") || column.starts_with("valueslist");
    if (is_unnamed || walk.aliases().contains(column) ||
        std::ranges::any_of(walk.tables(), is_it) || std::ranges::any_of(walk.withs(), is_it)) {
      return fmt::format("{} is a table here, and no value; name a column, or the table otherwise",
                         shown(column));
    }
  }
  return {};
}

Result<std::string> refusal_of_names(const Connection& connection, const Walk& walk) {
  const auto taken = query(connection, kReadTakenNames);
  if (!taken) return taken.error();
  std::set<std::string> withs;
  for (const std::string& name : walk.withs()) withs.insert(lower(name));
  for (const auto& row : taken->rows) {
    const std::string name = lower(std::get<std::string>(row.at(0)));
    if (withs.contains(name)) {
      return fmt::format("WITH {}: a table has that name, take another", shown(name));
    }
  }
  for (const std::string& table : walk.tables()) {
    const std::string name = lower(table);
    if (is_ask_table(name) || withs.contains(name)) continue;
    return fmt::format("there is no table {} here; overt query --tables lists those there are",
                       shown(table));
  }
  return std::string();
}

// What `sql` makes of one text.
Result<std::string> convert(const Connection& connection, const char* sql,
                            const std::string& text) {
  Prepared statement;
  ResultHandle result;
  if (duckdb_prepare(connection.get(), sql, statement.out()) != DuckDBSuccess) {
    return first_line(duckdb_prepare_error(statement.get()));
  }
  duckdb_bind_varchar_length(statement.get(), 1, text.data(), text.size());
  if (duckdb_execute_prepared(statement.get(), result.get()) != DuckDBSuccess) {
    return first_line(duckdb_result_error(result.get()));
  }
  const auto answer = read_result(*result.get());
  if (!answer) return answer.error();
  return std::get<std::string>(answer->rows.at(0).at(0));
}

std::string refusal_of_error(const dom::element& root) {
  std::string_view message;
  if (root["error_message"].get(message) != simdjson::SUCCESS) return "it cannot be read";
  if (message.starts_with("Only SELECT")) return "only SELECT can be run";
  return std::string(message.substr(0, message.find('\n')));
}

Result<std::string> refusal_of_tree(const Connection& connection, const std::string& tree) {
  dom::parser parser;
  dom::element root;
  if (parser.allocate(tree.size(), kTreeDepthMax) != simdjson::SUCCESS ||
      parser.parse(tree).get(root) != simdjson::SUCCESS) {
    return std::string("it is nested too deeply");
  }
  bool is_error = true;
  if (root["error"].get(is_error) != simdjson::SUCCESS || is_error) return refusal_of_error(root);
  dom::array statements;
  if (root["statements"].get(statements) != simdjson::SUCCESS || statements.size() != 1) {
    return std::string("give one statement");
  }
  Walk walk;
  if (!walk.visit(root)) return walk.refusal();
  if (std::string refusal = refusal_of_rows(walk); !refusal.empty()) return refusal;
  return refusal_of_names(connection, walk);
}

std::string refusal_of_text(const std::string& sql) {
  if (sql.size() > kStatementBytesMax) {
    return fmt::format("it is longer than {} bytes", kStatementBytesMax);
  }
  const bool is_text =
      sql.find('\0') == std::string::npos && simdjson::validate_utf8(sql.data(), sql.size());
  return is_text ? "" : "it is not text in UTF-8";
}

}  // namespace

Result<CheckedStatement> check_statement(const Connection& connection, const std::string& sql) {
  if (std::string refusal = refusal_of_text(sql); !refusal.empty()) {
    return CheckedStatement{.refusal = std::move(refusal), .sql = {}};
  }
  const auto tree = convert(connection, kReadTree, sql);
  if (!tree) return tree.error();
  auto refusal = refusal_of_tree(connection, *tree);
  if (!refusal) return refusal.error();
  if (!refusal->empty()) return CheckedStatement{.refusal = *std::move(refusal), .sql = {}};
  auto written = convert(connection, kWriteTree, *tree);
  if (!written) return CheckedStatement{.refusal = written.error().message, .sql = {}};
  return CheckedStatement{.refusal = {}, .sql = *std::move(written)};
}

}  // namespace overt::duckdb

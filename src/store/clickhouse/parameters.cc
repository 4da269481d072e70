#include "store/clickhouse/parameters.h"

#include <fmt/format.h>

#include <algorithm>

namespace overt::clickhouse {
namespace {

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string literal(const QueryParameter& parameter) {
  const auto* text = std::get_if<std::string>(&parameter.value);
  if (text != nullptr) return sql_text(*text);
  return fmt::format("toInt64({})", std::get<std::int64_t>(parameter.value));
}

// Where the text ends whose opening quote stands at `at`.
std::size_t end_of_text(std::string_view sql, std::size_t at) {
  for (++at; at < sql.size() && sql[at] != '\''; ++at) {
    if (sql[at] == '\\') ++at;
  }
  return std::min(at + 1, sql.size());
}

}  // namespace

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\0') {
      quoted += "\\0";
      continue;
    }
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string with_parameters(std::string_view sql, const QueryParameters& parameters) {
  std::string whole;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '\'') {
      end = end_of_text(sql, at);
    } else if (sql[at] == '$') {
      while (end < sql.size() && is_of_name(sql[end])) ++end;
      const auto found =
          std::ranges::find(parameters, sql.substr(at + 1, end - at - 1), &QueryParameter::name);
      if (found != parameters.end()) {
        whole += literal(*found);
        at = end;
        continue;
      }
    }
    whole += sql.substr(at, end - at);
    at = end;
  }
  return whole;
}

}  // namespace overt::clickhouse

// What a statement of a person may be made of, as closed sets. What is not named here is refused:
// docs/decisions/0035 says why each kind of thing is in, or is not.
#pragma once

#include <cstddef>
#include <string_view>

namespace overt::duckdb {

// Of a text that a statement holds. Functions make texts no longer than they are, so this and
// kStatementBytesMax bound what a statement takes for each row.
inline constexpr std::size_t kTextBytesMax = 256;

// Places where a statement reads a table, a WITH of its own counted for each use. Plans grow with
// their product.
inline constexpr std::size_t kTableUsesMax = 16;

// `*`, COLUMNS and ORDER BY ALL, each of which takes all columns of what it stands over, those of
// another one too.
inline constexpr std::size_t kStarsMax = 4;

// CUBE of five columns. Each set is a hash table of its own.
inline constexpr std::size_t kGroupingSetsMax = 32;

// Of the syntax tree, some forty levels of brackets.
inline constexpr std::size_t kTreeDepthMax = 128;

// How a function may be called.
enum class FunctionUse {
  kRefused,
  kFree,
  kNotOverWindow,  // the work for one row grows with the window
  kOneArgument,    // more of them make it give a list
  kTwoArguments,   // as above
  kLikePattern,    // the second argument is a pattern of LIKE
  kRegexPattern,   // the second is a regular expression
  kFormat,         // the second is a text that is written here
};

FunctionUse use_of_function(std::string_view name);

// Whether a pattern of LIKE is one that DuckDB matches without going back: `%` only at its ends.
bool is_plain_like_pattern(std::string_view pattern);

// RE2 takes as long as the text times the pattern, counted repetitions written out.
bool is_plain_regex(std::string_view pattern);

// By the words of DuckDB's syntax tree: nodes, tables, modifiers, expressions; and types of values.
bool is_known_node(std::string_view word);
bool is_known_type(std::string_view word);

}  // namespace overt::duckdb

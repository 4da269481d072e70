// A statement that a person wrote, and what it may take: it runs in the process that loads events.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/query_result.h"

namespace overt {

// Some two hundred lines. What a statement can come to before anybody can interrupt it grows with
// its text (docs/decisions/0035).
inline constexpr std::size_t kStatementBytesMax = std::size_t{8} * 1024;

// What a person waits for; a report over tens of millions of events takes a few seconds.
inline constexpr std::chrono::seconds kAskTimeout{30};

// One statement runs at a time, and the store is not opened anew meanwhile.
inline constexpr std::chrono::seconds kAskTimeoutMax{300};

// More than anyone reads; who wants all rows exports them.
inline constexpr std::size_t kAskRowsMax = 10'000;

// Texts and cells of an answer, which is held in memory once as cells and once as JSON.
inline constexpr std::size_t kAskBytesMax = std::size_t{16} << 20;

struct AskLimits {
  std::chrono::milliseconds timeout = kAskTimeout;
  std::size_t rows_max = kAskRowsMax;
  std::size_t bytes_max = kAskBytesMax;
};

struct AskAnswer {
  std::string refusal;  // why there is no answer, in words for who asked; empty if there is one
  QueryResult result;
  bool truncated = false;  // there were more rows than rows_max
};

// What may be asked: a table, and why each column is there.
struct AskColumn {
  std::string_view name;
  std::string_view type;
  std::string_view meaning;
};

struct AskTable {
  std::string_view name;
  std::string_view meaning;
  std::vector<AskColumn> columns;
};

// In the order in which a person would read them.
std::span<const AskTable> ask_tables();

}  // namespace overt

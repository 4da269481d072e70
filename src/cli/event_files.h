// Files that `overt export` writes and `overt import` reads.
#pragma once

#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "store/exchange.h"

namespace overt::cli {

// By `name` ("parquet", "csv", "ndjson") or, where that is empty, by the end of `path`. The error
// says which ends there are.
Result<FileFormat> file_format(const std::string& path, const std::string& name);

// What a file is known by: a digest over the digests of its parts.
Result<Sha256> content_digest(const std::string& path);

// Whether a file is a log: lines of JSON that have an executionID. False for an empty one.
bool holds_log_lines(const std::string& path);

}  // namespace overt::cli

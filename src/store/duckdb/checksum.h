// PATH.sha256 beside a file of the archive: its digest, as `sha256sum -c` takes it. A file that an
// older overt wrote has none.
//
// A file that is replaced has two for a moment: the next one lies at PATH.sha256.unfinished before
// the file is there, and takes its place once it is. So of whatever a kill leaves one fits.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt::duckdb {

// Behind the name of a file.
inline constexpr std::string_view kChecksumSuffix = ".sha256";
// Of what is being written.
inline constexpr std::string_view kUnfinished = ".unfinished";

enum class Checksum { kFits, kDoesNot, kNone, kUnreadable };

// Reads the whole file, if it has a checksum. kUnreadable: it has one that is no digest of this
// name, so it is damaged itself and says nothing of the file.
Checksum compare_checksum(const std::string& path);

// The bytes at `unfinished` become the file at `path`, and get a checksum. Durable when it is done;
// a kill at any moment leaves the file that was there or this one, with a checksum that fits.
Status keep_with_checksum(const std::string& unfinished, const std::string& path);

// After a kill: the unfinished checksum of `path`, if there is one, takes its place or goes.
Status settle_checksum(const std::string& path);

// Removes the file, then its checksums: a file that is damaged must not outlive them.
Status remove_with_checksum(const std::string& path);

}  // namespace overt::duckdb

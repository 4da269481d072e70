// The digest of a file, whatever its size.
#pragma once

#include <string>

#include "base/hash.h"
#include "base/result.h"

namespace overt {

// FIPS 180-4, of the bytes of the regular file at `path`.
Result<Sha256> sha256_of_file(const std::string& path);

}  // namespace overt

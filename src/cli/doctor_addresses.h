// What doctor's checks ask of each other.
#pragma once

#include <cstdint>
#include <string>

namespace overt::cli {

// When the newest file in a folder was written, in Unix time; 0 if there is none.
std::int64_t newest_file_ms(const std::string& folder);

// Whether a collector has the data directory at this moment.
bool is_held(const std::string& data);

}  // namespace overt::cli

// The store of a collector's data directory, for a command that reads it while no collector runs.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace overt::cli {

// With what its collector had acknowledged and not yet loaded when it was killed: that is loaded
// here. Makes nothing: an error if there is no store in `data_directory`, or if a collector has it.
Result<std::unique_ptr<Store>> open_store(const std::string& data_directory);

}  // namespace overt::cli

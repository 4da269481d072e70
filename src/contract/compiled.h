// Opens a compiled contract, the form in which a program in any language holds its own: no TOML, no
// library, some microseconds. contract/compiled/write_compiled.h makes it.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// The contract that `bytes` hold, which must outlive it: its texts are there. What else its views
// lead to is its own. Whatever the bytes, it keeps the limits of overt/contract.hpp and the order
// of its lists; what does not is an error, and so is a format of another version.
Result<std::shared_ptr<const Contract>> read_compiled(std::string_view bytes);

}  // namespace overt

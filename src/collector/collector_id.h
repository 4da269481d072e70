// Which collector loads into a store that several load into.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"

namespace overt {

// The id in the file at `path`, which is made if it is not there. Positions are those of an inbox,
// and the id says of which: where `is_new_inbox`, it is made anew.
Result<std::string> open_or_make_collector_id(const std::string& path, bool is_new_inbox,
                                              Random& random);

}  // namespace overt

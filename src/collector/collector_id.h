// Which collector loads into a store that several load into.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"

namespace overt {

// The id in the file at `path`, which is made if it is not there, and anew where `is_new_inbox`:
// what its senders told of as lost is counted from nothing again. Where events come from, parts of
// the inbox say.
Result<std::string> open_or_make_collector_id(const std::string& path, bool is_new_inbox,
                                              Random& random);

}  // namespace overt

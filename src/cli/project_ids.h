// The ids that senders make of a project's URL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt::cli {

// Of a remote's URL, or an id itself (64 hexadecimal digits): the newest schema's id, then that of
// schema 1 for just this spelling. An error for what is neither, or a path of one machine.
Result<std::vector<std::string>> project_ids_of(std::string_view url_or_id);

}  // namespace overt::cli

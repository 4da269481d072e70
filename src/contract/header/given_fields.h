// What the headers of all languages have in common: which words a tool writes down, and which it
// need not.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "overt/contract.hpp"

namespace overt {

// Whether overt records that event itself, when the tool says that a command began or ended.
bool is_of_a_run(std::string_view event_type);

// The fields of `event` that a tool gives, by their places: none that is discarded, and none that
// overt fills in. An error if the event needs a field that a tool cannot give.
Result<std::vector<std::size_t>> given_fields(const EventSpec& event);

// The name of the tool itself, if all commands begin with it; else empty.
std::string_view root_of(std::span<const std::string_view> commands);

// "remote add" for "git remote add" below "git"; `command` itself if it is not below `root`.
std::string_view below(std::string_view root, std::string_view command);

}  // namespace overt

// What the tools' processes have noted of events that went unsent, as the sender reads it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "client/log.h"
#include "client/losses.h"

namespace overt {

struct NotedLosses {
  std::vector<Loss> losses;
  std::int64_t end = 0;  // where the next one will begin in the file
};

// The whole lines of the file at `path` from `offset` on; from its beginning if it is shorter than
// that. Lines that are no losses are passed over. None if there is no file that can be read.
NotedLosses read_losses(const std::string& path, std::int64_t offset);

// How many of these lines, which were read before the loss, are counted in it.
std::int64_t lines_in(const Loss& loss, std::span<const LogLine> lines);

}  // namespace overt

// The contract beside the log: the user reads there what may be recorded, and every program of
// overt that is told only the tool's name finds it there.
#pragma once

#include <string_view>

#include "client/state.h"

namespace overt {

// Makes `text` the state directory's contract.toml unless it is so already. Waits for no disk.
// That it cannot be kept is silent: then nothing is sent, as with a log that cannot be written.
// Threads and processes: any number at once; the last one's text stays.
void keep_contract(const StateDirectory& state, std::string_view text);

// The same unless a text of the same length stands there: one look, where a comparison reads all of
// it. Enough for a run; whoever starts a sender, which goes by that file, compares.
void keep_contract_of_other_size(const StateDirectory& state, std::string_view text);

}  // namespace overt

#include "client/keep_contract.h"

#include "base/file.h"
#include "client/write_signals.h"

namespace overt {

void keep_contract(const StateDirectory& state, std::string_view text) {
  // The usual case: another run has left the same.
  if (file_holds(state.contract(), text)) return;
  // No wait for the disk in the tool's own process: what a crash leaves empty, the next run mends.
  const WriteSignalsHeld held;
  if (!replace_file(state.contract(), text)) held.take_back();
}

}  // namespace overt

#include "client/keep_contract.h"

#include <sys/stat.h>

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

void keep_contract_of_other_size(const StateDirectory& state, std::string_view text) {
  struct stat status{};
  const bool is_as_long = ::lstat(state.contract().c_str(), &status) == 0 &&
                          S_ISREG(status.st_mode) &&
                          status.st_size == static_cast<off_t>(text.size());
  if (!is_as_long) keep_contract(state, text);
}

}  // namespace overt

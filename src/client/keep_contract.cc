#include "client/keep_contract.h"

#include "base/file.h"

namespace overt {

void keep_contract(const StateDirectory& state, std::string_view text) {
  // The usual case: another run has left the same.
  if (file_holds(state.contract(), text)) return;
  static_cast<void>(write_file_atomically(state.contract(), text));
}

}  // namespace overt

#include "client/keep_contract.h"

#include <string>

#include "base/file.h"

namespace overt {

void keep_contract(const StateDirectory& state, std::string_view text) {
  // The usual case: another run has left the same. One of another size is not even read.
  const Result<std::string> there = read_file(state.contract(), text.size());
  if (there && *there == text) return;
  static_cast<void>(write_file_atomically(state.contract(), text));
}

}  // namespace overt

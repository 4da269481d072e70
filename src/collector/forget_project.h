// A project that is to be forgotten: out of everything that a data directory holds of it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "collector/pepper.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

struct ForgetRequest {
  std::string app;
  std::vector<std::string> ids;  // as senders make them, 64 hexadecimal digits each
};

// forget_in_duckdb_store() for a store that may be in use.
using ForgetInStore = std::function<Result<ForgottenRows>(const std::string& app,
                                                          std::span<const std::uint64_t> projects)>;

// Everything is borrowed.
struct ForgetPlaces {
  const std::string& directory;  // the data directory, which is this process's
  const Pepper& pepper;
  Inbox& inbox;
  const ForgetInStore& forget_in_store;
  const Clock& clock;
};

// The file of receipts, in the data directory: NDJSON, mode 0600.
inline constexpr char kReceiptsOfForgetting[] = "forgotten.ndjson";

struct Forgotten {
  // A line of JSON that is in the file as well: of the project only a digest is in it.
  std::string receipt;
  // What else lies in the directory, and may hold the project: it is not overt's, and stays.
  std::vector<std::string> others;
};

// Forgets it, and what was set aside or left by a kill, which nobody can take a project out of. Not
// while something is loaded. Done again after a failure or a kill, it finishes.
Result<Forgotten> forget_project(const ForgetPlaces& places, const ForgetRequest& request);

}  // namespace overt

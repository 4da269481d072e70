// A filled inbox moved into a store, as a collector's loader does it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/temporary_directory.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt::bench {

// Events of some days in an inbox of their own, as a collector would have taken them.
class FilledInbox {
 public:
  explicit FilledInbox(std::int64_t events);

  Inbox& inbox() { return *inbox_; }

 private:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<Inbox> inbox_;
};

struct Moved {
  std::int64_t events = 0;
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds cpu{};  // of this process, on all cores
};

// All of the inbox into the store, which has none of it.
Moved move_all(Inbox& inbox, Store& store);

}  // namespace overt::bench

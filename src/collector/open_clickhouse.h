// ClickHouse as the store of an inbox.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "inbox/inbox.h"
#include "store/clickhouse.h"
#include "store/store.h"

namespace overt {

// Whose events a store has that several load into.
struct ClickhouseLoader {
  Inbox& inbox;         // borrowed; nothing was submitted to it yet
  std::string id_path;  // the file of its collector's id
  bool is_new = false;  // the inbox was only just made: so the id is made anew
};

// Begins a part of the inbox, so that nothing that it takes from now on is taken for what an older
// or newer copy of it has loaded: it may be one that was restored, and ClickHouse may be away.
Result<std::unique_ptr<Store>> open_clickhouse_of(const ClickhouseLoader& loader,
                                                  ClickhouseOptions options, const Clock& clock,
                                                  Random& random);

}  // namespace overt

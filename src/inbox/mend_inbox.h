// An inbox that is damaged: what can be read of it goes into a new file, the old one is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/own_files.h"
#include "base/result.h"

namespace overt {

struct MendedInbox {
  std::string damage;           // what SQLite says of it
  std::string kept_as;          // where the damaged file is now
  std::int64_t events = 0;      // that could be read
  std::int64_t unreadable = 0;  // that could not, by the positions that were given; 0 if none known

  friend bool operator==(const MendedInbox&, const MendedInbox&) = default;
};

// Reads through the file at `path`; nothing if it is in order, or not there. If it is damaged it
// has been replaced: events have the positions they had. A kill at any moment leaves either the
// damaged file or the new one, and this is to be called again. No connection may be open.
Result<std::optional<MendedInbox>> mend_inbox(const std::string& path, std::int64_t now_ms);

// Of the file `name` beside an inbox that is called `inbox`: left over is what mend_inbox() has set
// aside, or was killed over.
FileOrigin origin_beside_inbox(std::string_view name, std::string_view inbox);

}  // namespace overt

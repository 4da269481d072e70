// How far an inbox is loaded whose parts are loaded as different collectors'.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/clickhouse.h"
#include "store/clickhouse/server.h"

namespace overt::clickhouse {

// Up to where each collector has loaded; those that have loaded nothing are not in it.
using Loaded = std::map<std::string, std::int64_t>;

class LoadedParts {
 public:
  // `parts` as ClickhouseOptions has them.
  LoadedParts(const std::string& collector, const std::vector<LoadedPart>& parts);

  std::vector<std::string> names() const;

  // Parts are loaded one after the other, so the newest one of which there is something says it. A
  // position behind the end of its part was given by another copy of the inbox.
  std::int64_t position(const Loaded& loaded) const;

  // Of the part to which the position after `position` belongs: its name, and its last position.
  const std::string& name_behind(std::int64_t position) const;
  std::int64_t end(std::int64_t position) const;

 private:
  std::size_t part_behind(std::int64_t position) const;

  std::vector<LoadedPart> parts_;  // never empty
};

Result<Loaded> read_loaded(Server& server, const std::vector<std::string>& names);

// From now on the collector has loaded up to there.
Status write_loaded(Server& server, const std::string& name, std::int64_t position);

}  // namespace overt::clickhouse

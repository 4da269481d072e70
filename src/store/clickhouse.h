// The store in ClickHouse: one server, or a cluster of them, with any number of collectors in
// front. docs/decisions/0042 says how its tables hang together.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace overt {

// The port of ClickHouse's HTTP interface, and with TLS.
inline constexpr int kClickhousePort = 8123;
inline constexpr int kClickhouseTlsPort = 8443;

// Rows behind position `first` - 1 are loaded as what `name` has, up to the next part.
struct LoadedPart {
  std::int64_t first = 1;
  std::string name;  // different for each part of each inbox
};

struct ClickhouseOptions {
  // "http://overt@127.0.0.1:8123/overt" or "https://…/overt?cluster=main": who asks, which server
  // or what stands in front of several, the database, and the cluster whose servers share it.
  std::string url;
  std::string password;
  std::string ca_file;            // PEM: whom to trust; empty for whom the system trusts
  std::string collector;          // who loads, different for each inbox: positions are the inbox's
  std::vector<LoadedPart> parts;  // by position; what is before the first one is `collector`'s
};

// Empty, or what is wrong with the address of a store, in words.
std::string problem_of_clickhouse_url(const std::string& url);

// Whether who is on the way to the store could read what is sent there: http to another machine.
bool is_clickhouse_in_the_clear(const std::string& url);

// Does not connect: the first use does, and makes or brings up the tables. A server that is away
// fails what is asked of it, and may be asked again. `clock`, which is borrowed, says which days
// are over. Threads: as Store says.
Result<std::unique_ptr<Store>> open_clickhouse_store(const ClickhouseOptions& options,
                                                     const Clock& clock);

}  // namespace overt

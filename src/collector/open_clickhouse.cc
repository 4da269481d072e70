#include "collector/open_clickhouse.h"

#include "base/bytes.h"
#include "collector/collector_id.h"

namespace overt {
namespace {

constexpr std::size_t kNameBytes = 8;

}  // namespace

Result<std::unique_ptr<Store>> open_clickhouse_of(const ClickhouseLoader& loader,
                                                  ClickhouseOptions options, const Clock& clock,
                                                  Random& random) {
  auto id = open_or_make_collector_id(loader.id_path, loader.is_new, random);
  if (!id) return id.error();
  Bytes<kNameBytes> name;
  random.fill(name);
  const auto parts = loader.inbox.begin_part(to_hex(name));
  if (!parts) return Error{"cannot write to the inbox: " + parts.error().message};
  options.collector = *std::move(id);
  for (const InboxPart& part : *parts) {
    options.parts.push_back({.first = part.first, .name = part.name});
  }
  return open_clickhouse_store(options, clock);
}

}  // namespace overt

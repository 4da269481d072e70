#include "cli/fetched_store.h"

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "store/read_clickhouse.h"
#include "store/store.h"

namespace overt::cli {
namespace {

EventsAsked asked_of(const ExportRequest& request) {
  const int more = request.runs ? kHalfDaysApart : 0;
  return {
      .app = request.app, .first_day = request.first_day - more, .end_day = request.end_day + more};
}

}  // namespace

Result<std::unique_ptr<FetchedStore>> FetchedStore::fetch(const ClickhouseOptions& from,
                                                          const ExportRequest& request,
                                                          const TellShare& tell) {
  std::string folder = request.output + ".store-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return errno_error("write", request.output);
  std::unique_ptr<FetchedStore> fetched(new FetchedStore(folder));
  const auto store = open_duckdb_store(fetched->path());
  if (!store) return store.error();
  std::int64_t position = 0;
  const Status read = read_clickhouse_events(
      from, asked_of(request), [&](std::span<const Row> rows, double share) -> Status {
        position += static_cast<std::int64_t>(rows.size());
        if (Status loaded = (*store)->load(rows, position); !loaded) return loaded;
        return tell(share) ? Status(Ok{}) : Status(Error{"interrupted"});
      });
  if (!read) return read.error();
  return fetched;
}

FetchedStore::~FetchedStore() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace overt::cli

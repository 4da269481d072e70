#include "cli/fetched_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <vector>

#include "base/file.h"
#include "base/own_files.h"
#include "store/read_clickhouse.h"
#include "store/store.h"

namespace overt::cli {
namespace {

constexpr const char* kStoreName = "store.duckdb";

EventsAsked asked_of(const ExportRequest& request) {
  const int more = request.runs ? kHalfDaysApart : 0;
  return {
      .app = request.app, .first_day = request.first_day - more, .end_day = request.end_day + more};
}

Error cannot_make(const std::string& folder, const std::error_code& error) {
  return Error{"cannot write " + folder + ": " + error.message()};
}

// What a killed export has left there, which is all that was asked for, goes.
Status remove_left_store(const std::string& folder) {
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0) return Ok{};
  // In a folder for everybody somebody else may have made it, to lead elsewhere.
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) {
    return Error{"cannot write " + folder + ": there is something else of that name"};
  }
  std::error_code error;
  std::vector<std::filesystem::path> to_remove;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (origin_beside_duckdb_store(name, kStoreName) != FileOrigin::kElsewhere) {
      to_remove.push_back(entry.path());
    }
  }
  for (const auto& path : to_remove) {
    if (!error) std::filesystem::remove_all(path, error);
  }
  if (!error) std::filesystem::remove(folder, error);  // not if a person has put anything there
  return error ? Status(cannot_make(folder, error)) : Ok{};
}

}  // namespace

Result<std::unique_ptr<FetchedStore>> FetchedStore::fetch(const ClickhouseOptions& from,
                                                          const ExportRequest& request,
                                                          const TellShare& tell) {
  const std::string folder = request.output + ".store";
  if (const Status removed = remove_left_store(folder); !removed) return removed.error();
  if (::mkdir(folder.c_str(), 0700) != 0) return errno_error("write", request.output);
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

std::string FetchedStore::path() const { return folder_ + "/" + kStoreName; }

FetchedStore::~FetchedStore() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace overt::cli

// Events of ClickHouse in a DuckDB store beside an export, which is written from it: so one program
// makes all files, and pairs the halves of runs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/clickhouse.h"
#include "store/exchange.h"

namespace overt::cli {

// A half is joined with one that comes so many days later: a sender drops what is older than 30
// days. Exports of runs read so many days more on both ends.
inline constexpr int kHalfDaysApart = 31;

class FetchedStore {
 public:
  // Reads what the request is about into a folder beside its output, OUTPUT.store, in the place of
  // what a killed export has left there. An error if `tell` says that it is to end.
  static Result<std::unique_ptr<FetchedStore>> fetch(const ClickhouseOptions& from,
                                                     const ExportRequest& request,
                                                     const TellShare& tell);

  FetchedStore(const FetchedStore&) = delete;
  FetchedStore& operator=(const FetchedStore&) = delete;
  // Takes the folder away.
  ~FetchedStore();

  std::string path() const;

 private:
  explicit FetchedStore(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
};

}  // namespace overt::cli

// The days that have ended, as files.
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/doctor_checks.h"
#include "cli/progress_line.h"
#include "store/store.h"

namespace overt::cli {

Findings check_archive(const ServeSettings& settings) {
  constexpr std::string_view kArchive = "archive";
  std::error_code ignored;
  if (!std::filesystem::exists(settings.data + "/archive", ignored)) {
    return {{kArchive, Health::kOk, "not there yet; the first day that ends makes it"}};
  }
  ProgressLine progress("reading the archive");
  const auto extent = check_duckdb_archive(
      settings.data + "/store.duckdb", [&](std::int64_t done, std::int64_t steps) {
        progress.show(static_cast<double>(done) / static_cast<double>(steps));
      });
  if (!extent) {
    return {{kArchive, Health::kProblem, extent.error().message,
             "run this as the user that the collector runs as"}};
  }
  if (extent->damaged.empty() && extent->without_digest.empty()) {
    return {{kArchive, Health::kOk, fmt::format("{} days, each as it was written", extent->days)}};
  }
  Findings findings;
  for (const std::string& path : extent->damaged) {
    findings.push_back({kArchive, Health::kProblem, path + " is not as it was written",
                        "look after the disk, and restore it with its .sha256 from a backup: a "
                        "store that is made anew would lack this day"});
  }
  for (const std::string& path : extent->without_digest) {
    findings.push_back({kArchive, Health::kWarning,
                        path + " can be read, but its .sha256 holds no digest of it",
                        "restore that from a backup; without one, remove it: the day then counts "
                        "as one that never had any"});
  }
  return findings;
}

}  // namespace overt::cli
